import { linkTest } from '../../texts/de/link-test.ts';
import { wordFor } from '../../texts/facts.ts';
import { figuresIn } from '../../texts/figures.ts';
import type { WordsFor } from '../advice-entry.ts';
import type { FaultCode, TargetField } from '../fault.ts';
import { protocolName } from '../reason-parts.ts';

const say = figuresIn('de');
const inSeconds = (ms: number): string => say.duration(Math.max(1, Math.ceil(ms / 1000)) * 1000);
const fields: Readonly<Record<TargetField, string>> = {
  target: 'Ziel',
  name: 'Name',
  kind: 'Art',
  address: 'Adresse',
  port: 'Port',
  family: 'Adressfamilie',
  intervalMs: 'Abstand',
  timeoutMs: 'Zeitgrenze',
};

type Area = 'portmap' | 'target' | 'link-test' | 'session';

/** What is asked, watched and tested: the router, targets, tests on demand, game sessions. */
export const probeWords: WordsFor<Extract<FaultCode, `${Area}.${string}`>> = {
  'portmap.no-gateway': {
    title: 'Es wurde kein Router gefunden',
    text: () =>
      'Dieser Computer hat keine Standardroute über IPv4, also gibt es keinen Router, der einen Port öffnen könnte.',
  },
  'portmap.none-found': {
    title: 'Der Router öffnet keine Ports',
    text: ({ gateway }) =>
      `Der Router unter ${gateway} antwortet weder auf PCP noch auf NAT-PMP oder UPnP. Schaltest du eines davon ein, gelingen mehr direkte Wege.`,
  },
  'portmap.refused': {
    title: 'Der Router lehnte einen Port ab',
    text: ({ protocol, reason }) =>
      `Er spricht ${protocolName(protocol)} und lehnte ab: ${reason}. In seinen Einstellungen lässt sich das vielleicht erlauben.`,
  },
  'portmap.unanswered': {
    title: 'Der Router verstummte',
    text: ({ protocol }) =>
      `Er spricht ${protocolName(protocol)}, antwortete aber nicht auf die Bitte um einen Port. Ein Neustart des Routers kann helfen.`,
  },
  'portmap.behind-another-nat': {
    title: 'Davor steht noch ein Router',
    text: ({ address }) =>
      `Die Adresse deines Routers ist ${address}, und die ist aus dem Internet nicht erreichbar: Ein zweiter Router oder dein Anbieter übersetzt noch einmal, ein offener Port nützt also nichts.`,
  },
  'target.invalid': {
    title: 'Das lässt sich nicht beobachten',
    text: ({ field, reason }) =>
      `Das Feld „${wordFor(fields, field)}“ stimmt nicht: ${reason}. Ändere es und versuch es noch einmal.`,
  },
  'target.exists': {
    title: 'Das wird schon beobachtet',
    text: ({ name }) => `„${name}“ beobachtet genau dasselbe.`,
  },
  'target.too-many': {
    title: 'So viele lassen sich nicht beobachten',
    text: ({ limit }) =>
      `Höchstens ${limit} Ziele werden zugleich beobachtet. Entfern eines, das du nicht mehr brauchst.`,
  },
  'target.not-found': {
    title: 'Das wird nicht beobachtet',
    text: ({ id }) => `Das Ziel ${id} gibt es nicht, oder es wurde inzwischen entfernt.`,
  },
  'session.none': {
    title: 'Es läuft keine Spielrunde',
    text: () => 'Es gibt keine zu beenden. Beginn erst eine, dann werden ihre Werte für sich aufgehoben.',
  },
  'link-test.busy': {
    title: 'Ein anderer Test läuft',
    text: ({ doing }) =>
      `Der Test „${wordFor(linkTest.linkTest.types, doing)}“ läuft noch, und beide würden sich stören. Warte auf ihn, oder brich ihn ab.`,
  },
  'link-test.too-often': {
    title: 'Zu viele Tests nacheinander',
    text: ({ retryAfterMs }) =>
      `Tests belasten auch die Leitungen der anderen. Versuch es in ${inSeconds(retryAfterMs)} noch einmal.`,
  },
  'link-test.unknown-place': {
    title: 'Niemand heißt so',
    text: ({ place }) =>
      `„${place}“ ist niemand aus dieser Party und auch kein Rechner, der sich testen ließe.`,
  },
  'link-test.not-a-member': {
    title: 'So lassen sich nur Mitspieler testen',
    text: ({ place }) =>
      `${place} ist nicht in dieser Party. Tests, die viel senden, gehen durch den Tunnel nur zu Mitspielern; Ping, Traceroute und Pfad-MTU gehen überallhin.`,
  },
  'link-test.refused': {
    title: 'Der Test wurde dort abgelehnt',
    text: ({ peer, reason, retryAfterMs }) =>
      `${peer} lässt diesen Test nicht zu: ${reason}.${retryAfterMs > 0 ? ` Versuch es in ${inSeconds(retryAfterMs)} noch einmal.` : ''}`,
  },
  'link-test.unanswered': {
    title: 'Keine Antwort auf den Test',
    text: ({ place }) =>
      `${place} beantwortet keinen Testverkehr. Vielleicht steht die Verbindung nicht, oder dort läuft ein älteres LANrage.`,
  },
  'link-test.unreached': {
    title: 'Der Test kam nicht durch',
    text: ({ place, reason }) =>
      `${place === '' ? 'Dieser Computer' : place} ließ sich nicht testen: ${reason}.`,
  },
  'link-test.fell-short': {
    title: 'Die Leitung trägt weniger als verlangt',
    text: ({ perSecond, p99Ms, neededPerSecond, limitMs }) =>
      `${say.number(perSecond)} Nachrichten je Sekunde kamen zurück, das langsamste Hundertstel nach ${say.ms(p99Ms)}. Erwartet wären ${say.number(neededPerSecond)} binnen ${say.ms(limitMs)}.`,
  },
  'link-test.port-taken': {
    title: 'Tempo lässt sich nicht testen',
    text: ({ port }) =>
      `Ein anderes Programm nutzt UDP-Port ${port} auf der Adresse der Party, den Tests brauchen. Schließ es und tritt neu bei; alles andere geht.`,
  },
};
