/** The port of this machine's WireGuard that the router opens to the Internet, through changes of network. */
import type { Clock } from '../../../base/clock.ts';
import type { Log } from '../../../base/log/log.ts';
import type { PortMapping } from '../../nat/port-mapping/held-mapping.ts';
import type { openPortMapping } from '../../nat/port-mapping/open-port-mapping.ts';

export interface RouterPortOptions {
  readonly mapPort: typeof openPortMapping;
  readonly clock: Clock;
  readonly random: (length: number) => Uint8Array;
  readonly log: Log;
  /** `address:port` as the Internet sees it, or none any more. */
  onPort(external: string | null): void;
}

const LEASE_SECONDS = 3600;

export class RouterPort {
  readonly #options: RouterPortOptions;
  #mapping: PortMapping | null = null;
  #external: string | null = null;
  /** One after the other, so that none is opened that nobody closes. */
  #work: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: RouterPortOptions) {
    this.#options = options;
  }

  /** As the Internet sees it; null: none. */
  get external(): string | null {
    return this.#external;
  }

  /** Asks the router of the network that we are in now; what another one granted is given back. */
  open(port: number): Promise<void> {
    this.#work = this.#work.then(() => this.#open(port));
    return this.#work;
  }

  /** Looks after the mapping at once, e.g. after a sleep. */
  async check(): Promise<void> {
    await this.#mapping?.check();
  }

  /** Deletes the mapping on the router. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#work;
    await this.#mapping?.close();
    this.#mapping = null;
  }

  async #open(port: number): Promise<void> {
    if (this.#closed) return;
    const { mapPort, clock, random, log } = this.#options;
    if (this.#mapping !== null) {
      this.#tell(null);
      await this.#mapping.close();
    }
    const opened = await mapPort({
      internalPort: port,
      description: 'LANrage',
      leaseSeconds: LEASE_SECONDS,
      clock,
      random,
      log,
    });
    this.#mapping = opened.ok ? opened.value : null;
    if (!opened.ok) {
      log.debug('no port mapping', { fault: opened.fault });
      return;
    }
    this.#tell(opened.value.external);
    opened.value.onChange((change) => this.#tell(change.kind === 'lost' ? null : change.external));
  }

  #tell(external: string | null): void {
    this.#external = external;
    this.#options.onPort(external);
  }
}
