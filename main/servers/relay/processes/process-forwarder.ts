/** Lets further processes of the relay forward: the core's side of them. */
import { type Client, isTunnel, type Route } from '../client.ts';
import type { Forwarder } from '../kernel/forwarder.ts';
import { OfferedRoutes } from '../offered-routes.ts';
import type { Order, SharedRoute } from './messages.ts';

/** Routes in one message; a full table has 200,000. */
const ROUTES_IN_MESSAGE = 1_000;

export class ProcessForwarder implements Omit<Forwarder, 'stats'> {
  readonly #tell: (order: Order) => void;
  readonly #offered = new OfferedRoutes<SharedRoute>();
  readonly #byId = new Map<number, Route>();
  #nextId = 0;

  /** @param tell - tells every process. */
  constructor(tell: (order: Order) => void) {
    this.#tell = tell;
  }

  /** Which process its packets come to is the system's choice, and changes with the processes, so all get it. */
  offer(route: Route): void {
    if (this.#offered.has(route)) return;
    const { from, to, index } = route;
    if (from.source === null || to.source === null || isTunnel(from.source)) return;
    const shared = {
      id: this.#nextId++,
      from: from.source,
      index,
      to: isTunnel(to.source) ? null : to.source,
    };
    this.#offered.add(route, shared);
    this.#byId.set(shared.id, route);
    this.#tell({ kind: 'add', routes: [shared] });
  }

  withdraw(route: Route): void {
    const shared = this.#offered.remove(route);
    if (shared === undefined) return;
    this.#byId.delete(shared.id);
    this.#tell({ kind: 'withdraw', ids: [shared.id] });
  }

  withdrawAll(client: Client): void {
    for (const route of this.#offered.of(client)) this.withdraw(route);
  }

  /** What a process must be told that begins now. */
  orders(): readonly Order[] {
    const routes = [...this.#offered.entries()].map(([, shared]) => shared);
    return Array.from({ length: Math.ceil(routes.length / ROUTES_IN_MESSAGE) }, (_, part) => ({
      kind: 'add' as const,
      routes: routes.slice(part * ROUTES_IN_MESSAGE, (part + 1) * ROUTES_IN_MESSAGE),
    }));
  }

  /** Lets routes live that carried packets. */
  noteUse(ids: readonly number[], nowMs: number): void {
    for (const id of ids) {
      const route = this.#byId.get(id);
      if (route !== undefined) route.usedAtMs = nowMs;
    }
  }
}
