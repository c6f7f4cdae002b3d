import { type QualityWord, wordOfFigure, wordOfScore } from '../../quality.ts';
import type { desktop as en } from '../en/desktop.ts';
import { figuresIn } from '../figures.ts';
import { common } from './common.ts';
import { inviting } from './inviting.ts';

const say = figuresIn('de');
const judged = (word: QualityWord): string => common.quality[word].toLowerCase();
const latencyWord = (ms: number): string => judged(wordOfFigure('latencyMs', ms));

export const desktop: typeof en = {
  tray: {
    noParty: 'LANrage: keine Party',
    busy: 'LANrage: einen Moment …',
    alone: (party) => `${party}: bisher nur du`,
    party: (party, online, worstMs) =>
      `${party}: ${online} online${worstMs === null ? '' : `, höchstens ${say.ms(worstMs)} (${latencyWord(worstMs)})`}`,
    needsSetUp: 'LANrage: noch nicht eingerichtet',
    open: 'LANrage öffnen',
    whoCanJoin: (line) => `Wer beitreten kann: ${inviting.inviting.short[line]}`,
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
      latency: (name, ms) => `${name} ist langsam: ${say.ms(ms)}`,
      loss: (name, ratio) => `${say.ratio(ratio)} gehen auf dem Weg zu ${name} verloren`,
      jitter: (name, ms) => `Die Verzögerung zu ${name} springt um ${say.ms(ms)}`,
      quality: (name, score) =>
        `Die Verbindung zu ${name} ist ${judged(wordOfScore(score))}: ${Math.round(score)} von 100`,
    },
    inTray: 'LANrage läuft im Infobereich weiter',
    inTrayBody: 'Deine Party bleibt verbunden. Beenden kannst du LANrage dort.',
    updateReady: (version) => `LANrage ${version} ist bereit`,
    updateBody: 'Es wird beim Beenden eingesetzt.',
  },
};
