/**
 * WireGuard of one player: handshakes, sessions, timers and roaming towards the other player (whitepaper, section 6),
 * the relay as a peer, and decoys; without any cryptography. Sessions are the numbers of the handshakes that made them.
 */
import type { World } from '../pair/world.ts';

export type Packet =
  | { readonly type: 'initiation'; readonly id: number }
  | { readonly type: 'response'; readonly id: number }
  | { readonly type: 'data'; readonly id: number; readonly payload: unknown }
  /** An initiation under a random key. */
  | { readonly type: 'decoy' };

export interface WireguardWays {
  transmit(packet: Packet, to: string): void;
  /** A handshake with the relay, or a keepalive of one. */
  greet(isHandshake: boolean): void;
  deliver(payload: unknown): void;
  /** The machine's wall clock. */
  wallMs(): number;
}

export interface MemberStatus {
  readonly endpoint: string | null;
  /** Wall clock, in whole seconds as `wg` gives it. */
  readonly handshakeAt: number | null;
  readonly rxBytes: number;
  readonly current: number | null;
}

const REKEY_TIMEOUT_MS = 5000;
const RETRY_JITTER_MS = 333;
const KEEPALIVE_TIMEOUT_MS = 10_000;
const PERSISTENT_KEEPALIVE_MS = 25_000;
const STAGED = 16;
/** What carries no payload is a keepalive. */
const NOTHING = null;

class Member {
  keepalive = false;
  endpoint: string | null;
  /** The handshake that it has started and not finished. */
  pending: number | null = null;
  initiatedAtMs = Number.NEGATIVE_INFINITY;
  current: number | null = null;
  previous: number | null = null;
  /** As the responder: not used before the initiator has used it. */
  next: number | null = null;
  handshakeAtMs: number | null = null;
  handshakeAt: number | null = null;
  isInitiator = false;
  rxBytes = 0;
  staged: unknown[] = [];
  unansweredSinceMs: number | null = null;
  owesKeepalive = false;

  constructor(endpoint: string | null) {
    this.endpoint = endpoint;
  }
}

export class ModelWireguard {
  /** When the relay last answered a handshake. */
  relayHandshakeAtMs: number | null = null;
  readonly #world: World;
  readonly #ways: WireguardWays;
  /** WireGuard says 120 s; less makes the renewal of sessions meet more of what else happens. */
  readonly #rekeyAfterMs: number;
  #member: Member | null = null;
  #relayTurn = 0;
  #decoyTurn = 0;

  constructor(world: World, rekeyAfterMs: number, ways: WireguardWays) {
    this.#world = world;
    this.#ways = ways;
    this.#rekeyAfterMs = rekeyAfterMs;
  }

  get member(): MemberStatus | null {
    return this.#member;
  }

  get hasSession(): boolean {
    return this.#member !== null && this.#member.current !== null;
  }

  /** The machine starts anew. */
  clear(): void {
    this.#member = null;
    this.relayHandshakeAtMs = null;
    this.#relayTurn++;
    this.#decoyTurn++;
  }

  removeMember(): void {
    this.#member = null;
  }

  /** @param endpoint - null leaves it as it is. */
  setMember(endpoint: string | null, keepalive: boolean, fresh: boolean): void {
    if (fresh || this.#member === null) {
      const member = new Member(endpoint);
      this.#member = member;
      this.#keepAlive(member);
    }
    const had = this.#member.keepalive;
    if (endpoint !== null) this.#member.endpoint = endpoint;
    this.#member.keepalive = keepalive;
    if (keepalive && !had) this.send(NOTHING);
  }

