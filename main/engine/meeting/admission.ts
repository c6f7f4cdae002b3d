/**
 * Whom a host's WireGuard is made ready for, free of I/O: events and the time go in, effects come out. Whoever asks is given
 * a place and a peer that only answers; whoever knocks has opened its own NAT, and is sent to. Those who don't come in after
 * that are forgotten. At most a few at once, so that nobody who has the code can fill WireGuard.
 */
import type { PeerStatus } from '../../../shared/helper/verbs.ts';
import type { Knock, MeetingFacts } from '../rendezvous/rendezvous.ts';
import { likelyObstacle, type Obstacle, obstacle, targetsOf } from './facts.ts';

export type AdmissionEvent =
  | { readonly type: 'asked' | 'knocked'; readonly note: Knock }
  /** All who have a place now. */
  | { readonly type: 'members'; readonly members: readonly SeatedMember[] }
  /** How we are reached now. */
  | { readonly type: 'own'; readonly facts: MeetingFacts }
  /** WireGuard's own figures, asked after all that was wanted was done. */
  | { readonly type: 'status'; readonly peers: readonly PeerStatus[] }
  | { readonly type: 'time' };

export interface Seated {
  readonly peer: string;
  readonly wireguardKey: string;
  /** Place in the party's subnet, from 1. */
  readonly index: number;
}

export interface SeatedMember extends Seated {
  /** False: it left, and its place is kept for it. */
  readonly isIn: boolean;
}

export type AdmissionEffect =
  /** Asks WireGuard for its figures. */
  | { readonly type: 'look' }
  /** Sets a peer. endpoint: WireGuard begins; null: it only answers. fresh: what it had before is forgotten. */
  | {
      readonly type: 'admit';
      readonly fresh: boolean;
      readonly wireguardKey: string;
      readonly place: number;
      readonly endpoint: string | null;
    }
  /** Opens our NAT towards these, for a guest; none: no longer. */
  | { readonly type: 'open'; readonly peer: string; readonly endpoints: readonly string[] }
  | { readonly type: 'answer'; readonly note: Knock; readonly place: number }
  /** Its peer is taken away. */
  | { readonly type: 'dismiss'; readonly wireguardKey: string }
  /** The two networks let nobody meet, or most likely so. */
  | { readonly type: 'hindered'; readonly peer: string; readonly whose: Obstacle };

interface Guest extends Seated {
  /** What it told last. */
  facts: MeetingFacts;
  stage: 'asked' | 'knocked' | 'called' | 'linked';
  /** WireGuard began before, and would wait with the next try. */
  wasCalled: boolean;
  endsAtMs: number;
}

const MOST_GUESTS = 8;
/** A knock by a slow place may come as late. */
const ASKED_FOR_MS = 60_000;
/** Longer than a try of the other end, and both are told within 15 s where they can not meet. */
const HANDSHAKE_WITHIN_MS = 10_000;
const JOINS_WITHIN_MS = 30_000;
/** Of those who knock. */
const LOOK_EVERY_MS = 500;
/** Further places where the other may be. */
const MOST_OPENED = 4;

export class Admission {
  readonly #guests = new Map<string, Guest>();
  #members: readonly SeatedMember[] = [];
  #own: MeetingFacts;
  #lookAtMs = Number.POSITIVE_INFINITY;
  #effects: AdmissionEffect[] = [];

  constructor(own: MeetingFacts) {
    this.#own = own;
  }

