/** The clients by key and by source. At most one client is registered at a source. */
import type { Client, Source } from './client.ts';
import { mac1KeyOf } from './noise/primitives.ts';

export class Clients {
  readonly #byKey = new Map<string, Client>();
  /** Address → port and socket packed into a number → client: no string is built for a packet. */
  readonly #bySource = new Map<string, Map<number, Client>>();
  readonly #onMoved: (client: Client) => void;
  #registered = 0;

  /** @param onMoved - told of each client that leaves a source. */
  constructor(onMoved: (client: Client) => void) {
    this.#onMoved = onMoved;
  }

  get registered(): number {
    return this.#registered;
  }

  at(source: Source): Client | null {
    return this.#bySource.get(source.address)?.get(packed(source)) ?? null;
  }

  get(key: string): Client | null {
    return this.#byKey.get(key) ?? null;
  }

  all(): Iterable<Client> {
    return this.#byKey.values();
  }

  /** The client of an admitted key, made on its first registration. */
  obtain(key: string): Client {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const client: Client = {
      key,
      mac1Key: mac1KeyOf(new Uint8Array(Buffer.from(key, 'base64'))),
      source: null,
      creditBytes: 0,
      outbound: new Map(),
      sessions: { doubted: null, next: null, current: null, previous: null },
    };
    this.#byKey.set(key, client);
    return client;
  }

  /** Registers the client at a source, instead of where it was and of whoever was there. Its routes follow it. */
  place(client: Client, source: Source, creditBytes: number): void {
    const holder = this.at(source);
    if (holder !== null) this.unregister(holder);
    this.unregister(client);
    client.source = source;
    client.creditBytes = creditBytes;
    const ports = this.#bySource.get(source.address) ?? new Map<number, Client>();
    this.#bySource.set(source.address, ports.set(packed(source), client));
    this.#registered++;
  }

  unregister(client: Client): void {
    const { source } = client;
    if (source === null) return;
    const ports = this.#bySource.get(source.address);
    ports?.delete(packed(source));
    if (ports?.size === 0) this.#bySource.delete(source.address);
    client.source = null;
    this.#registered--;
    this.#onMoved(client);
  }

  forget(client: Client): void {
    this.unregister(client);
    this.#byKey.delete(client.key);
  }
}

/** Tells whether both mean the same address, port and socket. */
export function sameSource(a: Source, b: Source): boolean {
  return a.port === b.port && a.socket === b.socket && a.address === b.address;
}

function packed({ socket, port }: Source): number {
  return socket * 65536 + port;
}
