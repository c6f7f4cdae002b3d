/** Routes that were handed to somebody else who forwards, each with what is known of it there. */
import type { Client, Route } from './client.ts';

export class OfferedRoutes<T> {
  readonly #known = new Map<Route, T>();
  readonly #ofClient = new Map<Client, Set<Route>>();

  get(route: Route): T | undefined {
    return this.#known.get(route);
  }

  has(route: Route): boolean {
    return this.#known.has(route);
  }

  add(route: Route, known: T): void {
    this.#known.set(route, known);
    for (const client of [route.from, route.to]) {
      this.#ofClient.set(client, (this.#ofClient.get(client) ?? new Set()).add(route));
    }
  }

  /** @returns what was known of it. */
  remove(route: Route): T | undefined {
    const known = this.#known.get(route);
    this.#known.delete(route);
    for (const client of [route.from, route.to]) {
      const routes = this.#ofClient.get(client);
      routes?.delete(route);
      if (routes?.size === 0) this.#ofClient.delete(client);
    }
    return known;
  }

  /** All routes from or to a client, as they are now. */
  of(client: Client): readonly Route[] {
    return [...(this.#ofClient.get(client) ?? [])];
  }

  entries(): Iterable<[Route, T]> {
    return this.#known;
  }

  clear(): void {
    this.#known.clear();
    this.#ofClient.clear();
  }
}
