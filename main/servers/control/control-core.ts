import type { WebSocket } from 'ws';
import type { RelayInfo } from '../../../shared/control/messages.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log/log.ts';
import { type ControlState, rosterKeys } from './control-state.ts';
import type { ControlLimits } from './limits.ts';
import { PartyBook } from './party/party-book.ts';
import { Rooms } from './party/rooms.ts';
import { assignRelays } from './relays/relay-assignment.ts';
import { type AdmissionSink, RelayRegistry } from './relays/relay-registry.ts';
import { closeCodes } from './sockets/connection.ts';
import { serveSocket } from './sockets/serve-socket.ts';
import type { PartyStore } from './store/party-store.ts';
import { startSweep } from './sweep.ts';

/** One control server, wherever its sockets come from. */
export interface ControlCore {
  /** Serves a socket until it closes. @param remoteAddress - as the socket gives it. */
  accept(socket: WebSocket, remoteAddress: string): void;
  /** Takes in the relay of this process, and tells it of every party. */
  attachRelay(info: RelayInfo, sink: AdmissionSink, clientsNow: () => number): void;
  /** Says goodbye to everybody and closes the store. */
  close(): void;
}

/** Starts to serve the parties of a store, which it owns from now on. */
export function startControlCore(options: {
  store: PartyStore;
  limits: ControlLimits;
  relaySecret: string | null;
  clock: Clock;
  log: Log;
}): ControlCore {
  const { store, limits, clock } = options;
  const state: ControlState = {
    ...options,
    book: new PartyBook(store, limits, clock),
    rooms: new Rooms(clock),
    relays: new RelayRegistry(clock),
    connections: new Set(),
    creations: new Map(),
    startedAt: clock.now(),
  };
  for (const party of store.liveParties()) state.rooms.restore(state.book.roster(party.id));
  const stopSweep = startSweep(state);

  return {
    accept: (socket, remoteAddress) => serveSocket(state, socket, remoteAddress),
    attachRelay(info, sink, clientsNow) {
      state.relays.attach(info, sink, clientsNow);
      for (const { id } of store.liveParties()) sink.admit(id, rosterKeys(state, id));
      assignRelays(state, true);
    },
    close() {
      stopSweep();
      const open = [...state.connections];
      // Nobody is shown away because the server goes: everybody is about to notice that by themselves.
      state.connections.clear();
      for (const connection of open) connection.shut(closeCodes.goingAway, null);
      store.close();
    },
  };
}
