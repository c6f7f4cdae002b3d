/**
 * WireGuard of one machine: handshakes, sessions, timers and roaming (whitepaper, section 6), without any cryptography.
 * Sessions are the numbers of the handshakes that made them.
 */
import type { PeerConfig, PeerStatus } from '../../shared/helper/verbs.ts';
import type { World } from './world.ts';

export type Packet =
  /** from: whom a responder would decrypt; to: whose key `mac1` is of. */
  | {
      readonly type: 'initiation';
      readonly id: number;
      readonly from: string;
      readonly to: string;
      /** The sender's wall clock, ms: TAI64N. */
      readonly at: number;
    }
  | { readonly type: 'response'; readonly id: number }
  | { readonly type: 'data'; readonly id: number; readonly payload: unknown }
  /** An initiation under a random key. */
  | { readonly type: 'decoy' };

export interface WireguardWays {
  transmit(packet: Packet, to: string): void;
  /** What came out of the tunnel. @param from - key of the peer. */
  deliver(payload: unknown, from: string): void;
  /** The machine's wall clock. */
  wallMs(): number;
}

const REKEY_TIMEOUT_MS = 5000;
const RETRY_JITTER_MS = 333;
const KEEPALIVE_TIMEOUT_MS = 10_000;
const STAGED = 16;
/** What carries no payload is a keepalive. */
const NOTHING = null;

class Peer {
  readonly key: string;
  allowedIps: readonly string[] = [];
  keepaliveSeconds = 0;
  endpoint: string | null = null;
  /** The handshake that it has started and not finished. */
  pending: number | null = null;
  initiatedAtMs = Number.NEGATIVE_INFINITY;
  current: number | null = null;
  previous: number | null = null;
  /** As the responder: not used before the initiator has used it. */
  next: number | null = null;
  handshakeAtMs: number | null = null;
  /** Wall clock, in whole seconds as `wg` gives it. */
  handshakeAt: number | null = null;
  isInitiator = false;
  /** The greatest time of its initiations. */
  greatestAt = Number.NEGATIVE_INFINITY;
  rxBytes = 0;
  txBytes = 0;
  staged: unknown[] = [];
  unansweredSinceMs: number | null = null;
  owesKeepalive = false;

  constructor(key: string) {
    this.key = key;
  }
}

export class ModelWireguard {
  readonly ownKey: string;
  /** Initiations that met one of the other side's on its way, while there was no session: both are lost. */
  collisions = 0;
  /** By key of the peer: sessions that were thrown away by a fresh configuration. */
  readonly forgotten = new Map<string, number>();
  readonly #world: World;
  readonly #ways: WireguardWays;
  /** WireGuard says 120 s; less makes the renewal of sessions meet more of what else happens. */
  readonly #rekeyAfterMs: number;
  readonly #peers = new Map<string, Peer>();
  readonly #decoyTurns = new Map<string, number>();
  #datedAt = Number.NEGATIVE_INFINITY;

  constructor(world: World, ownKey: string, rekeyAfterMs: number, ways: WireguardWays) {
    this.#world = world;
    this.ownKey = ownKey;
    this.#ways = ways;
    this.#rekeyAfterMs = rekeyAfterMs;
  }

