import { randomBytes } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log/log.ts';
import { keyPairOf } from '../../crypto/key-agreement.ts';
import { type ControlState, rosterKeys } from './control-state.ts';
import type { ControlLimits } from './limits.ts';
import { MeetingBook } from './meetings/meeting-book.ts';
import { type OwnParty, ownParty } from './party/own-party.ts';
import { PartyBook } from './party/party-book.ts';
import { Rooms } from './party/rooms.ts';
import { isMemberRelay, MemberRelays } from './relays/member-relays.ts';
import { Observations } from './relays/observations.ts';
import { assignRelays } from './relays/relay-assignment.ts';
import { type OwnRelay, RelayRegistry } from './relays/relay-registry.ts';
import { closeCodes } from './sockets/connection.ts';
import { serveSocket } from './sockets/serve-socket.ts';
import type { ServedSocket } from './sockets/served-socket.ts';
import type { PartyStore } from './store/party-store.ts';
import { type PartySeed, seedParty } from './store/seed-party.ts';
import { startSweep } from './sweep.ts';

/** A place in a party. */
export interface TakenSeat {
  readonly peer: string;
  readonly wireguardKey: string;
  readonly index: number;
  /** False: it left, or was silent for long. */
  readonly isIn: boolean;
}

/** One control server, wherever its sockets come from. */
export interface ControlCore {
  /** Serves a socket until it closes. @param remoteAddress - as the socket gives it. */
  accept(socket: ServedSocket, remoteAddress: string): void;
  /** Takes in the relay of this process, and tells it of every party. */
  attachRelay(relay: OwnRelay): void;
  /** Names other endpoints of the relay of this process. */
  tellRelayEndpoints(endpoints: readonly string[]): void;
  /** All places that are taken, or kept for those who left. */
  seats(): readonly TakenSeat[];
  /** Of the one party that is served. */
  readonly party: OwnParty;
  /** Says goodbye to everybody and closes the store. */
  close(): void;
}

/** Starts to serve the parties of a store, which it owns from now on. */
export function startControlCore(options: {
  store: PartyStore;
  limits: ControlLimits;
  onlyParty: string | null;
  /** Takes this party in first. */
  seed?: PartySeed | 'anew' | null;
  relaySecret: string | null;
  clock: Clock;
  log: Log;
}): ControlCore {
  const { store, limits, onlyParty, seed = null, clock } = options;
  if (seed === 'anew' && onlyParty !== null) store.dropParty(onlyParty);
  else if (seed !== null && seed !== 'anew') seedParty(store, seed, clock.date().getTime());
  if (onlyParty !== null) endOthers(store, onlyParty, clock);
  const rooms = new Rooms(clock);
  const memberRelays = new MemberRelays(clock);
  const state: ControlState = {
    ...options,
    book: new PartyBook(store, limits, clock),
    rooms,
    relays: new RelayRegistry(clock),
    memberRelays,
    observations: new Observations(clock, ({ party, peer }, push) => {
      // A key may be in several parties; what a member's relay sees of it concerns its own party alone.
      const isOfOther = isMemberRelay(push.relay) && !memberRelays.has(party, push.relay);
      if (!isOfOther) rooms.connectionOf(party, peer)?.push(push);
    }),
    reign: { told: null, claimed: () => null },
    connections: new Set(),
    creations: new Map(),
    holds: new Map(),
    offers: new Map(),
    sightings: new Map(),
    tellings: new Map(),
    meetings: new MeetingBook(clock),
    keyPair: keyPairOf(new Uint8Array(randomBytes(32))),
    startedAt: clock.now(),
  };
  for (const { id } of store.liveParties()) {
    const roster = state.book.roster(id);
    rooms.restore(roster);
    state.observations.setRoster(id, roster);
  }
  const stopSweep = startSweep(state);
  let ignoreRelay = (): void => undefined;

  return {
    accept: (socket, remoteAddress) => serveSocket(state, socket, remoteAddress),
    attachRelay({ info, sink, clientsNow, onObserved }) {
      state.relays.attach(info, sink, clientsNow);
      ignoreRelay = onObserved((key, endpoint, via) => state.observations.note(info.id, key, endpoint, via));
      for (const { id } of store.liveParties()) sink.admit(id, rosterKeys(state, id));
      assignRelays(state, true);
    },
    tellRelayEndpoints(endpoints) {
      if (state.relays.moveLocal(endpoints)) assignRelays(state, true);
    },
    seats: () =>
      store.liveParties().flatMap(({ id }) =>
        store.members(id).map(({ peer, wireguardKey, index, leftAt }) => ({
          peer,
          wireguardKey,
          index,
          isIn: leftAt === null,
        })),
      ),
    party: ownParty(state),
    close() {
      stopSweep();
      ignoreRelay();
      const open = [...state.connections];
      // Nobody is shown away because the server goes: everybody is about to notice that by themselves.
      state.connections.clear();
      for (const connection of open) connection.shut(closeCodes.goingAway, null);
      store.close();
    },
  };
}

/** Before the relay is told of them: it serves whoever is in a party. */
function endOthers(store: PartyStore, onlyParty: string, clock: Clock): void {
  store.transaction(() => {
    for (const { id } of store.liveParties()) {
      if (id !== onlyParty) store.endParty(id, clock.date().getTime());
    }
  });
}
