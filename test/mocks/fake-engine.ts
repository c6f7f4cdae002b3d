/** An engine without network for tests of what serves it: real contract, recorded calls, events on demand. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Engine } from '../../main/engine/engine-contract.ts';
import { fault } from '../../shared/faults/fault.ts';
import type { EventName, EventValue, Handlers } from '../../shared/ipc/api.ts';
import { unknownInviting } from '../../shared/model/inviting.ts';
import { settingsSchema } from '../../shared/model/settings.ts';
import type { PartyView, PeerView, Snapshot } from '../../shared/model/snapshot.ts';
import { fail, ok } from '../../shared/result.ts';
import { mockDiagnosis } from './mock-diagnosis.ts';
import { mockPaths } from './mock-paths.ts';
import { mockSessions } from './mock-sessions.ts';
import { mockWatch } from './mock-watch.ts';

export interface FakeEngine extends Engine {
  /** What happened to it, in order: `start`, `stop` and the names of calls. */
  readonly history: string[];
  emit<N extends EventName>(name: N, value: EventValue<N>): void;
  /** Number of listeners of all events. */
  listeners(): number;
}

export const emptySnapshot: Snapshot = {
  seq: 1,
  version: '0.1.0',
  host: 'headless',
  platform: 'linux',
  displayName: 'Mara',
  tunnel: { state: 'ready', backend: 'wireguard-go', fault: null },
  activity: 'idle',
  party: null,
  inviting: unknownInviting,
  waiting: [],
  recent: [],
  notices: [],
};

export const examplePeer: PeerView = {
  id: 'jon',
  name: 'Jon',
  address: '10.66.0.2',
  state: 'direct',
  path: 'direct',
  endpoint: '203.0.113.7:51820',
  direct: 'punched',
  strategy: 'punched',
  relay: { id: 'embedded', rttSumMs: 24 },
  relayedReason: null,
  latencyMs: 18.4,
  jitterMs: 1.6,
  lossRatio: 0.004,
  handshakeAgeMs: 41_000,
  rxBytes: 1000,
  txBytes: 2000,
  connectMs: 180,
  fault: null,
};

export const exampleParty: PartyView = {
  id: 'p',
  name: 'Friday LAN',
  code: 'AAAA-BBBB-CCCC-DDDD',
  invite: 'lanrage://join/203.0.113.10:8667#AAAA-BBBB-CCCC-DDDD',
  subnet: '10.66.0.0/16',
  self: { id: 'mara', name: 'Mara', address: '10.66.0.1' },
  hosting: true,
  server: 'ws://203.0.113.10:8667',
  control: 'connected',
  relay: { endpoint: '203.0.113.10:3478', reached: true, transport: 'udp' },
  relays: [],
  peers: [examplePeer],
};

/** Makes one. `overrides` replace single handlers. */
export function fakeEngine(overrides: Partial<Handlers> = {}): FakeEngine {
  const history: string[] = [];
  const listeners = new Map<EventName, Set<(value: never) => void>>();
  let snapshot = emptySnapshot;
  let settings = settingsSchema.parse({ apiPort: 0 });
  const defaults: Handlers = {
    getSnapshot: async () => ok(snapshot),
    getSamples: async () => ok([]),
    getSettings: async () => ok(settings),
    updateSettings: async (patch) => {
      settings = settingsSchema.parse({ ...settings, ...patch });
      return ok(settings);
    },
    applyWaiting: async () => ok({ applied: [], waiting: [] }),
    setUpTunnel: async () => ok({ backend: 'wireguard-go' }),
    installHelper: async () => ok({}),
    uninstallHelper: async () => ok({}),
    createParty: async ({ name }) => {
      snapshot = { ...snapshot, seq: snapshot.seq + 1, party: { ...exampleParty, name } };
      emit('snapshotChanged', snapshot);
      return ok({ code: exampleParty.code, invite: exampleParty.invite });
    },
    joinParty: async () => ok({ name: exampleParty.name, address: '10.66.0.2' }),
    rejoinParty: async () => ok({ name: exampleParty.name, address: '10.66.0.2' }),
    forgetParty: async () => ok({}),
    checkInviting: async () => ok(unknownInviting),
    leaveParty: async () => (snapshot.party === null ? fail(fault('party.none', {})) : ok({})),
    dismissNotice: async () => ok({}),
    getLogs: async () => ok([]),
    ...mockPaths(() => snapshot),
    ...mockWatch(() => snapshot),
    ...mockSessions({ snapshot: () => snapshot, stepMs: 5, wait: (ms) => delay(ms), emit }),
    ...mockDiagnosis({ snapshot: () => snapshot, stepMs: 5, wait: (ms) => delay(ms), emit }),
  };
  const handlers = Object.fromEntries(
    Object.entries({ ...defaults, ...overrides }).map(([name, handler]) => [
      name,
      (input: never) => {
        history.push(name);
        return (handler as (input: never) => unknown)(input);
      },
    ]),
  ) as unknown as Handlers;
  function emit<N extends EventName>(name: N, value: EventValue<N>): void {
    for (const listener of listeners.get(name) ?? []) listener(value as never);
  }
  return {
    handlers,
    history,
    emit,
    listeners: () => [...listeners.values()].reduce((sum, set) => sum + set.size, 0),
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener as (value: never) => void));
      return () => set.delete(listener as (value: never) => void);
    },
    async start() {
      history.push('start');
      return ok(undefined);
    },
    wake: () => void history.push('wake'),
    async stop() {
      history.push('stop');
    },
  };
}
