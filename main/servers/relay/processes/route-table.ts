/** The routes that a further process may forward on: by the sender's registered source and receiver index. */
import type { Source } from '../client.ts';
import type { SharedRoute } from './messages.ts';

export class RouteTable {
  readonly #byId = new Map<number, SharedRoute>();
  /** Address → port and socket packed into a number → index: no string is built for a packet. */
  readonly #bySource = new Map<string, Map<number, Map<number, SharedRoute>>>();

  get size(): number {
    return this.#byId.size;
  }

  put(route: SharedRoute): void {
    const { id, from, index } = route;
    const known = this.find(from, index);
    if (known !== null) this.drop(known.id);
    const ports = this.#bySource.get(from.address) ?? new Map<number, Map<number, SharedRoute>>();
    const routes = ports.get(packed(from)) ?? new Map<number, SharedRoute>();
    this.#bySource.set(from.address, ports.set(packed(from), routes.set(index, route)));
    this.#byId.set(id, route);
  }

  drop(id: number): void {
    const route = this.#byId.get(id);
    if (route === undefined) return;
    const { from, index } = route;
    this.#byId.delete(id);
    const ports = this.#bySource.get(from.address);
    const routes = ports?.get(packed(from));
    routes?.delete(index);
    if (routes?.size === 0) ports?.delete(packed(from));
    if (ports?.size === 0) this.#bySource.delete(from.address);
  }

  find(source: Source, index: number): SharedRoute | null {
    return this.#bySource.get(source.address)?.get(packed(source))?.get(index) ?? null;
  }
}

function packed({ socket, port }: Source): number {
  return socket * 65536 + port;
}
