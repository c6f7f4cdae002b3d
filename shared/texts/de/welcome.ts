import type { welcome as en } from '../en/welcome.ts';

export const welcome: typeof en = {
  welcome: {
    steps: ['Dein Name', 'Erlaubnis', 'Prüfung'],
    stepsLabel: 'Einrichtung',
    name: {
      title: 'Willkommen bei LANrage',
      text: 'Spiel LAN-Spiele mit Freunden übers Internet, als säßet ihr in einem Raum.',
      label: 'Wie nennen dich deine Freunde?',
      hint: 'Sie sehen das in jeder Party. Du kannst es später ändern.',
      invited:
        'Du bist zu einer Party eingeladen. Such dir einen Namen aus, dann trittst du ihr bei, sobald LANrage eingerichtet ist.',
      next: 'Weiter',
    },
    rights: {
      title: 'Ein eigenes Netz',
      text: 'LANrage legt auf diesem Computer ein privates Netz an. Das darf nur ein Administrator, darum fragt dein System bei jedem Start einmal.',
      textOnce:
        'LANrage legt auf diesem Computer ein privates Netz an. Das darf nur ein Administrator, darum fragt dein System jetzt und dann nicht mehr.',
      mayTitle: 'Der Helfer darf',
      may: [
        'das Netz „lanrage“ anlegen und entfernen',
        'ihm eine Adresse und die Schlüssel deiner Freunde geben',
        'seine eigenen Zähler lesen',
      ],
      neverTitle: 'Er kann niemals',
      never: ['deine anderen Netze anfassen', 'Dateien lesen oder Programme starten'],
      neverStays: 'zurückbleiben: er endet mit LANrage',
      later: 'Nicht jetzt',
    },
    check: {
      title: 'Bereit zum Spielen',
      blockedTitle: 'Fast geschafft',
      name: (name) => `Deine Freunde sehen „${name}“`,
      helper: 'Der Helfer läuft',
      tunnel: (backend) => `WireGuard funktioniert (${backend})`,
      helperMissing: 'Der Helfer läuft noch nicht',
      tunnelMissing: 'WireGuard ist noch nicht bereit',
      strangers:
        'Damit sich Lag auf deiner eigenen Leitung von Lag anderswo unterscheiden lässt, pingt LANrage 1.1.1.1 (Cloudflare) und 8.8.8.8 (Google) an, solange du in einer Party bist oder dir Qualität ansiehst. Unter Ziele kannst du sie entfernen.',
      meetingPoints:
        'Damit ein Code genügt, fragt LANrage öffentliche Treffpunkte (Nostr-Relays und das BitTorrent-Netz), solange deine Party auf Freunde wartet und wenn du mit einem Code beitrittst. Sie sehen deine Internetadresse und eine versiegelte Notiz. In den Einstellungen kannst du andere wählen oder keine.',
      join: 'Der Party beitreten',
      done: 'Los geht’s',
    },
  },
};
