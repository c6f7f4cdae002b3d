/** Carries what computers send each other: by their public addresses, after some time, as long as both are connected. */

import type { ServedSocket } from '../../../main/servers/control/sockets/served-socket.ts';
import { type Endpoint, parseEndpoint } from '../../../shared/address.ts';
import type { NatKind } from '../nat.ts';
import type { World } from '../world.ts';
import { ModelMeetingPlaces } from './meeting-places.ts';
import { Segments } from './segments.ts';

const ONE_WAY_MS = 10;

export type Accept = (socket: ServedSocket, remoteAddress: string) => void;

/** A computer, as others find it. */
export interface Attached {
  readonly publicAddress: string;
  readonly nat: NatKind;
  readonly isOnline: boolean;
  /** Control frames that are longer never come through. */
  readonly stallsAbove: number;
  arrive(datagram: Uint8Array, source: string, port: number): void;
  /** Whether a tunnel on it has this key. */
  holds(wireguardKey: string): boolean;
  /** Sends a segment of a connection through a tunnel of its, if any leads there. */
  sendSegment(segment: Uint8Array, to: string): void;
  /** Who takes a control connection to this port; null: nobody. */
  acceptorAt(port: number): Accept | null;
  /** Whether it says of an address in a tunnel that nobody listens there. */
  refusesAt(address: string): boolean;
}

export class Internet {
  readonly world: World;
  /** What control connections take on top, each way. */
  controlLateMs = 0;
  /** What names stand for. */
  readonly names = new Map<string, string>();
  /** Of TCP connections that go through tunnels. */
  readonly segments = new Segments();
  readonly meetingPlaces = new ModelMeetingPlaces();
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

  /** Whether somebody says of an address in a tunnel that nobody listens there. */
  refusesAt(address: string): boolean {
    return this.#computers.some((one) => one.refusesAt(address));
  }

  /** The one at the other end of a tunnel that has this key. */
  holding(wireguardKey: string): Attached | null {
    return this.#computers.find((one) => one.holds(wireguardKey)) ?? null;
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
