/** A relay as far as links depend on it: registrations, routes of sessions, holds. No cryptography. */
import type { Packet } from './wireguard.ts';

interface Route {
  readonly from: string;
  readonly to: string;
}

/** What the relay does with a packet. */
export type Relayed =
  | { readonly type: 'answer'; readonly packet: Packet; readonly to: string }
  | { readonly type: 'forward'; readonly to: string; readonly key: string }
  | null;

export class ModelRelay {
  readonly key: string;
  isUp = true;
  /** WireGuard key → where it was seen. */
  readonly #registered = new Map<string, string>();
  /** Session of a client with the relay itself → its key. */
  readonly #own = new Map<number, string>();
  /** Session between clients → their keys, in the order of the initiation that it saw. */
  readonly #routes = new Map<number, Route>();
  readonly #holds = new Map<string, number>();
  readonly #onSeen: (key: string, source: string) => void;

  constructor(key: string, onSeen: (key: string, source: string) => void) {
    this.key = key;
    this.#onSeen = onSeen;
  }

  /** Everything it knew is gone. */
  stop(): void {
    this.isUp = false;
    this.#registered.clear();
    this.#own.clear();
    this.#routes.clear();
    this.#holds.clear();
  }

  /** Drops what passes between the two until then. */
  hold(a: string, b: string, untilMs: number): void {
    const pair = pairOf(a, b);
    this.#holds.set(pair, Math.max(this.#holds.get(pair) ?? 0, untilMs));
  }

  take(packet: Packet, source: string, nowMs: number): Relayed {
    if (!this.isUp) return null;
    if (packet.type === 'initiation' && packet.to === this.key) {
      this.#own.set(packet.id, packet.from);
      this.#register(packet.from, source);
      return { type: 'answer', packet: { type: 'response', id: packet.id }, to: source };
    }
    const client = packet.type === 'data' ? this.#own.get(packet.id) : undefined;
    if (client !== undefined) {
      this.#register(client, source);
      return null;
    }
    return this.#forward(packet, source, nowMs);
  }

  #register(key: string, source: string): void {
    this.#registered.set(key, source);
    this.#onSeen(key, source);
  }

  #forward(packet: Packet, source: string, nowMs: number): Relayed {
    const sender = [...this.#registered].find(([, at]) => at === source)?.[0];
    if (sender === undefined || packet.type === 'decoy') return null;
    if (packet.type === 'initiation') this.#routes.set(packet.id, { from: sender, to: packet.to });
    const route = this.#routes.get(packet.id);
    if (route === undefined) return null;
    const key = route.from === sender ? route.to : route.from;
    const to = this.#registered.get(key);
    const isHeld = nowMs < (this.#holds.get(pairOf(sender, key)) ?? 0);
    return to === undefined || isHeld ? null : { type: 'forward', to, key };
  }
}

function pairOf(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
