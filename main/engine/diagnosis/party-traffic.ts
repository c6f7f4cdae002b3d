/** The socket of test traffic, on whatever address the party gives us. */
import type { Snapshot } from '../../../shared/model/snapshot.ts';
import type { Log } from '../../base/log/log.ts';
import { type InboundBothEnds, judgeInbound } from '../link-test/look-inbound.ts';
import { type OpenedTraffic, openTraffic } from '../link-test/traffic-socket.ts';
import type { Ports } from '../ports.ts';

export interface PartyTrafficOptions {
  readonly ports: Pick<Ports, 'clock' | 'random' | 'outside'>;
  readonly log: Log;
  snapshot(): Snapshot;
  /** Whether our person lets friends test the link to us. */
  mayServe(): boolean;
}

export class PartyTraffic {
  readonly #options: PartyTrafficOptions;
  /** Where it is open, or was tried in vain. */
  #address: string | null = null;
  #traffic: OpenedTraffic | null = null;
  #work: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: PartyTrafficOptions) {
    this.#options = options;
  }

  get traffic(): OpenedTraffic | null {
    return this.#traffic;
  }

  /** Whether the firewalls at a member's and here let in what nobody asked for. */
  async lookInbound(address: string, signal: AbortSignal): Promise<InboundBothEnds> {
    const knocked = (await this.#traffic?.knock(address, signal)) ?? null;
    return judgeInbound(knocked, address, this.#options.ports.outside);
  }

  /** Moves to our address in the party; null: we are in none. */
  follow(address: string | null): void {
    this.#work = this.#work.then(() => this.#follow(address));
  }

  close(): void {
    this.#closed = true;
    this.#traffic?.close();
    this.#traffic = null;
  }

  async #follow(address: string | null): Promise<void> {
    const { ports, log, snapshot, mayServe } = this.#options;
    if (this.#closed || address === this.#address) return;
    this.#traffic?.close();
    this.#traffic = null;
    this.#address = address;
    if (address === null) return;
    const isMember = (from: string): boolean =>
      snapshot().party?.peers.some((peer) => peer.address === from) ?? false;
    const { clock, random, outside } = ports;
    const means = { openUdp: outside.openUdp, clock, random: random.bytes };
    const opened = await openTraffic(address, { ...means, isMember, mayServe });
    if (!opened.ok) log.warn('tests with members are not possible', { fault: opened.fault });
    else if (this.#closed) opened.value.close();
    else this.#traffic = opened.value;
  }
}