  /** The machine starts anew. */
  clear(): void {
    this.#peers.clear();
    for (const [group, turn] of this.#decoyTurns) this.#decoyTurns.set(group, turn + 1);
  }

  setPeers(configs: readonly PeerConfig[]): void {
    for (const config of configs) this.#setPeer(config);
  }

  removePeer(key: string): void {
    this.#peers.delete(key);
  }

  setDecoys(group: string, endpoints: readonly string[]): void {
    const turn = (this.#decoyTurns.get(group) ?? 0) + 1;
    this.#decoyTurns.set(group, turn);
    const open = (): void => {
      if (turn !== this.#decoyTurns.get(group) || endpoints.length === 0) return;
      for (const to of endpoints) this.#ways.transmit({ type: 'decoy' }, to);
      this.#world.after(REKEY_TIMEOUT_MS, open);
    };
    open();
  }

  /** As `wg show dump` has them. */
  status(): PeerStatus[] {
    return [...this.#peers.values()].map((peer) => ({
      publicKey: peer.key,
      endpoint: peer.endpoint,
      allowedIps: [...peer.allowedIps],
      latestHandshake: peer.handshakeAt,
      rxBytes: peer.rxBytes,
      txBytes: peer.txBytes,
      keepaliveSeconds: peer.keepaliveSeconds,
    }));
  }

  endpointOf(key: string): string | null {
    return this.#peers.get(key)?.endpoint ?? null;
  }

  sessionWith(key: string): number | null {
    return this.#peers.get(key)?.current ?? null;
  }

  /** Whether what a peer sends in that session would be taken. */
  takes(key: string, session: number | null): boolean {
    const peer = this.#peers.get(key);
    return peer !== undefined && session !== null && knows(peer, session);
  }

  /** Sends through the tunnel. */
  send(key: string, payload: unknown): void {
    const peer = this.#peers.get(key);
    if (peer !== undefined) this.#send(peer, payload);
  }

  receive(packet: Packet, from: string): void {
    switch (packet.type) {
      case 'decoy':
        return;
      case 'initiation':
        if (packet.to === this.ownKey) this.#respond(this.#peers.get(packet.from), packet, from);
        return;
      case 'response':
        this.#finish(packet.id, from);
        return;
      case 'data':
        this.#take(packet.id, packet.payload, from);
    }
  }

  #setPeer({ publicKey, endpoint, allowedIps, keepaliveSeconds, fresh }: PeerConfig): void {
    let peer = this.#peers.get(publicKey);
    if (fresh && peer?.current != null) {
      this.forgotten.set(publicKey, (this.forgotten.get(publicKey) ?? 0) + 1);
    }
    if (fresh || peer === undefined) {
      peer = new Peer(publicKey);
      this.#peers.set(publicKey, peer);
      this.#keepAlive(peer);
    }
    const had = peer.keepaliveSeconds > 0;
    if (endpoint !== undefined) peer.endpoint = endpoint;
    peer.allowedIps = allowedIps;
    peer.keepaliveSeconds = keepaliveSeconds;
    if (keepaliveSeconds > 0 && !had) this.#send(peer, NOTHING);
  }

