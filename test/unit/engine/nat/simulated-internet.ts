/** One machine behind a NAT of any behaviour, and STUN servers: decided packet by packet, on a clock that stands still. */
import stun from 'stun';
import type { UdpOptions } from '../../../../main/base/udp.ts';
import type { Outside } from '../../../../main/engine/nat/outside.ts';
import { type Endpoint, formatEndpoint } from '../../../../shared/address.ts';
import { FakeClock } from '../../../world/fake-clock.ts';

export type Behaviour = 'endpoint-independent' | 'address-dependent' | 'address-and-port-dependent';

export interface SimulatedNat {
  readonly mapping: Behaviour;
  readonly filtering: Behaviour;
  readonly hairpinning: boolean;
  readonly keepsPorts: boolean;
}

export interface SimulatedServer {
  readonly address: string;
  readonly port: number;
  /** What it offers in OTHER-ADDRESS. */
  readonly other?: Endpoint;
  /** ignores: answers from where it was asked; drops: doesn't answer at all; refuses: 420. */
  readonly changeRequests?: 'honours' | 'ignores' | 'drops' | 'refuses';
  /** The endpoints of it at which nobody listens and from which nothing gets out. */
  readonly dead?: readonly Endpoint[];
}

export interface World {
  readonly nat: SimulatedNat;
  readonly servers: readonly SimulatedServer[];
  /** One way, in ms. */
  readonly delayMs: number;
  /** Decides for each datagram on each leg whether it is lost. */
  readonly loses: () => boolean;
  /** Addresses that the system refuses to send to, and its reason. */
  readonly refused?: ReadonlyMap<string, string>;
}

export const PUBLIC_ADDRESS = '198.51.100.7';
/** Longer than any budget. */
const SETTLES_WITHIN_MS = 60_000;
export const LOCAL_PORT = 40_000;

interface Mapping {
  readonly localPort: number;
  readonly port: number;
  /** Whom the inside has sent to through it. */
  readonly asked: Endpoint[];
}

export class SimulatedInternet {
  readonly clock = new FakeClock();
  /** Datagrams that the machine has sent. */
  sent = 0;
  readonly #world: World;
  readonly #mappings = new Map<string, Mapping>();
  readonly #sockets = new Map<number, UdpOptions['onDatagram']>();
  /** Ports that let everybody in, by the local port that they lead to. */
  readonly #granted = new Map<number, number>();
  #ids = 0;

  constructor(world: World) {
    this.#world = world;
  }

  outside(more: Partial<Outside> = {}): Outside {
    return {
      openUdp: async ({ port, onDatagram }) => {
        const localPort = port === 0 ? this.#freePort() : port;
        this.#sockets.set(localPort, onDatagram);
        return {
          port: localPort,
          send: (datagram, to, onSent) => {
            const refusal = this.#world.refused?.get(to.address) ?? null;
            this.#leave(localPort, datagram, to);
            onSent?.(refusal);
          },
          close: () => this.#sockets.delete(localPort),
        };
      },
      lookup: async (host) => host,
      connects: async () => false,
      provesItself: async () => false,
      refuses: async () => false,
      read: async () => null,
      looksLikePortal: async () => 'unknown',
      dateOf: async () => null,
      ...more,
    };
  }

  readonly random = (length: number): Uint8Array => {
    const bytes = new Uint8Array(length);
    new DataView(bytes.buffer).setUint32(0, ++this.#ids);
    return bytes;
  };

  /** Opens a port of the router for a local one: by the same number what is sent from there leaves. */
  grant(localPort: number, port = localPort): void {
    this.#granted.set(localPort, port);
  }

  /** Lets time pass until the promise is settled. */
  async settle<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const limitMs = this.clock.now() + SETTLES_WITHIN_MS;
    const done = promise.finally(() => {
      settled = true;
    });
    while (!settled) {
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      if (!settled) this.clock.advance(5);
      if (this.clock.now() > limitMs) throw new Error('it never settles');
    }
    return done;
  }

