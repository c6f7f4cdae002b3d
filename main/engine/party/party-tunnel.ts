/** The tunnel as one party uses it: the device, its party address, and the echo socket on that address. */
import { formatIpv4, hostAddress } from '../../../shared/address.ts';
import { invariant, ok, type Result } from '../../../shared/result.ts';
import type { CountMessage } from '../../base/count-message.ts';
import type { OpenUdp } from '../../base/udp.ts';
import type { Tunnel } from '../helper/tunnel.ts';
import type { TunnelPlace } from '../machine/tunnel-damage.ts';
import { type EchoPacket, encodeEcho, type SizeProbe } from '../path/link/echo-packet.ts';
import { type EchoListener, EchoSocket } from '../path/run/echo-socket.ts';
import type { Seat } from './own-membership.ts';
import type { PartyEvent } from './party-event.ts';

/** Latency rows, the one thing beside echoes on their port. */
const DATAGRAM = 'matrix.row';

export interface PartyTunnelOptions {
  readonly tunnel: Tunnel;
  readonly openUdp: OpenUdp;
  readonly count: CountMessage;
  tell(event: Extract<PartyEvent, { readonly type: 'echo' | 'told' }>): void;
}

export class PartyTunnel {
  readonly #options: PartyTunnelOptions;
  #echo: EchoSocket | null = null;
  #seat: Seat | null = null;
  /** Two at once would leave the socket of one behind. */
  #sitting: Promise<Result<void>> = Promise.resolve(ok(undefined));

  constructor(options: PartyTunnelOptions) {
    this.#options = options;
  }

  /** What should be there; null before there is an address, and while another one is being set. */
  get place(): TunnelPlace | null {
    const { tunnel } = this.#options;
    if (this.#seat === null || this.#echo === null) return null;
    return { name: tunnel.name, address: this.address, subnet: this.#seat.subnet };
  }

  /** Our address, empty before there is one. */
  get address(): string {
    return this.#seat === null ? '' : addressOf(this.#seat);
  }

  /**
   * Takes our address; again with another one when the server had to give us a new one. The helper, which does one thing after
   * the other, has been asked for it when this returns.
   */
  sit(seat: Seat): Promise<Result<void>> {
    const assigning = this.#options.tunnel.assign(addressOf(seat), seat.subnet.prefix);
    this.#sitting = this.#sitting.then(() => this.#sitDown(seat, assigning));
    return this.#sitting;
  }

  async #sitDown(seat: Seat, assigning: ReturnType<Tunnel['assign']>): Promise<Result<void>> {
    const address = addressOf(seat);
    const { openUdp } = this.#options;
    const assigned = await assigning;
    if (!assigned.ok) return assigned;
    if (this.#echo !== null && this.address === address) return ok(undefined);
    this.#seat = seat;
    this.#echo?.close();
    this.#echo = null;
    const echo = await EchoSocket.open(openUdp, address, this.#listener());
    if (!echo.ok) return echo;
    this.#echo = echo.value;
    return ok(undefined);
  }

  /** Raises the device again with the same address, whatever is gone of the two. */
  async restore(): Promise<Result<{ adopted: boolean }>> {
    const { tunnel } = this.#options;
    const raised = await tunnel.up();
    if (!raised.ok || this.#seat === null) return raised;
    const assigned = await tunnel.assign(this.address, this.#seat.subnet.prefix, true);
    return assigned.ok ? raised : assigned;
  }

  sendEcho(to: string, packet: EchoPacket | SizeProbe): void {
    if (this.#echo === null) return;
    const bytes = encodeEcho(packet);
    this.#options.count(`echo.${packet.kind}`, 'sent', bytes.length);
    this.#echo.send(to, bytes);
  }

  /** Tells a member's engine something that is no echo. */
  sendDatagram(to: string, bytes: Uint8Array): void {
    if (this.#echo !== null) this.#options.count(DATAGRAM, 'sent', bytes.length);
    this.#echo?.send(to, bytes);
  }

  async lower(): Promise<void> {
    await this.#sitting;
    this.#echo?.close();
    this.#echo = null;
    await this.#options.tunnel.down();
  }

  #listener(): EchoListener {
    const { count, tell } = this.#options;
    return {
      onPacket(from, packet, bytes) {
        count(`echo.${packet.kind}`, 'received', bytes);
        tell({ type: 'echo', from, packet });
      },
      onOther(from, bytes) {
        count(DATAGRAM, 'received', bytes.length);
        tell({ type: 'told', from, bytes });
      },
    };
  }
}

function addressOf({ subnet, index }: Seat): string {
  const address = hostAddress(subnet, index);
  invariant(address !== null, `index ${index} lies outside ${formatIpv4(subnet.base)}/${subnet.prefix}`);
  return address;
}
