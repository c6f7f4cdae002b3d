import type { party as en } from '../en/party.ts';

export const party: typeof en = {
  start: {
    title: 'Noch keine Party.',
    text: 'Leg eine an und lad deine Freunde ein, oder tritt mit der Einladung eines Freundes bei.',
    resumingNamed: (name) => `${name} kommt zurück …`,
    resuming: 'Deine Party kommt zurück. Das dauert einen Moment.',
    inParty: (name) =>
      `Du bist in ${name}. Nur eine Party auf einmal: verlass sie, um eine andere anzulegen oder ihr beizutreten.`,
    backTo: (name) => `Zurück zu ${name}`,
    recent: {
      title: 'Letzte Partys',
      rejoin: 'Wieder beitreten',
      rejoinNamed: (name) => `Wieder beitreten: ${name}`,
      anew: 'Neu starten',
      anewNamed: (name) => `Neu starten, mit ihrem Code: ${name}`,
      forget: (name) => `${name} vergessen`,
    },
    create: {
      title: 'Party anlegen',
      text: 'Du bekommst eine Einladung für deine Freunde.',
      label: 'Name der Party',
      placeholder: 'Freitags-LAN',
      submit: 'Party anlegen',
      busy: 'Wird angelegt …',
      steps: ['Server der Party starten', 'Adresse holen', 'Netz öffnen'],
    },
    join: {
      title: 'Party beitreten',
      text: 'Füge irgendwo in diesem Fenster ein, was du bekommen hast.',
      label: 'Einladungslink oder Code',
      placeholder: 'XXXX-XXXX-XXXX-XXXX',
      typed: (count, of) => `${count} von ${of} Zeichen`,
      fine: 'Diese Einladung ist vollständig.',
      submit: 'Beitreten',
      busy: 'Beitritt läuft …',
      steps: ['Server der Party finden', 'Adresse holen', 'Die anderen erreichen'],
    },
  },
  party: {
    roster: 'Mitspieler',
    emptyTitle: 'Noch niemand sonst da.',
    emptyText: 'Verschick die Einladung. Wer beitritt, erscheint hier.',
    hosting: 'läuft auf diesem Computer',
    server: (server) => `Server ${server}`,
    leave: 'Party verlassen',
    open: (name) => `Einzelheiten zu ${name}`,
    latency: 'Latenz',
  },
  invite: {
    title: 'Freunde einladen',
    text: 'Füg sie in irgendeinen Chat ein. Gib sie nur Leuten, die du auch in dein Zimmer ließest.',
    textWithCode:
      'Füg sie in irgendeinen Chat ein, oder lies den Code vor. Gib sie nur Leuten, die du auch in dein Zimmer ließest.',
    preview: 'Das bekommen deine Freunde',
    copyInvite: 'Einladung kopieren',
    copyLink: 'Link kopieren',
    copyCode: 'Code kopieren',
    qr: 'QR-Code',
    qrLabel: 'QR-Code des Einladungslinks',
    qrHint: 'Für Freunde neben dir: Er enthält den Link, zeig ihn also niemandem sonst.',
  },
  leave: {
    title: (name) => `„${name}“ verlassen?`,
    alone: 'Du bist der Letzte: Damit endet die Party. Ihre Einladung gilt dann nicht mehr.',
    noticed: (names) => `${names} sehen, dass du gegangen bist.`,
    unheard: (names) =>
      `Der Server der Party antwortet nicht, darum erfährt es niemand gleich. ${names} sehen, dass die Verbindung zu dir verloren ist.`,
    takenOver: (heir, names) => `${names} sehen, dass du gegangen bist. ${heir} übernimmt die Party.`,
    hosted: (names) =>
      `Die Party läuft auf diesem Computer, und niemand sonst kann sie übernehmen: Sie endet auch für ${names}.`,
    tooOld: (names) => `Für ${names} endet sie: Deren LANrage ist zu alt, um mitzukommen.`,
    stay: 'Bleiben',
    leave: 'Verlassen',
    leaveAndEnd: 'Party beenden',
  },
};
