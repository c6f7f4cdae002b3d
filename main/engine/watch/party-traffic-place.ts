/** The socket of test traffic, on whatever address the party gives us. */
import { randomBytes } from 'node:crypto';
import type { Snapshot } from '../../../shared/model/snapshot.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log/log.ts';
import type { Traffic } from '../trial/traffic.ts';
import { openTraffic } from '../trial/traffic-socket.ts';

export interface PlaceOptions {
  readonly clock: Clock;
  readonly log: Log;
  snapshot(): Snapshot;
  /** Whether our person lets friends test the link to us. */
  mayServe(): boolean;
}

export class PartyTrafficPlace {
  readonly #options: PlaceOptions;
  /** Where it is open, or was tried in vain: it is not tried there again. */
  #address: string | null = null;
  #traffic: Traffic | null = null;
  #work: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: PlaceOptions) {
    this.#options = options;
  }

  get traffic(): Traffic | null {
    return this.#traffic;
  }

  /** Moves to the address that we have in the party now; closes without one. */
  follow(): Promise<void> {
    this.#work = this.#work.then(() => this.#follow());
    return this.#work;
  }

  close(): void {
    this.#closed = true;
    this.#traffic?.close();
    this.#traffic = null;
  }

  async #follow(): Promise<void> {
    const { clock, log, snapshot, mayServe } = this.#options;
    const address = snapshot().party?.self.address || null;
    if (this.#closed || address === this.#address) return;
    this.#traffic?.close();
    this.#traffic = null;
    this.#address = address;
    if (address === null) return;
    const isMember = (from: string): boolean =>
      snapshot().party?.peers.some((peer) => peer.address === from) ?? false;
    const opened = await openTraffic(address, { clock, random: randomBytes, isMember, mayServe });
    if (!opened.ok) log.warn('tests with members are not possible', { fault: opened.fault });
    else if (this.#closed) opened.value.close();
    else this.#traffic = opened.value;
  }
}
