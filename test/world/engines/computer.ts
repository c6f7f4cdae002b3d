/** One computer: its UDP sockets, its router, the tunnels on it, and who listens for control connections. */
import type { TriedTool } from '../../../main/engine/machine/machine.ts';
import { contains, type Endpoint, formatEndpoint, parseIpv4, parseSubnet } from '../../../shared/address.ts';
import { Listeners } from '../../../shared/listeners.ts';
import { ModelNat, type NatKind } from '../nat.ts';
import type { World } from '../world.ts';
import type { BoundSocket, Receive } from './bound-socket.ts';
import { type Accept, type Attached, endpointOf, type Internet } from './internet.ts';
import type { ModelFirewall } from './model-firewall.ts';
import type { TunnelDevice, TunnelHost } from './tunnel-device.ts';

/** The first that the system gives out, below those that people choose. */
const FIRST_FREE_PORT = 40_000;
/** Each port of a machine may be given as many outside. */
const OUTSIDE_PORTS = 100;
const FIRST_OUTSIDE_PORT = 20_000;
/** IPv4 and UDP. */
const HEADER_BYTES = 28;
/** Of no program: what TCP connections in tunnels consist of. */
export const SEGMENTS = 0;

/** Whom everybody reaches. */
export const PUBLIC: NatKind = { mapping: 'none', filtering: 'endpoint-independent' };

export class Computer implements Attached, TunnelHost {
  readonly name: string;
  readonly internet: Internet;
  readonly nat: NatKind;
  readonly publicAddress: string;
  /** Its own; the public one where no router is in between. */
  readonly address: string;
  /** By name. */
  readonly tunnels = new Map<string, TunnelDevice>();
  /** Who takes control connections, by port. */
  readonly acceptors = new Map<number, Accept>();
  /** What its system calls it. */
  hostName: string;
  /** Takes new ones. */
  isListening = true;
  isOnline = true;
  /** Its router, or a firewall, carries TCP alone. */
  blocksUdp = false;
  /** Its line drops larger IP packets without a word. */
  pathMtu = 1500;
  stallsAbove = Number.POSITIVE_INFINITY;
  /** Of its wall clock, before the true time. */
  clockAheadMs = 0;
  /** Its own: lets in answers alone, and what is opened; null: there is none. */
  firewall: ModelFirewall | null = null;
  /** How running `wg` goes. */
  wgTool: TriedTool = 'works';
  freeBytes = 50e9;
  /** How busy it is with other things, 0–1. */
  cpuRatio = 0.1;
  /** What it is in beside its own: other people's tunnels, by the name of the device, e.g. `10.66.0.9/16`. */
  readonly otherNetworks = new Map<string, string>();
  /** What other people's tunnels take, by the name of the device, e.g. `10.66.0.0/24`. */
  readonly otherRoutes = new Map<string, string>();
  /** Told by the system that an interface, an address or a route changed. */
  readonly networkEvents = new Listeners<void>();
  readonly #sockets = new Set<BoundSocket>();
  readonly #routers = new Map<number, ModelNat>();
  #nextPort = FIRST_FREE_PORT;

  constructor(
    internet: Internet,
    name: string,
    place: { readonly address: string; readonly publicAddress: string; readonly nat: NatKind },
  ) {
    this.internet = internet;
    this.name = name;
    this.hostName = name;
    this.address = place.address;
    this.publicAddress = place.publicAddress;
    this.nat = place.nat;
    internet.connect(this);
  }

  get world(): World {
    return this.internet.world;
  }

  date(): Date {
    return new Date(this.world.date().getTime() + this.clockAheadMs);
  }

