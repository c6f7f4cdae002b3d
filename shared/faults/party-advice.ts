/** Advice for making, joining and being in a party. */
import { wordFor } from '../texts/facts.ts';
import { figuresIn } from '../texts/figures.ts';
import type { AdviceFor } from './advice-entry.ts';
import type { Activity, FaultCode } from './fault.ts';

const say = figuresIn('en');
const activities: Readonly<Record<Activity, string>> = {
  creating: 'making a party',
  joining: 'joining a party',
  resuming: 'taking up your party again',
  restarting: 'restarting the tunnel',
  leaving: 'leaving the party',
};

const joinAgain = { kind: 'open', screen: 'join', label: 'Join a party' } as const;
const createNew = { kind: 'open', screen: 'create', label: 'Create a party' } as const;
const openSettings = { kind: 'open', screen: 'settings', label: 'Open settings' } as const;
const leave = { kind: 'do', call: 'leaveParty', label: 'Leave the party' } as const;

export const partyAdvice: AdviceFor<Extract<FaultCode, `party.${string}`>> = {
  'party.code-malformed': {
    title: 'This is not a party code',
    text: ({ length }) =>
      `A code has 16 letters and digits, like XXXX-XXXX-XXXX-XXXX; this has ${length}. Paste the whole code or link.`,
    severity: 'medium',
    remedies: [],
  },
  'party.code-mistyped': {
    title: 'The code has a typing mistake',
    text: () =>
      'One or two characters are wrong or swapped. Compare it with the invite, or paste it instead of typing.',
    severity: 'medium',
    remedies: [],
  },
  'party.invite-foreign': {
    title: 'This is not a LANrage invite',
    text: ({ found }) =>
      `What was pasted leads to “${found}”. A LANrage invite starts with lanrage://join/ or is a code.`,
    severity: 'medium',
    remedies: [],
  },
  'party.server-needed': {
    title: 'The code alone is not enough',
    text: () =>
      'This code does not say which server the party is on. Ask for the whole link, or set a control server.',
    severity: 'medium',
    remedies: [openSettings],
  },
  'party.not-found': {
    title: 'There is no such party',
    text: ({ server }) =>
      `${server === '' ? 'The server' : server} does not know this party. Its host may have closed it, or it is on another server: ask for a new invite.`,
    severity: 'medium',
    remedies: [joinAgain],
  },
  'party.invite-expired': {
    title: 'This party is over',
    text: ({ endedAt }) =>
      `The party of this invite ended on ${say.moment(Date.parse(endedAt))}. Ask for a new invite, or make a party yourself.`,
    severity: 'medium',
    remedies: [createNew],
  },
  'party.not-authorised': {
    title: 'The invite was not accepted',
    text: () => 'The server knows this party, but the code does not open it. Ask for a new invite.',
    severity: 'medium',
    remedies: [joinAgain],
  },
  'party.not-hosted-here': {
    title: 'This server is for another party',
    text: () =>
      'It runs on a player’s computer, which serves the party of that player and no other. Ask for a new invite, or create a party yourself without a server of others.',
    severity: 'medium',
    remedies: [joinAgain, openSettings],
  },
  'party.exists': {
    title: 'This party exists already',
    text: () => 'The server already has a party with this code. Create one again to get a new code.',
    severity: 'medium',
    remedies: [createNew],
  },
  'party.full': {
    title: 'The party is full',
    text: ({ limit }) => `A party holds ${limit} players at most. Somebody has to leave before you can join.`,
    severity: 'medium',
    remedies: [],
  },
  'party.addresses-exhausted': {
    title: 'The party has no address left',
    text: ({ subnet }) =>
      `All addresses of ${subnet} are in use or reserved for a day for those who left. Try later, or make a new party.`,
    severity: 'medium',
    remedies: [createNew],
  },
  'party.already-in-one': {
    title: 'You are in a party already',
    text: ({ name }) => `Leave “${name}” before you create or join another one.`,
    severity: 'medium',
    remedies: [leave],
  },
  'party.none': {
    title: 'You are in no party',
    text: () => 'There is nothing to leave. Create a party, or join one with an invite.',
    severity: 'low',
    remedies: [createNew, joinAgain],
  },
  'party.busy': {
    title: 'One moment please',
    text: ({ doing }) => `LANrage is still ${wordFor(activities, doing)}. Try again when that is done.`,
    severity: 'low',
    remedies: [],
  },
  'party.removed': {
    title: 'You are no longer in the party',
    text: () =>
      'The server dropped your place, most likely after a long silence. Join again with the invite.',
    severity: 'high',
    remedies: [joinAgain],
  },
  'party.record-rejected': {
    title: 'A player could not be verified',
    text: ({ peer, reason }) =>
      `What the server says about ${peer} does not hold (${reason}), so LANrage does not connect to them.`,
    severity: 'medium',
    remedies: [],
  },
  'party.subnet-refused': {
    title: 'This party’s addresses are not safe',
    text: ({ subnet }) =>
      `The server gives out addresses of ${subnet}, which can’t be a party’s network. LANrage does not send that traffic into the party: use another server.`,
    severity: 'high',
    remedies: [createNew],
  },
  'party.over': {
    title: 'The party is over',
    text: ({ name }) =>
      `The last player who could run “${name}” has left. Start it again under “Recent parties”: it keeps its code, so the same people find it.`,
    severity: 'low',
    remedies: [createNew],
  },
  'party.remade': {
    title: 'The server had lost the party',
    text: ({ server }) =>
      `${server} no longer knew this party. LANrage made it there again with the same code: friends who are in it come back by themselves.`,
    severity: 'low',
    remedies: [],
  },
  'party.relay-refused': {
    title: 'The party does not use your relay',
    text: ({ reason }) =>
      `This machine offered to pass on traffic of your party, and the server refused: ${reason}. You play on as before.`,
    severity: 'low',
    remedies: [openSettings],
  },
  'party.no-free-subnet': {
    title: 'No free addresses on this machine',
    text: () =>
      'Every private network that a party could use is taken by this machine’s own networks. Disconnect one, such as another VPN.',
    severity: 'high',
    remedies: [openSettings],
  },
};
