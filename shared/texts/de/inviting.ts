import type { inviting as en } from '../en/inviting.ts';

export const inviting: typeof en = {
  inviting: {
    title: 'Wer beitreten kann',
    lines: {
      anywhere: 'Freunde von überall können beitreten.',
      anywhereProbably: 'Freunde von überall können wahrscheinlich beitreten.',
      most: 'Freunde von fast überall können wahrscheinlich beitreten.',
      someIpv6: 'Von außerhalb geht es höchstens über IPv6.',
      fewRouters: 'Nur wenige Freunde außerhalb deines Zuhauses können beitreten.',
      house: 'Nur wer bei dir zu Hause ist, kann beitreten.',
      houseProbably: 'Freunde außerhalb deines Zuhauses können wahrscheinlich nicht beitreten.',
      serverHouse: 'Nur wer im selben lokalen Netz ist wie der Server der Party, kann beitreten.',
      checking: 'Es wird geprüft, wer beitreten kann …',
      unknown: 'Noch ist nicht bekannt, ob Freunde außerhalb deines Zuhauses beitreten können.',
      silent: 'Gerade kann niemand beitreten: Der Server der Party antwortet nicht.',
    },
    short: {
      anywhere: 'alle Eingeladenen können beitreten',
      anywhereProbably: 'alle Eingeladenen können wohl beitreten',
      most: 'fast alle Eingeladenen können wahrscheinlich beitreten',
      someIpv6: 'nur von zu Hause, vielleicht über IPv6',
      fewRouters: 'nur wenige können beitreten',
      house: 'nur von zu Hause',
      houseProbably: 'wohl nur von zu Hause',
      serverHouse: 'nur aus dem Netz des Servers',
      checking: 'es wird geprüft, wer beitreten kann',
      unknown: 'nicht bekannt, wer beitreten kann',
      silent: 'gerade kann niemand beitreten',
    },
    because: {
      server: 'Der Server der Party steht im Internet und antwortet.',
      serverUntested:
        'Die Einladung nennt eine Adresse im Internet. Dieser Computer erreicht die Party auf anderem Weg, darum ist sie ungeprüft.',
      router: 'Dein Router hat einen Port geöffnet, und ein Test von außen kam durch.',
      routerUntested: 'Dein Router sagt, er habe einen Port geöffnet. Kein Test von außen hat das bestätigt.',
      ownAddress: 'Dieser Computer ist selbst im Internet, und ein Test von außen kam durch.',
      ownAddressUntested:
        'Dieser Computer hat eine Adresse im Internet. Kein Test von außen hat bestätigt, dass er dort zu erreichen ist.',
      meeting:
        'Nach dem, was gemessen wurde, lässt dein Router Freunde herein, die dich über den Code finden.',
      most: 'Die Ausnahme: Freunde, deren Netz für jede Verbindung einen anderen Port nimmt, wie manche Mobilfunk- und Firmennetze.',
      nobodyToAsk: 'Es fand sich kein Server, der es von außen prüfen kann.',
    },
    why: {
      'portmap.no-gateway': 'Es wurde kein Router gefunden, der einen Port öffnen könnte.',
      'portmap.none-found': (gateway) =>
        `Dein Router (${gateway}) öffnet keinen Port: UPnP ist ausgeschaltet oder fehlt.`,
      'portmap.refused': 'Dein Router hat abgelehnt, einen Port zu öffnen.',
      'portmap.unanswered': 'Dein Router antwortete nicht mehr, als er einen Port öffnen sollte.',
      'portmap.behind-another-nat':
        'Dein Router ist nicht selbst im Internet: Davor steht ein zweiter Router oder dein Anbieter.',
      router: 'Dein Router öffnet keinen Port mehr für die Party.',
      'router-not-asked': 'Nach deinen Einstellungen darf LANrage den Router nicht um einen Port bitten.',
      'kept-out':
        'Dein Router sagt, er habe einen Port geöffnet, aber ein Test von außen kam nicht durch. Vielleicht ist eine Firewall, ein zweiter Router oder dein Anbieter im Weg.',
      'udp-blocked': 'Dein Netz sperrt UDP, das die Party braucht.',
      'ports-change':
        'Dein Netz nimmt für jede Verbindung einen anderen Port, darum wissen Freunde nicht, wo sie dich finden.',
      'no-place-answers': 'Keiner der Treffpunkte im Internet hat geantwortet.',
      'server-in-house': 'Seine Adressen gelten nur vor Ort.',
      ipv6: 'Wer wie du IPv6 hat, kommt herein, wenn die Firewall deines Routers es erlaubt.',
      openRouters: 'Herein kommt nur, wessen Router Fremde durchlässt.',
    },
    more: 'Was hilft',
    dialog: 'Mehr Freunde hereinlassen',
    testNow: 'Jetzt testen',
    tryAgain: 'Noch einmal',
    trying: 'Test läuft …',
    failed: 'Das ging nicht:',
    helps: {
      'ask-router': {
        title: 'LANrage den Router fragen lassen',
        text: 'Es bittet um die Ports der Party, solange sie läuft, und gibt sie danach zurück.',
        action: 'Router fragen',
      },
      'allow-meeting': {
        title: 'Freunde über den Code zu dir finden lassen',
        text: 'Treffpunkte im Internet können einen versiegelten Zettel weitergeben. Sie sehen deine Internetadresse, aber weder Namen noch den Code.',
        action: 'Einstellungen öffnen',
      },
      'open-port': {
        title: 'UPnP im Router einschalten',
        text: (router) =>
          `Öffne ${router} im Browser und melde dich an. Such nach „UPnP“ oder „automatische Portfreigabe“, schalte es ein und versuch es hier noch einmal.`,
        anyRouter: 'die Seite deines Routers',
        action: 'Noch einmal',
      },
      ipv6: {
        title: 'IPv6 im Router einschalten',
        text: 'Freunde, die auch IPv6 haben, erreichen dich dann oft, selbst wo UPnP nicht hilft.',
        action: 'Noch einmal',
      },
      'use-server': {
        title: 'Einen Server nehmen',
        text: 'Hat einer von euch einen Computer im Internet, starte dort „lanrage serve all“, trag seine Adresse in den Einstellungen ein und leg die Party neu an.',
        action: 'Einstellungen öffnen',
      },
      'friend-hosts': {
        title: 'Einen Freund hosten lassen',
        text: 'Lass jemand anderen die Party anlegen: wem LANrage sagt, dass Freunde von überall beitreten können.',
        action: null,
      },
    },
  },
  inviteMessage: {
    join: (party, link) => `Komm zu „${party}“ auf LANrage: ${link}`,
    withCode: (code, page) => `Oder gib den Code ${code} ein. Neu hier? LANrage gibt es unter ${page}`,
    withoutCode: (page) =>
      `Neu hier? LANrage gibt es unter ${page} – füg dort diese beiden Zeilen zusammen ein.`,
  },
};