  /** A fresh relay peer: shakes hands at once, and keeps alive from then on. */
  setRelay(): void {
    this.relayHandshakeAtMs = null;
    const turn = ++this.#relayTurn;
    const greet = (): void => {
      if (turn !== this.#relayTurn) return;
      const isHandshake = this.relayHandshakeAtMs === null;
      this.#ways.greet(isHandshake);
      this.#world.after(isHandshake ? REKEY_TIMEOUT_MS : PERSISTENT_KEEPALIVE_MS, greet);
    };
    greet();
  }

  relayAnswered(): void {
    this.relayHandshakeAtMs = this.#world.nowMs;
  }

  setDecoys(endpoints: readonly string[]): void {
    const turn = ++this.#decoyTurn;
    const open = (): void => {
      if (turn !== this.#decoyTurn || endpoints.length === 0) return;
      for (const to of endpoints) this.#ways.transmit({ type: 'decoy' }, to);
      this.#world.after(REKEY_TIMEOUT_MS, open);
    };
    open();
  }

  send(payload: unknown): void {
    const member = this.#member;
    if (member === null) return;
    const { nowMs } = this.#world;
    if (member.current === null) {
      if (payload !== NOTHING) member.staged = [...member.staged, payload].slice(-STAGED);
      this.#initiate(member);
      return;
    }
    const isOld = member.isInitiator && nowMs - (member.handshakeAtMs ?? 0) > this.#rekeyAfterMs;
    if (isOld) this.#initiate(member);
    this.#transmit(member, { type: 'data', id: member.current, payload });
    member.owesKeepalive = false;
    if (payload === NOTHING || member.unansweredSinceMs !== null) return;
    member.unansweredSinceMs = nowMs;
    this.#world.after(KEEPALIVE_TIMEOUT_MS + REKEY_TIMEOUT_MS, () => {
      if (this.#member === member && member.unansweredSinceMs === nowMs) this.#initiate(member);
    });
  }

  receive(packet: Packet, from: string): void {
    const member = this.#member;
    if (member === null) return;
    switch (packet.type) {
      case 'decoy':
        return;
      case 'initiation':
        member.rxBytes += 148;
        member.pending = null;
        member.next = packet.id;
        member.endpoint = from;
        this.#transmit(member, { type: 'response', id: packet.id });
        return;
      case 'response':
        if (member.pending !== packet.id) return;
        member.rxBytes += 92;
        member.pending = null;
        member.endpoint = from;
        this.#use(member, packet.id, true);
        if (member.staged.length === 0) this.send(NOTHING);
        this.#flush(member);
        return;
      case 'data':
        this.#take(member, packet.id, packet.payload, from);
    }
  }

  #transmit(member: Member, packet: Packet): void {
    if (member.endpoint !== null) this.#ways.transmit(packet, member.endpoint);
  }

  #initiate(member: Member): void {
    if (this.#world.nowMs - member.initiatedAtMs < REKEY_TIMEOUT_MS) return;
    const id = Math.floor(this.#world.random() * 2 ** 31);
    member.initiatedAtMs = this.#world.nowMs;
    if (member.endpoint !== null) {
      member.pending = id;
      this.#transmit(member, { type: 'initiation', id });
    }
    this.#world.after(REKEY_TIMEOUT_MS + this.#world.random() * RETRY_JITTER_MS, () => {
      // A collision clears `pending`, but not the timer.
      const isDone = member.handshakeAtMs !== null && member.handshakeAtMs > member.initiatedAtMs;
      const isLatest =
        this.#member === member && this.#world.nowMs - member.initiatedAtMs >= REKEY_TIMEOUT_MS;
      if (isLatest && !isDone && (member.keepalive || member.staged.length > 0)) this.#initiate(member);
    });
  }

  #take(member: Member, id: number, payload: unknown, from: string): void {
    if (id !== member.current && id !== member.previous && id !== member.next) return;
    member.endpoint = from;
    if (id === member.next) {
      this.#use(member, id, false);
      member.next = null;
      this.#flush(member);
    }
    member.rxBytes += 32;
    member.unansweredSinceMs = null;
    if (payload === NOTHING) return;
    this.#owe(member);
    this.#ways.deliver(payload);
  }

  #use(member: Member, id: number, isInitiator: boolean): void {
    member.previous = member.current;
    member.current = id;
    member.isInitiator = isInitiator;
    member.handshakeAtMs = this.#world.nowMs;
    member.handshakeAt = Math.floor(this.#ways.wallMs() / 1000);
    member.unansweredSinceMs = null;
  }

  #flush(member: Member): void {
    for (const payload of member.staged.splice(0)) this.send(payload);
  }

  #owe(member: Member): void {
    if (member.owesKeepalive) return;
    member.owesKeepalive = true;
    this.#world.after(KEEPALIVE_TIMEOUT_MS, () => {
      if (this.#member === member && member.owesKeepalive) this.send(NOTHING);
    });
  }

  #keepAlive(member: Member): void {
    this.#world.after(PERSISTENT_KEEPALIVE_MS, () => {
      if (this.#member !== member) return;
      if (member.keepalive) this.send(NOTHING);
      this.#keepAlive(member);
    });
  }
}
