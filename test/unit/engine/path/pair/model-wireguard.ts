/**
 * WireGuard towards one peer, as far as a link depends on it: handshakes, sessions, timers (whitepaper, section 6),
 * without any cryptography. Sessions are the numbers of the handshakes that made them.
 */
import type { World } from './world.ts';

export type Datagram =
  | { readonly type: 'initiation'; readonly id: number }
  | { readonly type: 'response'; readonly id: number }
  | { readonly type: 'data'; readonly id: number; readonly payload: unknown };

const REKEY_TIMEOUT_MS = 5000;
const RETRY_JITTER_MS = 333;
const KEEPALIVE_TIMEOUT_MS = 10_000;
const PERSISTENT_KEEPALIVE_MS = 25_000;
const STAGED = 16;

/** What carries no payload is a keepalive. */
const NOTHING = null;

class ModelPeer {
  keepalive = false;
  /** Whether it knows where to send; the source of an initiation tells it. */
  hasEndpoint: boolean;
  /** The handshake that it has started and not finished. */
  pending: number | null = null;
  initiatedAtMs = Number.NEGATIVE_INFINITY;
  current: number | null = null;
  previous: number | null = null;
  /** As the responder: not used before the initiator has used it. */
  next: number | null = null;
  handshakeAtMs: number | null = null;
  rxBytes = 0;
  staged: unknown[] = [];
  unansweredSinceMs: number | null = null;
  owesKeepalive = false;

  constructor(hasEndpoint: boolean) {
    this.hasEndpoint = hasEndpoint;
  }
}

export class ModelWireguard {
  /** Initiations that met one of the other side's on its way, while there was no session: both are lost. */
  collisions = 0;
  /** Sessions that were thrown away by a fresh configuration. */
  forgotten = 0;
  readonly #world: World;
  readonly #transmit: (datagram: Datagram) => void;
  readonly #deliver: (payload: unknown) => void;
  #peer: ModelPeer | null = null;

  constructor(world: World, transmit: (datagram: Datagram) => void, deliver: (payload: unknown) => void) {
    this.#world = world;
    this.#transmit = transmit;
    this.#deliver = deliver;
  }

  get session(): number | null {
    return this.#peer?.current ?? null;
  }

  /** Whether what the other one sends now would be taken. */
  hears({ session }: ModelWireguard): boolean {
    return session !== null && this.#peer !== null && takes(this.#peer, session);
  }

  get status(): { readonly handshakeAtMs: number | null; readonly rxBytes: number } | null {
    return this.#peer;
  }

  /** Like {@link Link}, gives a fresh peer an endpoint only when it is to be kept alive. */
  configure(keepalive: boolean, fresh: boolean): void {
    if (fresh || this.#peer === null) {
      if (this.session !== null) this.forgotten++;
      const peer = new ModelPeer(keepalive);
      this.#peer = peer;
      this.#keepAlive(peer);
    }
    const had = this.#peer.keepalive;
    this.#peer.keepalive = keepalive;
    if (keepalive && !had) this.send(NOTHING);
  }

  remove(): void {
    this.#peer = null;
  }

  send(payload: unknown): void {
    const peer = this.#peer;
    if (peer === null) return;
    if (peer.current === null) {
      if (payload !== NOTHING) peer.staged = [...peer.staged, payload].slice(-STAGED);
      this.#initiate(peer);
      return;
    }
    this.#transmit({ type: 'data', id: peer.current, payload });
    peer.owesKeepalive = false;
    if (payload === NOTHING || peer.unansweredSinceMs !== null) return;
    const sinceMs = this.#world.nowMs;
    peer.unansweredSinceMs = sinceMs;
    this.#world.after(KEEPALIVE_TIMEOUT_MS + REKEY_TIMEOUT_MS, () => {
      if (this.#peer === peer && peer.unansweredSinceMs === sinceMs) this.#initiate(peer);
    });
  }

  receive(datagram: Datagram): void {
    const peer = this.#peer;
    if (peer === null) return;
    if (datagram.type === 'initiation') this.#respond(peer, datagram.id);
    else if (datagram.type === 'response') this.#finish(peer, datagram.id);
    else this.#take(peer, datagram.id, datagram.payload);
  }

  #initiate(peer: ModelPeer): void {
    if (this.#world.nowMs - peer.initiatedAtMs < REKEY_TIMEOUT_MS) return;
    const id = Math.floor(this.#world.random() * 2 ** 31);
    peer.initiatedAtMs = this.#world.nowMs;
    if (peer.hasEndpoint) {
      peer.pending = id;
      this.#transmit({ type: 'initiation', id });
    }
    this.#world.after(REKEY_TIMEOUT_MS + this.#world.random() * RETRY_JITTER_MS, () => {
      // A collision clears `pending`, but not the timer.
      const isDone = peer.handshakeAtMs !== null && peer.handshakeAtMs > peer.initiatedAtMs;
      const isLatest = this.#peer === peer && this.#world.nowMs - peer.initiatedAtMs >= REKEY_TIMEOUT_MS;
      if (isLatest && !isDone && (peer.keepalive || peer.staged.length > 0)) this.#initiate(peer);
    });
  }

  #respond(peer: ModelPeer, id: number): void {
    peer.rxBytes += 148;
    if (peer.pending !== null && peer.current === null) this.collisions++;
    peer.pending = null;
    peer.next = id;
    peer.hasEndpoint = true;
    this.#transmit({ type: 'response', id });
  }

  #finish(peer: ModelPeer, id: number): void {
    if (peer.pending !== id) return;
    peer.rxBytes += 92;
    peer.pending = null;
    this.#use(peer, id);
    if (peer.staged.length === 0) this.send(NOTHING);
    this.#flush(peer);
  }

  #take(peer: ModelPeer, id: number, payload: unknown): void {
    if (!takes(peer, id)) return;
    if (id === peer.next) {
      this.#use(peer, id);
      peer.next = null;
      this.#flush(peer);
    }
    peer.rxBytes += 32;
    peer.unansweredSinceMs = null;
    if (payload === NOTHING) return;
    this.#owe(peer);
    this.#deliver(payload);
  }

  #use(peer: ModelPeer, id: number): void {
    peer.previous = peer.current;
    peer.current = id;
    peer.handshakeAtMs = this.#world.nowMs;
    peer.unansweredSinceMs = null;
  }

  #flush(peer: ModelPeer): void {
    for (const payload of peer.staged.splice(0)) this.send(payload);
  }

  #owe(peer: ModelPeer): void {
    if (peer.owesKeepalive) return;
    peer.owesKeepalive = true;
    this.#world.after(KEEPALIVE_TIMEOUT_MS, () => {
      if (this.#peer === peer && peer.owesKeepalive) this.send(NOTHING);
    });
  }

  #keepAlive(peer: ModelPeer): void {
    this.#world.after(PERSISTENT_KEEPALIVE_MS, () => {
      if (this.#peer !== peer) return;
      if (peer.keepalive) this.send(NOTHING);
      this.#keepAlive(peer);
    });
  }
}

function takes({ current, previous, next }: ModelPeer, session: number): boolean {
  return session === current || session === previous || session === next;
}
