/**
 * Whether a member's machine, and ours, let in what they did not ask for. Firewalls know answers by their ports, so that
 * the tunnel's echo, which goes from one fixed port to another, passes those that let in nothing. A knock comes from a port
 * that was never used before, and asks for one from the other side.
 */
import type { Endpoint } from '../../../shared/address.ts';
import type { Clock } from '../../base/clock.ts';
import type { OpenUdp, UdpSocket } from '../../base/udp.ts';
import { ServingLimits } from './serving-limits.ts';
import { decodeTraffic, encodeTraffic, TRAFFIC_PORT, type TrafficPacket } from './traffic-packet.ts';

/** What became of a knock. */
export interface Knocked {
  /** The member's machine let it in. */
  readonly heard: boolean;
  /** Ours let in the member's. */
  readonly back: boolean;
}

export interface KnockingOptions {
  readonly openUdp: OpenUdp;
  /** Ours within the party. */
  readonly address: string;
  readonly clock: Clock;
  readonly random: (bytes: number) => Uint8Array;
  /** Whether that address belongs to a member of the party other than us. */
  isMember(address: string): boolean;
  /** Sends from the port of test traffic. */
  send(bytes: Uint8Array, to: Endpoint): void;
}

/** Lossy lines lose one or two, hardly ever all. */
const KNOCKS = 5;
const KNOCK_EVERY_MS = 400;

export class Knocking {
  readonly #options: KnockingOptions;
  readonly #limits = new ServingLimits();
  /** By token: whom we asked, and what to do when it knocks. */
  readonly #asked = new Map<bigint, { readonly to: string; readonly onBack: () => void }>();

  constructor(options: KnockingOptions) {
    this.#options = options;
  }

  /** Takes 2 s where anything stays away. Null: no port is to be had. */
  async knock(to: string, signal: AbortSignal): Promise<Knocked | null> {
    const { clock, random } = this.#options;
    const bytes = random(8);
    const token = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0);
    const knocked = { heard: false, back: false };
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const look = (): void => {
      if (knocked.heard && knocked.back) end();
    };
    const socket = await this.#openFresh((datagram, from) => {
      const packet = decodeTraffic(datagram);
      if (packet?.kind !== 'heard' || packet.token !== token || from.address !== to) return;
      knocked.heard = true;
      look();
    });
    if (socket === null) return null;
    const onBack = (): void => {
      knocked.back = true;
      look();
    };
    this.#asked.set(token, { to, onBack });
    signal.addEventListener('abort', () => end(), { once: true });
    let cancel = (): void => undefined;
    const ask = (left: number): void => {
      if (left === 0) {
        end();
        return;
      }
      socket.send(encode('knock', token), { address: to, port: TRAFFIC_PORT });
      cancel = clock.after(KNOCK_EVERY_MS, () => ask(left - 1));
    };
    ask(KNOCKS);
    await ended;
    cancel();
    this.#asked.delete(token);
    socket.close();
    return knocked;
  }

  /** What came to the port of test traffic from another port than that. */
  receive(from: Endpoint, datagram: Uint8Array): void {
    const { isMember, clock, send } = this.#options;
    const packet = isMember(from.address) ? decodeTraffic(datagram) : null;
    if (packet?.kind === 'knock-back') {
      const asked = this.#asked.get(packet.token);
      if (asked?.to === from.address) asked.onBack();
    }
    if (packet?.kind !== 'knock' || !this.#limits.mayAsk(from.address, clock.now())) return;
    send(encode('heard', packet.token), from);
    void this.#knockBack(from.address, packet.token);
  }

  async #knockBack(address: string, token: bigint): Promise<void> {
    const socket = await this.#openFresh(() => undefined);
    socket?.send(encode('knock-back', token), { address, port: TRAFFIC_PORT }, () => socket.close());
  }

  async #openFresh(onDatagram: Parameters<OpenUdp>[0]['onDatagram']): Promise<UdpSocket | null> {
    const { openUdp, address } = this.#options;
    const opened = await openUdp({ family: 4, address, port: 0, onDatagram });
    return 'error' in opened ? null : opened;
  }
}

function encode(
  kind: Extract<TrafficPacket['kind'], 'knock' | 'heard' | 'knock-back'>,
  token: bigint,
): Uint8Array {
  return encodeTraffic({ kind, run: 0, seq: 0, token });
}