  #freePort(): number {
    let port = LOCAL_PORT + 1000;
    while (this.#sockets.has(port)) port++;
    return port;
  }

  #leave(localPort: number, datagram: Uint8Array, to: Endpoint): void {
    this.sent++;
    const mapping = this.#map(localPort, to);
    mapping.asked.push(to);
    const from = { address: PUBLIC_ADDRESS, port: mapping.port };
    if (to.address === PUBLIC_ADDRESS) {
      if (this.#world.nat.hairpinning) this.#carry(() => this.#enter(datagram, from, to.port));
      return;
    }
    for (const server of this.#world.servers) {
      if (this.#listens(server, to)) this.#carry(() => this.#answer(server, datagram, from, to));
    }
  }

  #map(localPort: number, to: Endpoint): Mapping {
    const { mapping: behaviour, keepsPorts } = this.#world.nat;
    const part = { 'endpoint-independent': '', 'address-dependent': to.address }[behaviour as string];
    const key = `${localPort} ${part ?? formatEndpoint(to)}`;
    const known = this.#mappings.get(key);
    if (known !== undefined) return known;
    const free =
      behaviour === 'endpoint-independent' && keepsPorts ? localPort : 50_000 + this.#mappings.size;
    const mapping = { localPort, port: free, asked: [] };
    this.#mappings.set(key, mapping);
    return mapping;
  }

  #listens({ address, port, other, dead = [] }: SimulatedServer, to: Endpoint): boolean {
    if (dead.some((endpoint) => formatEndpoint(endpoint) === formatEndpoint(to))) return false;
    const addresses = [address, other?.address];
    const ports = [port, other?.port];
    return addresses.includes(to.address) && ports.includes(to.port);
  }

  #answer(server: SimulatedServer, datagram: Uint8Array, source: Endpoint, at: Endpoint): void {
    const request = stun.decode(Buffer.from(datagram));
    const flags = Number(request.getAttribute(3)?.value ?? 0);
    const { changeRequests = 'honours', other } = server;
    if (flags !== 0 && changeRequests === 'drops') return;
    const refused = flags !== 0 && changeRequests === 'refuses';
    const answer = stun.createMessage(refused ? 0x0111 : 0x0101, request.transactionId);
    if (refused) answer.addAttribute(9, 420, 'Unknown Attribute');
    else answer.addAttribute(0x20, source.address, source.port);
    if (other !== undefined && !refused) answer.addAttribute(0x802c, other.address, other.port);
    const moves = changeRequests === 'honours' && other !== undefined ? flags : 0;
    const from = {
      address: (moves & 4) > 0 ? (other?.address ?? '') : at.address,
      port: (moves & 2) > 0 ? (other?.port ?? 0) : at.port,
    };
    if (this.#listens(server, from)) this.#carry(() => this.#enter(stun.encode(answer), from, source.port));
  }

  #enter(datagram: Uint8Array, from: Endpoint, port: number): void {
    const granted = [...this.#granted].find(([, external]) => external === port);
    if (granted !== undefined) {
      this.#sockets.get(granted[0])?.(datagram, from);
      return;
    }
    const mapping = [...this.#mappings.values()].find((candidate) => candidate.port === port);
    if (mapping === undefined || !this.#passes(mapping, from)) return;
    this.#sockets.get(mapping.localPort)?.(datagram, from);
  }

  #passes({ asked }: Mapping, from: Endpoint): boolean {
    const { filtering } = this.#world.nat;
    if (filtering === 'endpoint-independent') return true;
    const near = asked.filter(({ address }) => address === from.address);
    return filtering === 'address-dependent' ? near.length > 0 : near.some(({ port }) => port === from.port);
  }

  #carry(arrive: () => void): void {
    if (!this.#world.loses()) this.clock.after(this.#world.delayMs, arrive);
  }
}
