/** The relay as far as links depend on it: registrations, routes of sessions, holds. */
import type { Packet } from './model-wireguard.ts';

export class ModelRelay {
  isUp = true;
  readonly #registered: [string | null, string | null] = [null, null];
  /** Sessions whose handshake it has seen. */
  readonly #routes = new Set<number>();
  #heldUntilMs = 0;

  /** Everything it knew is gone. */
  stop(): void {
    this.isUp = false;
    this.#registered.fill(null);
    this.#routes.clear();
    this.#heldUntilMs = 0;
  }

  hold(untilMs: number): void {
    this.#heldUntilMs = Math.max(this.#heldUntilMs, untilMs);
  }

  /** A player's WireGuard speaks to the relay itself. @returns whether it is answered. */
  greet(side: 0 | 1, from: string, isHandshake: boolean): boolean {
    // What belongs to a session from before a restart proves nothing.
    if (!this.isUp || (!isHandshake && this.#registered[side] === null)) return false;
    this.#registered[side] = from;
    return isHandshake;
  }

  /** Where a packet between the players goes on to; null: it is dropped. */
  route(packet: Packet, from: string, nowMs: number): { readonly side: 0 | 1; readonly to: string } | null {
    const sender = this.#registered.indexOf(from);
    if (!this.isUp || sender === -1 || nowMs < this.#heldUntilMs) return null;
    const side = sender === 0 ? 1 : 0;
    const to = this.#registered[side];
    if (packet.type === 'initiation') this.#routes.add(packet.id);
    else if (packet.type === 'decoy' || !this.#routes.has(packet.id)) return null;
    return to === null ? null : { side, to };
  }
}
