/** Tray, menu and notifications of the desktop app. */
import { type QualityWord, wordOfFigure, wordOfScore } from '../../quality.ts';
import { figuresIn } from '../figures.ts';
import { common } from './common.ts';
import { inviting } from './inviting.ts';

const say = figuresIn('en');
const judged = (word: QualityWord): string => common.quality[word].toLowerCase();
const latencyWord = (ms: number): string => judged(wordOfFigure('latencyMs', ms));

export const desktop = {
  tray: {
    noParty: 'LANrage: no party',
    busy: 'LANrage: one moment …',
    alone: (party: string) => `${party}: just you so far`,
    /** @param worstMs - null: nobody answered yet. */
    party: (party: string, online: number, worstMs: number | null) =>
      `${party}: ${online} online${worstMs === null ? '' : `, worst ${say.ms(worstMs)} (${latencyWord(worstMs)})`}`,
    needsSetUp: 'LANrage: not set up yet',
    open: 'Open LANrage',
    whoCanJoin: (line: keyof typeof inviting.inviting.short) =>
      `Who can join: ${inviting.inviting.short[line]}`,
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
    joined: (name: string, party: string) => `${name} joined ${party}`,
    lost: (name: string) => `The link to ${name} is lost`,
    back: (name: string) => `${name} is connected again`,
    alert: {
      down: (name: string) => `${name} does not answer`,
      latency: (name: string, ms: number) => `${name} is slow: ${say.ms(ms)}`,
      loss: (name: string, ratio: number) => `${say.ratio(ratio)} is lost on the way to ${name}`,
      jitter: (name: string, ms: number) => `The delay to ${name} jumps by ${say.ms(ms)}`,
      quality: (name: string, score: number) =>
        `The link to ${name} is ${judged(wordOfScore(score))}: ${Math.round(score)} of 100`,
    },
    inTray: 'LANrage goes on in the tray',
    inTrayBody: 'Your party stays connected. Quit from the tray to end it.',
    updateReady: (version: string) => `LANrage ${version} is ready`,
    updateBody: 'It is put in place when you quit.',
  },
};
