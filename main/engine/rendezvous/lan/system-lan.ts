/**
 * The LAN as this machine has it. A call goes to a group and as a broadcast: switches that look into IGMP drop the one where
 * nobody asks for members, and some access points the other.
 */
import { createSocket, type Socket } from 'node:dgram';
import { contains, type Endpoint, formatIpv4, parseIpv4, type Subnet } from '../../../../shared/address.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Machine } from '../../machine/machine.ts';
import { addressedNetworks } from '../../machine/own-networks.ts';
import type { LanSocket, OpenLan } from './lan-socket.ts';

/** RFC 2365 §6.1: never leaves a site. */
const GROUP = '239.255.86.70';
export const LAN_PORT = 8670;
/** Networks come and go. */
const REFRESH_MS = 30_000;

type Interfaces = Pick<Machine, 'interfaces'>;

interface Sender {
  readonly socket: Socket;
  readonly broadcast: string;
}

export function systemLan(machine: Interfaces, clock: Clock, port = LAN_PORT): OpenLan {
  return async (onDatagram) => {
    const listener = createSocket({ type: 'udp4', reuseAddr: true });
    listener.unref();
    const isBound = await bound(listener, { port });
    if (!isBound) return null;
    return new SystemLan(machine, clock, port, listener, onDatagram);
  };
}

class SystemLan implements LanSocket {
  readonly #machine: Interfaces;
  readonly #clock: Clock;
  readonly #port: number;
  readonly #listener: Socket;
  readonly #heard: (datagram: Uint8Array, from: Endpoint) => void;
  /** Own address → what sends from there. */
  readonly #senders = new Map<string, Sender>();
  #networks: readonly Subnet[] = [];
  #isOpen = true;
  #cancel: () => void = () => undefined;

  constructor(
    machine: Interfaces,
    clock: Clock,
    port: number,
    listener: Socket,
    onDatagram: (datagram: Uint8Array, from: Endpoint) => void,
  ) {
    this.#machine = machine;
    this.#clock = clock;
    this.#port = port;
    this.#listener = listener;
    this.#heard = (datagram, from) => {
      const address = parseIpv4(from.address);
      const isNear = address !== null && this.#networks.some((network) => contains(network, address));
      if (this.#isOpen && isNear) onDatagram(datagram, { address: from.address, port: from.port });
    };
    listener.on('message', this.#heard);
    this.#refresh();
  }

  call(datagram: Uint8Array): void {
    for (const { socket, broadcast } of this.#senders.values()) {
      for (const to of [GROUP, broadcast])
        this.#sendFrom(socket, datagram, { address: to, port: this.#port });
    }
  }

  send(datagram: Uint8Array, to: Endpoint): void {
    this.#sendFrom(this.#listener, datagram, to);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#cancel();
    this.#listener.close();
    for (const { socket } of this.#senders.values()) socket.close();
  }

  #sendFrom(socket: Socket, datagram: Uint8Array, to: Endpoint): void {
    // A network that has just gone shows as silence.
    if (this.#isOpen) socket.send(datagram, to.port, to.address, () => undefined);
  }

  #refresh(): void {
    const { addresses, networks } = ownIpv4(this.#machine);
    this.#networks = networks;
    for (const [address, { socket }] of this.#senders) {
      if (addresses.has(address)) continue;
      socket.close();
      this.#senders.delete(address);
    }
    for (const [address, broadcast] of addresses) {
      if (!this.#senders.has(address)) void this.#addSender(address, broadcast);
    }
    this.#cancel = this.#clock.after(REFRESH_MS, () => this.#refresh());
  }

  async #addSender(address: string, broadcast: string): Promise<void> {
    const socket = createSocket({
      type: 'udp4',
      lookup: (host, _options, callback) => callback(null, host, 4),
    });
    socket.unref();
    // Answers to calls come here.
    socket.on('message', this.#heard);
    this.#senders.set(address, { socket, broadcast });
    // Closed meanwhile, with all the others.
    if (!(await bound(socket, { port: 0, address }))) this.#senders.delete(address);
    if (!this.#senders.has(address) || !this.#isOpen) return;
    try {
      socket.setBroadcast(true);
      socket.setMulticastInterface(address);
      socket.setMulticastTTL(1);
      this.#listener.addMembership(GROUP, address);
    } catch {
      // An interface without multicast, or one that has just gone: broadcasts may still do.
      return;
    }
  }
}

/** Own addresses with their networks' broadcast addresses, without those of our own tunnels. */
function ownIpv4(machine: Interfaces): { addresses: Map<string, string>; networks: Subnet[] } {
  const interfaces = machine.interfaces();
  const networks = addressedNetworks(interfaces).map(({ subnet }) => subnet);
  const all = Object.values(interfaces).flatMap((list) => list ?? []);
  const addresses = new Map<string, string>();
  for (const { address, family, internal } of all) {
    const value = family === 'IPv4' && !internal ? parseIpv4(address) : null;
    const network = value === null ? undefined : networks.find((one) => contains(one, value));
    if (network === undefined) continue;
    const hosts = 2 ** (32 - network.prefix) - 1;
    addresses.set(address, formatIpv4(network.base + hosts));
  }
  return { addresses, networks };
}

function bound(socket: Socket, options: { port: number; address?: string }): Promise<boolean> {
  return new Promise((resolve) => {
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind(options, () => {
      socket.removeAllListeners('error');
      socket.on('error', () => undefined);
      resolve(true);
    });
  });
}
