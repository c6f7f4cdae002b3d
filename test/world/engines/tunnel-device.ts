/** One WireGuard interface of a computer, with its address and what is sent through it. */

import { contains, type Endpoint, formatEndpoint, parseIpv4, type Subnet } from '../../../shared/address.ts';
import type { PeerConfig, PeerStatus } from '../../../shared/helper/verbs.ts';
import { ModelWireguard } from '../wireguard.ts';
import type { World } from '../world.ts';
import type { BoundSocket, Receive } from './bound-socket.ts';
import { cutInner, decodeInner, encodeInner, JoinedPieces } from './inner-packet.ts';
import { endpointOf } from './internet.ts';
import { WireCodec } from './wire-codec.ts';

const REKEY_AFTER_MS = 120_000;

/** The computer, as a tunnel on it uses it. */
export interface TunnelHost {
  readonly world: World;
  /** Its wall clock. */
  date(): Date;
  bind(address: string | null, port: number, receive: Receive): BoundSocket | string;
  unbind(socket: BoundSocket): void;
  send(socket: BoundSocket, datagram: Uint8Array, to: Endpoint): string | null;
  deliver(datagram: Uint8Array, from: Endpoint, to: Endpoint): void;
  forgetTunnel(name: string): void;
}

export class TunnelDevice {
  readonly name: string;
  readonly wireguard: ModelWireguard;
  readonly #host: TunnelHost;
  readonly #codec: WireCodec;
  readonly #pieces = new JoinedPieces();
  /** Its address in the party; empty: none yet. */
  address = '';
  mtu = 1420;
  /** By member, what packets to it are kept to: larger ones go in pieces. */
  readonly limits = new Map<string, number>();
  /** What somebody took away. */
  readonly lacks = new Set<'link' | 'address' | 'route'>();
  #subnet: Subnet | null = null;
  #socket: BoundSocket | null = null;

  /** @param privateKey - base64. */
  constructor(host: TunnelHost, name: string, privateKey: string) {
    const { world } = host;
    this.#host = host;
    this.name = name;
    this.#codec = new WireCodec(privateKey);
    this.wireguard = new ModelWireguard(world, this.#codec.publicKey, REKEY_AFTER_MS, {
      transmit: (packet, to) => this.#transmit(this.#codec.encode(packet), endpointOf(to)),
      deliver: (payload, from) => this.#deliver(payload as Uint8Array, from),
      wallMs: () => host.date().getTime(),
    });
  }

  get publicKey(): string {
    return this.wireguard.ownKey;
  }

  get port(): number {
    return this.#socket?.port ?? 0;
  }

  get subnet(): Subnet | null {
    return this.#subnet;
  }

  /** @param port - 0: any, or the one that it has. @returns false: another program has it. */
  listen(port: number): boolean {
    if (this.#socket !== null && (port === 0 || port === this.port)) return true;
    const socket = this.#host.bind(null, port, (datagram, from) => {
      const packet = this.#codec.decode(datagram);
      if (packet !== null && !this.lacks.has('link')) this.wireguard.receive(packet, formatEndpoint(from));
    });
    if (typeof socket === 'string') return false;
    if (this.#socket !== null) this.#host.unbind(this.#socket);
    this.#socket = socket;
    return true;
  }

  /** Whether it has its address, and is up. */
  get isThere(): boolean {
    return !this.lacks.has('link') && !this.lacks.has('address');
  }

  /** @param network - e.g. `10.66.0.1/16`. */
  setAddress(network: string): void {
    this.lacks.delete('address');
    this.lacks.delete('route');
    this.address = network.split('/')[0] ?? '';
    const [base, prefix] = [parseIpv4(this.address) ?? 0, Number(network.split('/')[1])];
    const size = 2 ** (32 - prefix);
    this.#subnet = { base: Math.floor(base / size) * size, prefix };
  }

  setPeers(peers: readonly PeerConfig[]): void {
    this.wireguard.setPeers(peers);
  }

  removePeers(keys: readonly string[]): void {
    for (const key of keys) this.wireguard.removePeer(key);
  }

  peers(): PeerStatus[] {
    return this.wireguard.status();
  }

  /** The system takes it away. */
  remove(): void {
    this.wireguard.clear();
    if (this.#socket !== null) this.#host.unbind(this.#socket);
    this.#socket = null;
    this.#host.forgetTunnel(this.name);
  }

  leadsTo(address: string): boolean {
    return this.lacks.size === 0 && this.#subnet !== null && contains(this.#subnet, parseIpv4(address) ?? 0);
  }

  /** @returns the system's name of why it went nowhere; null: it is on its way. */
  send(datagram: Uint8Array, from: Endpoint, to: Endpoint): string | null {
    if (to.address === this.address) {
      const bytes = Uint8Array.from(datagram);
      this.#host.world.after(0, () => this.#host.deliver(bytes, from, to));
      return null;
    }
    const packet = encodeInner({ from, to, datagram });
    const peer = this.peers().find(({ allowedIps }) => allowedIps.includes(`${to.address}/32`));
    if (peer === undefined) return 'ENOKEY';
    const most = Math.min(this.mtu, this.limits.get(to.address) ?? this.mtu);
    for (const piece of cutInner(packet, most)) this.wireguard.send(peer.publicKey, piece);
    return null;
  }

  #transmit(datagram: Uint8Array, to: Endpoint): void {
    if (this.#socket !== null && !this.lacks.has('link')) this.#host.send(this.#socket, datagram, to);
  }

  /** Only what this peer may send comes out. */
  #deliver(payload: Uint8Array, key: string): void {
    const packet = this.#pieces.join(payload);
    if (packet === null) return;
    const { from, to, datagram } = decodeInner(packet);
    const peer = this.peers().find(({ publicKey }) => publicKey === key);
    if (peer?.allowedIps.includes(`${from.address}/32`) !== true || to.address !== this.address) return;
    if (!this.isThere) return;
    this.#host.deliver(datagram, from, to);
  }
}
