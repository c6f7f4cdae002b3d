/** The own network as a place: nobody carries notes here, everybody hears them, and no Internet is needed. */
import type { Clock } from '../../../base/clock.ts';
import type { OpenedWay, OpenWay, Outgoing, PlaceEvents, PlaceRole } from '../place.ts';
import type { PlaceState } from '../rendezvous.ts';
import { StandingNotes } from '../standing-notes.ts';
import { decodeLan, encodeLan } from './datagrams.ts';
import type { LanSocket, OpenLan } from './lan-socket.ts';

export interface LanPorts {
  readonly clock: Clock;
  readonly openLan: OpenLan;
}

const PLACE = 'lan';

export function lanWay(ports: LanPorts): OpenWay {
  return (role, events) => new LanPlace(ports, role, events);
}

class LanPlace implements OpenedWay {
  readonly #role: PlaceRole;
  readonly #standing: StandingNotes;
  #socket: LanSocket | null = null;
  #state: PlaceState['state'] = 'opening';
  #wasAnswered = false;

  constructor({ clock, openLan }: LanPorts, role: PlaceRole, events: PlaceEvents) {
    this.#role = role;
    this.#standing = new StandingNotes(clock);
    const opened = openLan((datagram) => {
      const sealed = decodeLan(role.hears, datagram);
      if (sealed !== null) events.note(PLACE, sealed);
    });
    void opened.then((socket) => {
      if (this.#state === 'closed') return socket?.close();
      this.#socket = socket;
      this.#state = socket === null ? 'unreachable' : 'open';
      for (const note of this.#standing.now()) this.send(note);
      events.state();
    });
  }

  states(): PlaceState[] {
    return [{ way: 'lan', place: PLACE, state: this.#state }];
  }

  send(note: Outgoing): void {
    const { kind, sealed, answers } = note;
    if (kind === 'record' && answers !== PLACE) return;
    if (kind === 'gone' && !this.#wasAnswered) return;
    this.#wasAnswered ||= answers === PLACE;
    if (this.#socket === null) this.#standing.add(note);
    this.#socket?.call(encodeLan(this.#role.sends, sealed));
  }

  async close(): Promise<void> {
    this.#state = 'closed';
    this.#socket?.close();
  }
}
