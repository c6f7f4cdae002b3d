/** Situations that the screens must show, as the engine would report them. */
import { fault } from '../../shared/faults/fault.ts';
import { formatCode, makeCode } from '../../shared/invite/code.ts';
import { unknownInviting } from '../../shared/model/inviting.ts';
import type { LinkState, PartyView, PeerView, Snapshot } from '../../shared/model/snapshot.ts';
import { invitingFacts } from './inviting-facts.ts';

/** Always the same, and its check holds. */
export const CODE = formatCode(makeCode(Uint8Array.from({ length: 15 }, (_, i) => i * 11 + 18)));

const blank: Snapshot = {
  seq: 1,
  version: '0.1.0',
  host: 'headless',
  platform: 'linux',
  displayName: 'Alex',
  tunnel: { state: 'ready', backend: 'wireguard-go', fault: null, service: 'absent' },
  activity: 'idle',
  party: null,
  inviting: unknownInviting,
  waiting: [],
  recent: [],
  notices: [],
};

const helperMissing: Snapshot['tunnel'] = {
  state: 'helper-missing',
  backend: null,
  fault: null,
  service: 'absent',
};

const unmeasured: Omit<PeerView, 'id' | 'name' | 'address' | 'state' | 'fault'> = {
  path: null,
  endpoint: null,
  direct: null,
  strategy: 'none',
  relay: null,
  relayedReason: 'gathering',
  latencyMs: null,
  jitterMs: null,
  lossRatio: null,
  handshakeAgeMs: null,
  rxBytes: 0,
  txBytes: 0,
  connectMs: null,
};

const measured = {
  ...unmeasured,
  path: 'direct',
  endpoint: '203.0.113.7:51820',
  direct: 'punched',
  strategy: 'punched',
  relayedReason: null,
  jitterMs: 1.8,
  lossRatio: 0,
  handshakeAgeMs: 41_000,
  rxBytes: 18_400_000,
  txBytes: 9_730_000,
  connectMs: 212,
} as const;

const relayed = {
  ...measured,
  path: 'relay',
  endpoint: '198.51.100.20:3478',
  direct: null,
  strategy: 'relay',
  relayedReason: 'both-sides-port-dependent',
} as const;

const figures: Readonly<Record<LinkState, typeof unmeasured>> = {
  finding: unmeasured,
  reaching: unmeasured,
  securing: unmeasured,
  direct: measured,
  relayed,
  unsteady: { ...relayed, jitterMs: 31, lossRatio: 0.04 },
  lost: { ...unmeasured, lossRatio: 1 },
  away: unmeasured,
};

/** A peer in a state, with the figures that such a peer has. */
export function peerIn(state: LinkState, index: number, name: string, latencyMs = 0): PeerView {
  const common = figures[state];
  return {
    ...common,
    id: `peer-${index}`,
    name,
    address: `10.66.0.${index}`,
    state,
    latencyMs: common.path === null ? null : latencyMs,
    fault: state === 'lost' ? fault('peer.link-lost', { peer: name }) : null,
  };
}

export function partyOf(peers: readonly PeerView[], change: Partial<PartyView> = {}): PartyView {
  return {
    id: 'party-1',
    name: 'Friday LAN',
    code: CODE,
    invite: `lanrage://join/192.168.1.20:8667,203.0.113.10:8667#${CODE}`,
    subnet: '10.66.0.0/16',
    self: { id: 'self', name: 'Alex', address: '10.66.0.1' },
    hosting: false,
    server: 'ws://198.51.100.20:8667',
    control: 'connected',
    relay: { endpoint: '198.51.100.20:3478', reached: true, transport: 'udp' },
    relays: [],
    games: { state: 'on', fault: null, sent: 214, received: 96, capped: 0 },
    peers: [...peers],
    ...change,
  };
}

const mixed = [
  peerIn('direct', 2, 'Mara', 18),
  peerIn('relayed', 3, 'Jon', 48),
  peerIn('securing', 4, 'Priya'),
  peerIn('unsteady', 5, 'Sam', 213),
  peerIn('away', 6, 'Lee'),
];

const crowd = Array.from({ length: 64 }, (_, i) =>
  peerIn(
    (['direct', 'relayed', 'direct', 'unsteady', 'away'] as const)[i % 5] ?? 'direct',
    i + 2,
    `Player ${i + 1}`,
    12 + i * 2,
  ),
);

const at = '2026-11-21T05:00:00.000Z';
const withParty = (party: PartyView, change: Partial<Snapshot> = {}): Snapshot => ({
  ...blank,
  party,
  inviting: party.hosting ? invitingFacts.anywhere : invitingFacts.server,
  ...change,
});

export const scenarios = {
  welcome: { ...blank, displayName: '', tunnel: helperMissing },
  empty: blank,
  recent: {
    ...blank,
    recent: [
      { id: 'party-1', name: 'Friday LAN', lastAt: at },
      { id: 'party-2', name: 'The party with the forty character name!', lastAt: '2026-11-14T20:00:00.000Z' },
    ],
  },
  helperMissing: { ...blank, tunnel: helperMissing },
  wireguardMissing: {
    ...blank,
    tunnel: {
      state: 'wireguard-missing',
      backend: null,
      fault: fault('tunnel.wireguard-missing', {
        reason: 'by-command',
        hint: 'sudo apt install wireguard-tools',
      }),
    },
  },
  resuming: {
    ...blank,
    activity: 'resuming',
    recent: [{ id: 'party-1', name: 'Friday LAN', lastAt: at }],
  },
  alone: withParty(partyOf([], { hosting: true, server: 'ws://192.168.1.20:8667' })),
  onlyHouse: withParty(partyOf([], { hosting: true }), { inviting: invitingFacts.house }),
  mixed: withParty(partyOf(mixed)),
  /** Everybody who is online is measured. */
  measured: withParty(partyOf(mixed.filter(({ state }) => state !== 'securing'))),
  hosting: withParty(partyOf(mixed, { hosting: true })),
  connecting: withParty(
    partyOf([peerIn('finding', 2, 'Mara'), peerIn('reaching', 3, 'Jon'), peerIn('securing', 4, 'Priya')]),
  ),
  lost: withParty(partyOf([peerIn('direct', 2, 'Mara', 18), peerIn('lost', 3, 'Jon')])),
  reconnecting: withParty(partyOf(mixed, { control: 'reconnecting' }), { inviting: invitingFacts.silent }),
  partyWithoutHelper: withParty(partyOf(mixed), { tunnel: helperMissing }),
  notices: withParty(partyOf(mixed), {
    notices: [
      { id: 3, at, fault: fault('relay.unreachable', { endpoint: '198.51.100.20:3478' }) },
      { id: 2, at, fault: fault('settings.repaired', { movedTo: 'settings-2026-11-21.json' }) },
      {
        id: 1,
        at,
        fault: fault('control.unreachable', { server: 'ws://198.51.100.20:8667', reason: 'no-answer' }),
      },
    ],
  }),
  crowd: withParty(partyOf(crowd)),
  longNames: withParty(
    partyOf(
      [
        peerIn('direct', 2, 'Wolfeschlegelsteinhausenbergerdorff 1234', 7.4),
        peerIn('relayed', 3, '<b>Bold</b> & "quoted"', 1040),
        peerIn('direct', 4, 'Ζωή 🎮 Øyvind Łukasz', 61),
      ],
      { name: 'The party with the forty character name!' },
    ),
  ),
} satisfies Record<string, Snapshot>;

export type ScenarioName = keyof typeof scenarios;