  /** @param port - 0: any. @returns what the system calls its refusal. */
  bind(address: string | null, port: number, receive: Receive): BoundSocket | 'EADDRINUSE' | 'EADDRNOTAVAIL' {
    if (address !== null && !this.#has(address)) return 'EADDRNOTAVAIL';
    const bound = { address, port: port === 0 ? this.#nextPort++ : port, receive };
    const isTaken = [...this.#sockets].some(
      (one) =>
        one.port === bound.port && (one.address === null || address === null || one.address === address),
    );
    if (isTaken) return 'EADDRINUSE';
    this.#sockets.add(bound);
    return bound;
  }

  /** Who takes a connection to this port; null: nobody. */
  acceptorAt(port: number): Accept | null {
    return (this.isListening && this.acceptors.get(port)) || null;
  }

  refusesAt(address: string): boolean {
    const tunnel = [...this.tunnels.values()].find((one) => one.address === address);
    return tunnel !== undefined && (this.firewall === null || this.firewall.open.has(tunnel.name));
  }

  unbind(socket: BoundSocket): void {
    this.#sockets.delete(socket);
  }

  isPortFree(port: number): boolean {
    return [...this.#sockets].every((one) => one.port !== port);
  }

  /** @returns the system's name of why it went nowhere; null: it is on its way. */
  send(socket: BoundSocket, datagram: Uint8Array, to: Endpoint): string | null {
    this.firewall?.sent(socket.port, to);
    const tunnel = this.tunnelTo(to.address);
    if (tunnel !== null) return tunnel.send(datagram, { address: tunnel.address, port: socket.port }, to);
    if (to.address.startsWith('127.') || to.address === this.address) {
      const [bytes, from] = [Uint8Array.from(datagram), { address: to.address, port: socket.port }];
      this.world.after(0, () => this.deliver(bytes, from, to));
      return null;
    }
    if (!this.isOnline) return 'ENETUNREACH';
    if (this.blocksUdp || !this.#isSmall(datagram)) return null;
    const source = this.#routerOf(socket.port).send(formatEndpoint(to));
    this.internet.carry(datagram, source, to);
    return null;
  }

  /** What the Internet brings to a public port. */
  arrive(datagram: Uint8Array, source: string, port: number): void {
    if (!this.isOnline || this.blocksUdp || !this.#isSmall(datagram)) return;
    if (this.nat.mapping === 'none' && !this.isPortFree(port)) this.#routerOf(port);
    for (const [inner, router] of this.#routers) {
      if (!router.takes(port, source)) continue;
      this.deliver(datagram, endpointOf(source), { address: this.address, port: inner });
      return;
    }
  }

  holds(wireguardKey: string): boolean {
    return [...this.tunnels.values()].some(({ publicKey }) => publicKey === wireguardKey);
  }

  /** Sends a segment of a connection through a tunnel of ours, if any leads there. */
  sendSegment(segment: Uint8Array, to: string): void {
    const tunnel = this.tunnelTo(to);
    tunnel?.send(segment, { address: tunnel.address, port: SEGMENTS }, { address: to, port: SEGMENTS });
  }

  forgetTunnel(name: string): void {
    this.tunnels.delete(name);
  }

  deliver(datagram: Uint8Array, from: Endpoint, { address, port }: Endpoint): void {
    if (this.firewall?.letsIn(from, port, this.tunnelTo(from.address)?.name ?? null) === false) return;
    if (port === SEGMENTS) this.internet.segments.arrive(datagram);
    const takes = (one: BoundSocket): boolean => one.port === port && (one.address ?? address) === address;
    const socket = [...this.#sockets].find(takes);
    socket?.receive(datagram, from);
  }

  /** Something takes an interface, an address or a route away, or adds one. */
  change(act: (tunnel: TunnelDevice) => void): void {
    for (const tunnel of [...this.tunnels.values()]) act(tunnel);
    this.networkEvents.tell();
  }

  /** The tunnel that takes what is for this address. */
  tunnelTo(address: string): TunnelDevice | null {
    const value = parseIpv4(address) ?? 0;
    const taken = [...this.otherRoutes.values()]
      .map((text) => parseSubnet(text))
      .find((route) => route !== null && contains(route, value));
    const tunnel = this.#tunnelWith(address);
    return taken != null && taken.prefix > (tunnel?.subnet?.prefix ?? 0) ? null : tunnel;
  }

  #tunnelWith(address: string): TunnelDevice | null {
    return [...this.tunnels.values()].find((tunnel) => tunnel.leadsTo(address)) ?? null;
  }

  #isSmall(datagram: Uint8Array): boolean {
    return datagram.length + HEADER_BYTES <= this.pathMtu;
  }

  #has(address: string): boolean {
    const own = [this.address, '127.0.0.1', ...[...this.tunnels.values()].map((tunnel) => tunnel.address)];
    return own.includes(address);
  }

  #routerOf(port: number): ModelNat {
    let router = this.#routers.get(port);
    if (router === undefined) {
      const first = FIRST_OUTSIDE_PORT + OUTSIDE_PORTS * this.#routers.size;
      router = new ModelNat(this.nat, this.publicAddress, port, null, first);
      this.#routers.set(port, router);
    }
    return router;
  }
}
