import type { ControlPush, Member } from '../../../../shared/control/messages.ts';
import { fault } from '../../../../shared/faults/fault.ts';
import type { Clock } from '../../../base/clock.ts';
import { closeCodes, type PeerConnection } from '../sockets/connection.ts';
import type { StoredMember } from '../store/party-store.ts';
import type { Taken } from './party-book.ts';
import { snapshotPages } from './snapshot-pages.ts';

/** Who of a party's roster is connected, and since when the others are not. */
interface Room {
  seq: number;
  readonly online: Map<string, PeerConnection>;
  /** Monotonic ms. */
  readonly awaySince: Map<string, number>;
}

/** Presence in each party, and the pushes that tell its members of changes, numbered upwards. */
export class Rooms {
  readonly #rooms = new Map<string, Room>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes up a roster after a restart: everybody is away until they come back. */
  restore(roster: readonly StoredMember[]): void {
    for (const { party, peer } of roster) this.#room(party).awaySince.set(peer, this.#clock.now());
  }

  has(party: string): boolean {
    return this.#rooms.has(party);
  }

  connectionOf(party: string, peer: string): PeerConnection | null {
    return this.#rooms.get(party)?.online.get(peer) ?? null;
  }

  /** Seats a member at its connection, in place of an older one, and tells the others. */
  enter({ member, arrived }: Taken, connection: PeerConnection): void {
    const room = this.#room(member.party);
    const older = room.online.get(member.peer);
    room.online.set(member.peer, connection);
    room.awaySince.delete(member.peer);
    older?.shut(closeCodes.replaced, fault('control.replaced', {}));
    this.#tell(room, member.peer, (seq) => ({
      type: arrived ? 'peer.joined' : 'peer.updated',
      seq,
      member: view(member, room),
    }));
  }

  /** The frames that show a roster to a member that has just entered. */
  snapshot(party: string, roster: readonly StoredMember[]): readonly ControlPush[] {
    const room = this.#room(party);
    return snapshotPages(
      room.seq,
      roster.map((member) => view(member, room)),
    );
  }

  update(member: StoredMember): void {
    const room = this.#room(member.party);
    this.#tell(room, member.peer, (seq) => ({ type: 'peer.updated', seq, member: view(member, room) }));
  }

  /**
   * Notes that a member's connection closed. @returns false when a newer one has taken its place, so that nobody
   * need be told.
   */
  away(party: string, peer: string, connection: PeerConnection): boolean {
    const room = this.#rooms.get(party);
    if (room?.online.get(peer) !== connection) return false;
    room.online.delete(peer);
    room.awaySince.set(peer, this.#clock.now());
    return true;
  }

  leave(party: string, peer: string, reason: 'left' | 'silent'): void {
    const room = this.#room(party);
    room.online.delete(peer);
    room.awaySince.delete(peer);
    this.#tell(room, peer, (seq) => ({ type: 'peer.left', seq, peer, reason }));
    if (room.online.size + room.awaySince.size === 0) this.#rooms.delete(party);
  }

  /** Says the same to every connected member of a party. */
  announce(party: string, push: ControlPush): void {
    for (const connection of this.#rooms.get(party)?.online.values() ?? []) connection.push(push);
  }

  /** Members that have been away since before that time. */
  awayBefore(time: number): readonly { party: string; peer: string }[] {
    return [...this.#rooms].flatMap(([party, room]) =>
      [...room.awaySince].filter(([, since]) => since <= time).map(([peer]) => ({ party, peer })),
    );
  }

  #room(party: string): Room {
    const known = this.#rooms.get(party);
    if (known !== undefined) return known;
    // From the wall clock, so that numbers also rise across a restart: there is never an event each millisecond.
    const seq = this.#clock.date().getTime();
    const room: Room = { seq, online: new Map(), awaySince: new Map() };
    this.#rooms.set(party, room);
    return room;
  }

  #tell(room: Room, about: string, makePush: (seq: number) => ControlPush): void {
    room.seq += 1;
    const push = makePush(room.seq);
    for (const [peer, connection] of room.online) if (peer !== about) connection.push(push);
  }
}

function view({ peer, identity, wireguardKey, index, record }: StoredMember, room: Room): Member {
  const presence = room.online.has(peer) ? 'online' : 'away';
  return { peer, identity, wireguardKey, index, presence, record };
}