  /** A place that nobody has, for a record that anybody may read. */
  freePlace(): number {
    const taken = new Set([...this.#members, ...this.#guests.values()].map(({ index }) => index));
    let place = 1;
    while (taken.has(place)) place++;
    return place;
  }

  /** Whether WireGuard was made ready for the one with this key, or has a session with it already. */
  knows(wireguardKey: string): boolean {
    return this.#ofKey(wireguardKey) !== undefined;
  }

  /** Whether WireGuard has to be asked again by {@link nextAtMs}. */
  get isWaiting(): boolean {
    return [...this.#guests.values()].some(({ stage }) => stage === 'knocked' || stage === 'called');
  }

  /** When it wants to be told of the time next; infinite: never. */
  get nextAtMs(): number {
    const ends = [...this.#guests.values()].map(({ endsAtMs }) => endsAtMs);
    return Math.min(this.isWaiting ? this.#lookAtMs : Number.POSITIVE_INFINITY, ...ends);
  }

  /** Takes an event in. @returns what is to be done, in this order. */
  handle(event: AdmissionEvent, nowMs: number): AdmissionEffect[] {
    switch (event.type) {
      case 'asked':
        this.#asked(event.note, nowMs);
        break;
      case 'knocked':
        this.#knocked(event.note, nowMs);
        break;
      case 'members':
        this.#members = event.members;
        for (const { peer, isIn } of event.members) if (isIn) this.#forget(peer);
        break;
      case 'own':
        this.#own = event.facts;
        break;
      case 'status':
        this.#observe(event.peers, nowMs);
        break;
      case 'time':
    }
    this.#expire(nowMs);
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  #asked(note: Knock, nowMs: number): void {
    const guest = this.#take(note, nowMs);
    if (guest === null) return;
    // It is told where we are whatever our networks are: it sees as much, and tells its player.
    if (!this.#isHindered(note)) this.#admit(guest, null, true);
    this.#effects.push({ type: 'answer', note, place: guest.index });
  }

  #knocked(note: Knock, nowMs: number): void {
    const known = this.#guests.get(note.peer);
    if (known?.stage === 'linked') return;
    const isNew = known?.wireguardKey !== note.wireguardKey;
    const guest = this.#take(note, nowMs);
    if (guest === null || this.#isHindered(note)) return;
    guest.stage = 'knocked';
    guest.endsAtMs = nowMs + HANDSHAKE_WITHIN_MS;
    // Some places tell it where we are before it asks.
    if (isNew) this.#admit(guest, null, true);
    // Where our NAT lets it in, it is in already, and a session must not be thrown away.
    this.#effects.push({ type: 'look' });
  }

  #call(guest: Guest): void {
    guest.stage = 'called';
    const [best = null, ...others] = targetsOf(this.#own, guest.facts);
    this.#admit(guest, best, guest.wasCalled);
    guest.wasCalled = true;
    if (others.length > 0) this.#open(guest, others.slice(0, MOST_OPENED));
  }

  /** Gives it a place; its own one where it is a member that comes back. */
  #take(note: Knock, nowMs: number): Guest | null {
    const { peer, wireguardKey } = note;
    const known = this.#guests.get(peer);
    const other = this.#ofKey(wireguardKey) ?? this.#members.find((one) => one.wireguardKey === wireguardKey);
    // One that claims the key of somebody else.
    if (other !== undefined && other.peer !== peer) return null;
    if (known?.wireguardKey === wireguardKey) {
      known.facts = note;
      known.stage = 'asked';
      known.endsAtMs = nowMs + ASKED_FOR_MS;
      return known;
    }
    if (known === undefined && this.#guests.size >= MOST_GUESTS && !this.#makeRoom()) return null;
    if (known !== undefined) this.#dismiss(known);
    const seat = this.#members.find((one) => one.peer === peer)?.index ?? this.freePlace();
    const guest: Guest = {
      peer,
      wireguardKey,
      index: seat,
      facts: note,
      stage: 'asked',
      wasCalled: false,
      endsAtMs: nowMs + ASKED_FOR_MS,
    };
    this.#guests.set(peer, guest);
    return guest;
  }

  /** Of those who only asked, the one that asked first. */
  #makeRoom(): boolean {
    const oldest = [...this.#guests.values()].find(({ stage }) => stage === 'asked');
    if (oldest !== undefined) this.#dismiss(oldest);
    return oldest !== undefined;
  }

  #isHindered(note: Knock): boolean {
    const whose = obstacle(this.#own, note);
    if (whose !== null) this.#effects.push({ type: 'hindered', peer: note.peer, whose });
    return whose !== null;
  }

  #admit({ wireguardKey, index: place }: Guest, endpoint: string | null, fresh: boolean): void {
    this.#effects.push({ type: 'admit', wireguardKey, place, endpoint, fresh });
  }

  #open({ peer }: Guest, endpoints: readonly string[]): void {
    this.#effects.push({ type: 'open', peer, endpoints });
  }

  /** What was set afresh has no handshake but its own. */
  #observe(peers: readonly PeerStatus[], nowMs: number): void {
    this.#lookAtMs = nowMs + LOOK_EVERY_MS;
    for (const guest of this.#guests.values()) {
      if (guest.stage === 'linked') continue;
      const status = peers.find(({ publicKey }) => publicKey === guest.wireguardKey);
      if (status === undefined || status.latestHandshake === null) {
        if (guest.stage === 'knocked') this.#call(guest);
        continue;
      }
      guest.stage = 'linked';
      guest.endsAtMs = nowMs + JOINS_WITHIN_MS;
      this.#open(guest, []);
    }
  }

  #expire(nowMs: number): void {
    for (const guest of [...this.#guests.values()]) {
      if (nowMs < guest.endsAtMs) continue;
      const whose = guest.stage === 'called' ? likelyObstacle(this.#own, guest.facts) : null;
      if (whose !== null) this.#effects.push({ type: 'hindered', peer: guest.peer, whose });
      this.#dismiss(guest);
    }
  }

  /** The mesh looks after it from now on. */
  #forget(peer: string): void {
    const guest = this.#guests.get(peer);
    if (guest === undefined) return;
    this.#guests.delete(peer);
    this.#open(guest, []);
  }

  #dismiss(guest: Guest): void {
    this.#forget(guest.peer);
    this.#effects.push({ type: 'dismiss', wireguardKey: guest.wireguardKey });
  }

  #ofKey(wireguardKey: string): Guest | undefined {
    return [...this.#guests.values()].find((one) => one.wireguardKey === wireguardKey);
  }
}
