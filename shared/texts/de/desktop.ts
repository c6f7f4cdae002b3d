import type { desktop as en } from '../en/desktop.ts';

export const desktop: typeof en = {
  tray: {
    noParty: 'LANrage: keine Party',
    busy: 'LANrage: einen Moment …',
    alone: (party) => `${party}: bisher nur du`,
    party: (party, online, worst) =>
      `${party}: ${online} online${worst === null ? '' : `, höchstens ${worst}`}`,
    needsSetUp: 'LANrage: noch nicht eingerichtet',
    open: 'LANrage öffnen',
    copyInvite: 'Einladung kopieren',
    connect: 'Verbinden mit',
    leave: 'Party verlassen',
    fix: 'Fehler finden',
    quit: 'Beenden',
  },
  menu: {
    newParty: 'Neue Party',
    join: 'Einer Party beitreten …',
    settings: 'Einstellungen …',
    edit: 'Bearbeiten',
    view: 'Ansicht',
    file: 'Party',
    window: 'Fenster',
    quit: 'LANrage beenden',
  },
  notify: {
    joined: (name, party) => `${name} ist jetzt in ${party}`,
    lost: (name) => `Die Verbindung zu ${name} ist abgebrochen`,
    back: (name) => `${name} ist wieder verbunden`,
    alert: {
      down: (name) => `${name} antwortet nicht`,
      latency: (name, ms) => `${name} ist langsam: ${ms} ms`,
      loss: (name, percent) => `${percent} % gehen auf dem Weg zu ${name} verloren`,
      jitter: (name, ms) => `Die Verzögerung zu ${name} springt um ${ms} ms`,
      quality: (name, score) => `Die Verbindung zu ${name} ist schlecht: ${score} von 100`,
    },
    inTray: 'LANrage läuft im Infobereich weiter',
    inTrayBody: 'Deine Party bleibt verbunden. Beenden kannst du LANrage dort.',
    updateReady: (version) => `LANrage ${version} ist bereit`,
    updateBody: 'Es wird beim Beenden eingesetzt.',
  },
};
