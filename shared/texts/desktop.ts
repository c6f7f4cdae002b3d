/** What tray, menu and notifications of the desktop app say. */
import type { Language } from './language.ts';

export interface DesktopTexts {
  readonly tray: {
    readonly noParty: string;
    readonly busy: string;
    readonly alone: (party: string) => string;
    /** @param worst - e.g. `213 ms`; null: nobody answered yet. */
    readonly party: (party: string, online: number, worst: string | null) => string;
    readonly needsSetUp: string;
    readonly open: string;
    readonly copyInvite: string;
    readonly connect: string;
    readonly leave: string;
    readonly fix: string;
    readonly quit: string;
  };
  readonly menu: {
    readonly newParty: string;
    readonly join: string;
    readonly settings: string;
    readonly edit: string;
    readonly view: string;
    readonly file: string;
    readonly window: string;
    readonly quit: string;
  };
  readonly notify: {
    readonly joined: (name: string, party: string) => string;
    readonly lost: (name: string) => string;
    readonly back: (name: string) => string;
    readonly inTray: string;
    readonly inTrayBody: string;
    readonly updateReady: (version: string) => string;
    readonly updateBody: string;
  };
}

const en: DesktopTexts = {
  tray: {
    noParty: 'LANrage: no party',
    busy: 'LANrage: one moment …',
    alone: (party) => `${party}: just you so far`,
    party: (party, online, worst) => `${party}: ${online} online${worst === null ? '' : `, worst ${worst}`}`,
    needsSetUp: 'LANrage: not set up yet',
    open: 'Open LANrage',
    copyInvite: 'Copy the invite',
    connect: 'Connect to',
    leave: 'Leave the party',
    fix: 'Find out what is wrong',
    quit: 'Quit',
  },
  menu: {
    newParty: 'New party',
    join: 'Join a party …',
    settings: 'Settings …',
    edit: 'Edit',
    view: 'View',
    file: 'Party',
    window: 'Window',
    quit: 'Quit LANrage',
  },
  notify: {
    joined: (name, party) => `${name} joined ${party}`,
    lost: (name) => `The link to ${name} is lost`,
    back: (name) => `${name} is connected again`,
    inTray: 'LANrage goes on in the tray',
    inTrayBody: 'Your party stays connected. Quit from the tray to end it.',
    updateReady: (version) => `LANrage ${version} is ready`,
    updateBody: 'It is put in place when you quit.',
  },
};

const de: DesktopTexts = {
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
    inTray: 'LANrage läuft im Infobereich weiter',
    inTrayBody: 'Deine Party bleibt verbunden. Beenden kannst du LANrage dort.',
    updateReady: (version) => `LANrage ${version} ist bereit`,
    updateBody: 'Es wird beim Beenden eingesetzt.',
  },
};

const all: Readonly<Record<Language, DesktopTexts>> = { en, de };

export function desktopTexts(language: Language): DesktopTexts {
  return all[language];
}
