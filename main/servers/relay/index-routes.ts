/**
 * Routes that initiations and responses teach: soft state, for 180 s from the last use. A route is looked up by who
 * sends and by receiver index, so equal indices of different pairs never meet, except for two peers of one client.
 * There the first holds: the other's handshake is dropped, and WireGuard picks a new index for its next try.
 */
import { REJECT_AFTER_TIME_MS } from '../../../shared/wireguard/messages.ts';
import type { Client, Route } from './client.ts';
import type { RelayLimits } from './relay-limits.ts';

export class IndexRoutes {
  readonly #limits: RelayLimits;
  readonly #onForgotten: (route: Route) => void;
  #count = 0;

  /** @param onForgotten - told of each route that goes, whatever the cause. */
  constructor(limits: RelayLimits, onForgotten: (route: Route) => void) {
    this.#limits = limits;
    this.#onForgotten = onForgotten;
  }

  get count(): number {
    return this.#count;
  }

  /** The route of a packet of `from`; null when there is none or it has lapsed. */
  find(from: Client, index: number, nowMs: number): Route | null {
    const route = from.outbound.get(index);
    if (route === undefined) return null;
    if (nowMs - route.usedAtMs < REJECT_AFTER_TIME_MS) return route;
    this.#delete(from, index);
    return null;
  }

  /**
   * Lets packets of `from` with this receiver index reach `to`. A pair has a few routes each way; a new one replaces
   * the longest unused of its own kind, so that initiations alone, however many, never end a confirmed session.
   */
  learn(
    from: Client,
    index: number,
    route: Pick<Route, 'to' | 'confirmed'>,
    nowMs: number,
  ): 'learned' | 'index-taken' | 'routes-full' {
    const known = this.find(from, index, nowMs);
    if (known !== null && known.to !== route.to) return 'index-taken';
    if (known !== null && known.confirmed >= route.confirmed) {
      known.usedAtMs = nowMs;
      return 'learned';
    }
    if (known !== null) this.#delete(from, index);
    this.#makeRoom(from, route);
    if (this.#count >= this.#limits.routes) return 'routes-full';
    from.outbound.set(index, { ...route, from, index, usedAtMs: nowMs });
    this.#count++;
    return 'learned';
  }

  /** All routes between two clients, both ways. */
  between(a: Client, b: Client): readonly Route[] {
    const way = (from: Client, to: Client) => [...from.outbound.values()].filter((route) => route.to === to);
    return [...way(a, b), ...way(b, a)];
  }

  /** Drops all routes between two clients. */
  forgetPair(a: Client, b: Client): void {
    for (const { from, index } of this.between(a, b)) this.#delete(from, index);
  }

  /** Drops the client's routes that have lapsed. */
  dropLapsed(from: Client, nowMs: number): void {
    for (const index of from.outbound.keys()) this.find(from, index, nowMs);
  }

  #makeRoom(from: Client, { to, confirmed }: Pick<Route, 'to' | 'confirmed'>): void {
    const same = [...from.outbound].filter(([, route]) => route.to === to && route.confirmed === confirmed);
    if (same.length < (confirmed ? this.#limits.confirmedPerPair : this.#limits.pendingPerPair)) return;
    const [oldest] = same.reduce((a, b) => (b[1].usedAtMs < a[1].usedAtMs ? b : a));
    this.#delete(from, oldest);
  }

  #delete(from: Client, index: number): void {
    const route = from.outbound.get(index);
    if (route === undefined) return;
    from.outbound.delete(index);
    this.#count--;
    this.#onForgotten(route);
  }
}
