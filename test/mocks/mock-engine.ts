/** An engine that plays a scenario: the real contract, no network. Its parties connect step by step. */
import type { Engine } from '../../main/engine/engine-contract.ts';
import { type Fault, fault } from '../../shared/faults/fault.ts';
import { parseInvite } from '../../shared/invite/link.ts';
import type { CallName, EventName, EventValue, Handlers } from '../../shared/ipc/api.ts';
import { canApply } from '../../shared/model/settings/waiting.ts';
import { type Settings, settingsSchema } from '../../shared/model/settings.ts';
import type { LinkState, PeerView, Snapshot } from '../../shared/model/snapshot.ts';
import { fail, ok } from '../../shared/result.ts';
import { invitingFacts } from './inviting-facts.ts';
import { mockDiagnosis } from './mock-diagnosis.ts';
import { MockInForce } from './mock-in-force.ts';
import { logLines } from './mock-logs.ts';
import { mockPaths } from './mock-paths.ts';
import { history, second } from './mock-samples.ts';
import { mockSessions } from './mock-sessions.ts';
import { mockWatch } from './mock-watch.ts';
import { CODE, partyOf, peerIn, type ScenarioName, scenarios } from './scenarios.ts';

export interface MockOptions {
  readonly scenario: ScenarioName;
  /** How long each call takes, in ms. */
  readonly delayMs?: number;
  /** How long a joined party's links stay in each state, in ms. */
  readonly stepMs?: number;
}

export interface MockEngine extends Engine {
  /** Replaces parts of the state, as something that happens to the engine. */
  change(update: (snapshot: Snapshot) => Partial<Snapshot>): void;
  /** Says something out of turn. */
  tell<N extends EventName>(name: N, value: EventValue<N>): void;
  /** Tells the samples of one second at this wall-clock ms, whatever the time is. */
  tellSecond(at: number): void;
  /** Has the next call of this name fail. */
  failNext(name: CallName, reason: Fault): void;
  /** Leaves calls of this name without an answer from now on. */
  leaveUnanswered(name: CallName): void;
}

const FRIENDS: readonly [string, LinkState, number][] = [
  ['Mara', 'direct', 18],
  ['Jon', 'relayed', 48],
];

