/**
 * Pairs whose packets are dropped for a moment: while both ends change to another path, a packet that still comes
 * through the relay would make WireGuard roam back to it.
 */
import type { Client } from './client.ts';

export class Holds {
  readonly #limit: number;
  /** Both ways; the value is when the hold ends. */
  readonly #until = new Map<Client, Map<Client, number>>();
  #pairs = 0;

  /** @param limit - pairs that may be held at once. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get pairs(): number {
    return this.#pairs;
  }

  /** Holds a pair; a hold that lasts longer stays. False when too many pairs are held. */
  begin(a: Client, b: Client, untilMs: number, nowMs: number): boolean {
    const known = this.#until.get(a)?.get(b);
    if (known === undefined) {
      if (this.#pairs >= this.#limit) this.dropLapsed(nowMs);
      if (this.#pairs >= this.#limit) return false;
      this.#pairs++;
    }
    const until = Math.max(known ?? 0, untilMs);
    this.#set(a, b, until);
    this.#set(b, a, until);
    return true;
  }

  /** Asked for every packet: costs nothing while no pair is held. */
  isHeld(from: Client, to: Client, nowMs: number): boolean {
    if (this.#pairs === 0) return false;
    const until = this.#until.get(from)?.get(to);
    return until !== undefined && nowMs < until;
  }

  dropLapsed(nowMs: number): void {
    this.#drop((_a, _b, until) => nowMs >= until);
  }

  forget(client: Client): void {
    this.#drop((a, b) => a === client || b === client);
  }

  #set(from: Client, to: Client, until: number): void {
    const others = this.#until.get(from) ?? new Map<Client, number>();
    this.#until.set(from, others.set(to, until));
  }

  #drop(isOver: (a: Client, b: Client, until: number) => boolean): void {
    let ways = 0;
    for (const [a, others] of this.#until) {
      for (const [b, until] of others) if (isOver(a, b, until)) others.delete(b);
      if (others.size === 0) this.#until.delete(a);
      ways += others.size;
    }
    this.#pairs = ways / 2;
  }
}
