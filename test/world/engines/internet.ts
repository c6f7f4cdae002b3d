/** Carries what computers send each other: by their public addresses, after some time, as long as both are connected. */

import type { ServedSocket } from '../../../main/servers/control/sockets/served-socket.ts';
import { type Endpoint, parseEndpoint } from '../../../shared/address.ts';
import type { NatKind } from '../nat.ts';
import type { World } from '../world.ts';
import type { TunnelDevice } from './tunnel-device.ts';

const ONE_WAY_MS = 10;

export type Accept = (socket: ServedSocket, remoteAddress: string) => void;

/** A computer, as others find it. */
export interface Attached {
  readonly publicAddress: string;
  readonly nat: NatKind;
  readonly isOnline: boolean;
  arrive(datagram: Uint8Array, source: string, port: number): void;
  /** Who takes a control connection to this port; null: nobody. */
  acceptorAt(port: number): Accept | null;
  /** Its tunnel with this WireGuard key; null: it has none. */
  tunnelWith(publicKey: string): TunnelDevice | null;
}

export class Internet {
  readonly world: World;
  /** What names stand for. */
  readonly names = new Map<string, string>();
  readonly #computers: Attached[] = [];

  constructor(world: World) {
    this.world = world;
  }

  connect(computer: Attached): void {
    this.#computers.push(computer);
  }

  /** The one that this public address leads to. */
  at(address: string): Attached | null {
    return this.#computers.find((one) => one.publicAddress === address) ?? null;
  }

  /** The one whose tunnel has this WireGuard key. */
  behind(publicKey: string): Attached | null {
    return this.#computers.find((one) => one.tunnelWith(publicKey) !== null) ?? null;
  }

  /** @throws as node:dns does. */
  resolve(host: string): string {
    const address = parseEndpoint(`${host}:1`) === null ? this.names.get(host) : host;
    if (address === undefined) throw Object.assign(new Error(`no such name: ${host}`), { code: 'ENOTFOUND' });
    return address;
  }

  /** @param source - as the Internet sees it. */
  carry(datagram: Uint8Array, source: string, to: Endpoint): void {
    const bytes = Uint8Array.from(datagram);
    this.after(() => this.at(to.address)?.arrive(bytes, source, to.port));
  }

  /** Calls back one way later. */
  after(run: () => void): () => void {
    return this.world.after(ONE_WAY_MS, run);
  }

  get roundTripMs(): number {
    return 2 * ONE_WAY_MS;
  }
}

export function endpointOf(text: string): Endpoint {
  const endpoint = parseEndpoint(text);
  if (endpoint === null) throw new Error(`no endpoint: ${text}`);
  return endpoint;
}