/** Makes one; `start` begins its samples, one a second, and `stop` ends all of its timers. */
export function mockEngine({ scenario, delayMs = 0, stepMs = 150 }: MockOptions): MockEngine {
  const listeners = new Map<EventName, Set<(value: never) => void>>();
  const failures = new Map<CallName, Fault>();
  const unanswered = new Set<CallName>();
  const timers = new Set<NodeJS.Timeout>();
  let snapshot: Snapshot = scenarios[scenario];
  let settings: Settings = settingsSchema.parse({ displayName: snapshot.displayName });
  const inForce = new MockInForce(settings);
  inForce.look(snapshot, settings);

  function emit<N extends EventName>(name: N, value: EventValue<N>): void {
    for (const listener of listeners.get(name) ?? []) listener(value as never);
  }

  function change(update: (snapshot: Snapshot) => Partial<Snapshot>): void {
    const changed = { ...snapshot, ...update(snapshot), seq: snapshot.seq + 1 };
    snapshot = { ...changed, waiting: inForce.look(changed, settings) };
    emit('snapshotChanged', snapshot);
  }

  function changePeer(index: number, peer: PeerView): void {
    change(({ party }) => ({
      party: party && { ...party, peers: party.peers.map((known, i) => (i === index ? peer : known)) },
    }));
  }

  function wait(ms: number): Promise<void> {
    return new Promise((resolve) => timers.add(setTimeout(resolve, ms)));
  }

  async function connectFriends(): Promise<void> {
    for (const state of ['reaching', 'securing', null] as const) {
      await wait(stepMs);
      for (const [i, [name, last, latencyMs]] of FRIENDS.entries()) {
        changePeer(i, peerIn(state ?? last, i + 2, name, latencyMs));
      }
    }
  }

  const handlers: Handlers = {
    getSnapshot: async () => ok(snapshot),
    getSamples: async () => ok(history(snapshot.party?.peers ?? [], Date.now())),
    getSettings: async () => ok(settings),
    async updateSettings(patch) {
      settings = { ...settings, ...withoutUndefined(patch) };
      emit('settingsChanged', settings);
      change(() => ({ displayName: settings.displayName }));
      return ok(settings);
    },
    async applyWaiting() {
      const before = snapshot.waiting;
      if (before.length > 0 && !canApply(before)) {
        return fail(fault('settings.needs-restart', { settings: before.map(({ name }) => name).join(', ') }));
      }
      change(() => ({ activity: 'restarting' }));
      await wait(delayMs);
      inForce.make(snapshot.party, settings);
      change(() => ({ activity: 'idle' }));
      const { waiting } = snapshot;
      return ok({ applied: before.flatMap(({ name, until }) => (until === 'start' ? [] : [name])), waiting });
    },
    async setUpTunnel() {
      await wait(delayMs);
      const backend = 'wireguard-go';
      change(({ tunnel }) => ({ tunnel: { ...tunnel, state: 'ready', backend, fault: null } }));
      return ok({ backend });
    },
    async installHelper() {
      await wait(delayMs);
      change(({ tunnel }) => ({ tunnel: { ...tunnel, service: 'installed' } }));
      return ok({});
    },
    async uninstallHelper() {
      await wait(delayMs);
      change(({ tunnel }) => ({ tunnel: { ...tunnel, service: 'absent' } }));
      return ok({});
    },
    async createParty({ name }) {
      change(() => ({ activity: 'creating' }));
      await wait(delayMs);
      const party = partyOf([], { name, hosting: true });
      change(() => ({ activity: 'idle', party, inviting: invitingFacts.anywhere }));
      return ok({ code: CODE, invite: party.invite });
    },
    async joinParty({ invite }) {
      const parsed = parseInvite(invite);
      if (!parsed.ok) return parsed;
      change(() => ({ activity: 'joining' }));
      await wait(delayMs);
      const party = partyOf(FRIENDS.map(([name], i) => peerIn('finding', i + 2, name)));
      change(() => ({ activity: 'idle', party, inviting: invitingFacts.server }));
      void connectFriends();
      return ok({ name: party.name, address: party.self.address });
    },
    async leaveParty() {
      if (snapshot.party === null) return fail(fault('party.none', {}));
      change(() => ({ activity: 'leaving' }));
      await wait(delayMs);
      change(() => ({ activity: 'idle', party: null }));
      return ok({});
    },
    rejoinParty: () => handlers.joinParty({ invite: partyOf([]).invite }),
    async forgetParty({ id }) {
      change(({ recent }) => ({ recent: recent.filter((party) => party.id !== id) }));
      return ok({});
    },
    async checkInviting() {
      const { inviting } = snapshot;
      change(() => ({ inviting: { ...inviting, outside: { ...inviting.outside, result: 'asking' } } }));
      await wait(delayMs);
      change(() => ({ inviting }));
      return ok(inviting);
    },
    async dismissNotice({ id }) {
      change(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
      return ok({});
    },
    ...mockPaths(() => snapshot),
    ...mockWatch(() => snapshot),
    ...mockSessions({ snapshot: () => snapshot, stepMs, wait, emit }),
    ...mockDiagnosis({ snapshot: () => snapshot, stepMs: stepMs / 3, wait, emit }),
    getLogs: async (query) => ok(logLines(query)),
  };

  return {
    handlers: failingWhere(handlers, failures, unanswered),
    change,
    tell: emit,
    tellSecond: (at) => emit('samples', second(snapshot.party?.peers ?? [], at)),
    failNext: (name, reason) => failures.set(name, reason),
    leaveUnanswered: (name) => unanswered.add(name),
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener as (value: never) => void));
      return () => set.delete(listener as (value: never) => void);
    },
    async start() {
      const tick = () => emit('samples', second(snapshot.party?.peers ?? [], Date.now()));
      timers.add(setInterval(tick, 1000));
      return ok(undefined);
    },
    wake: () => undefined,
    async stop() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

function failingWhere(
  handlers: Handlers,
  failures: Map<CallName, Fault>,
  unanswered: ReadonlySet<CallName>,
): Handlers {
  const wrapped = Object.entries(handlers).map(([name, handler]) => [
    name,
    async (input: never) => {
      if (unanswered.has(name as CallName)) return new Promise<never>(() => undefined);
      const reason = failures.get(name as CallName);
      failures.delete(name as CallName);
      return reason === undefined ? (handler as (input: never) => unknown)(input) : fail(reason);
    },
  ]);
  return Object.fromEntries(wrapped) as Handlers;
}

function withoutUndefined<T extends object>(patch: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [K in keyof T]: Exclude<T[K], undefined> };
}