  #isHere(peer: Peer): boolean {
    return this.#peers.get(peer.key) === peer;
  }

  #send(peer: Peer, payload: unknown): void {
    const { nowMs } = this.#world;
    if (peer.current === null) {
      if (payload !== NOTHING) peer.staged = [...peer.staged, payload].slice(-STAGED);
      this.#initiate(peer);
      return;
    }
    const isOld = peer.isInitiator && nowMs - (peer.handshakeAtMs ?? 0) > this.#rekeyAfterMs;
    if (isOld) this.#initiate(peer);
    this.#transmit(peer, { type: 'data', id: peer.current, payload });
    peer.owesKeepalive = false;
    if (payload === NOTHING || peer.unansweredSinceMs !== null) return;
    peer.unansweredSinceMs = nowMs;
    this.#world.after(KEEPALIVE_TIMEOUT_MS + REKEY_TIMEOUT_MS, () => {
      if (this.#isHere(peer) && peer.unansweredSinceMs === nowMs) this.#initiate(peer);
    });
  }

  #transmit(peer: Peer, packet: Packet): void {
    if (peer.endpoint === null) return;
    peer.txBytes += bytesOf(packet);
    this.#ways.transmit(packet, peer.endpoint);
  }

  #initiate(peer: Peer): void {
    if (this.#world.nowMs - peer.initiatedAtMs < REKEY_TIMEOUT_MS) return;
    const id = Math.floor(this.#world.random() * 2 ** 31);
    peer.initiatedAtMs = this.#world.nowMs;
    if (peer.endpoint !== null) {
      peer.pending = id;
      this.#transmit(peer, { type: 'initiation', id, from: this.ownKey, to: peer.key, at: this.#date() });
    }
    this.#world.after(REKEY_TIMEOUT_MS + this.#world.random() * RETRY_JITTER_MS, () => {
      // A collision clears `pending`, but not the timer.
      const isDone = peer.handshakeAtMs !== null && peer.handshakeAtMs > peer.initiatedAtMs;
      const isLatest = this.#isHere(peer) && this.#world.nowMs - peer.initiatedAtMs >= REKEY_TIMEOUT_MS;
      if (isLatest && !isDone && (peer.keepaliveSeconds > 0 || peer.staged.length > 0)) this.#initiate(peer);
    });
  }

  /** No two handshakes within one tick of the clock have the same. */
  #date(): number {
    const wallMs = this.#ways.wallMs();
    const isSameTick = this.#datedAt >= wallMs && this.#datedAt < wallMs + 1;
    this.#datedAt = isSameTick ? this.#datedAt + 0.01 : wallMs;
    return this.#datedAt;
  }

  #respond(peer: Peer | undefined, { id, at }: { id: number; at: number }, from: string): void {
    if (peer === undefined || at <= peer.greatestAt) return;
    peer.greatestAt = at;
    if (peer.pending !== null && peer.current === null) this.collisions++;
    peer.rxBytes += 148;
    peer.pending = null;
    peer.next = id;
    peer.endpoint = from;
    this.#transmit(peer, { type: 'response', id });
  }

  #finish(id: number, from: string): void {
    const peer = this.#find((one) => one.pending === id);
    if (peer === undefined) return;
    peer.rxBytes += 92;
    peer.pending = null;
    peer.endpoint = from;
    this.#use(peer, id, true);
    if (peer.staged.length === 0) this.#send(peer, NOTHING);
    this.#flush(peer);
  }

  #take(id: number, payload: unknown, from: string): void {
    const peer = this.#find((one) => knows(one, id));
    if (peer === undefined) return;
    peer.endpoint = from;
    if (id === peer.next) {
      this.#use(peer, id, false);
      peer.next = null;
      this.#flush(peer);
    }
    peer.rxBytes += 32;
    peer.unansweredSinceMs = null;
    if (payload === NOTHING) return;
    this.#owe(peer);
    this.#ways.deliver(payload, peer.key);
  }

  #find(fits: (peer: Peer) => boolean): Peer | undefined {
    for (const peer of this.#peers.values()) if (fits(peer)) return peer;
    return undefined;
  }

  #use(peer: Peer, id: number, isInitiator: boolean): void {
    peer.previous = peer.current;
    peer.current = id;
    peer.isInitiator = isInitiator;
    peer.handshakeAtMs = this.#world.nowMs;
    peer.handshakeAt = Math.floor(this.#ways.wallMs() / 1000);
    peer.unansweredSinceMs = null;
  }

  #flush(peer: Peer): void {
    for (const payload of peer.staged.splice(0)) this.#send(peer, payload);
  }

  #owe(peer: Peer): void {
    if (peer.owesKeepalive) return;
    peer.owesKeepalive = true;
    this.#world.after(KEEPALIVE_TIMEOUT_MS, () => {
      if (this.#isHere(peer) && peer.owesKeepalive) this.#send(peer, NOTHING);
    });
  }

  #keepAlive(peer: Peer): void {
    this.#world.after(1000 * (peer.keepaliveSeconds || 25), () => {
      if (!this.#isHere(peer)) return;
      if (peer.keepaliveSeconds > 0) this.#send(peer, NOTHING);
      this.#keepAlive(peer);
    });
  }
}

function knows({ current, previous, next }: Peer, session: number): boolean {
  return session === current || session === previous || session === next;
}

function bytesOf({ type }: Packet): number {
  return type === 'initiation' ? 148 : type === 'response' ? 92 : 32;
}
