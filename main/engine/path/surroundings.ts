/**
 * Explores the network around us for as long as a party lasts: how the NAT filters, and whether the router grants a
 * port. Nobody waits for it; what it finds trickles to the others through the gatherer.
 */
import { randomBytes } from 'node:crypto';
import type { NatReport } from '../../../shared/model/nat-report.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log/log.ts';
import { discoverBehaviour } from '../nat/discover-behaviour.ts';
import type { PortMapping } from '../nat/port-mapping/held-mapping.ts';
import { openPortMapping } from '../nat/port-mapping/open-port-mapping.ts';
import { watchNetwork } from '../nat/watch-network.ts';
import type { Gatherer } from './gatherer.ts';

export interface SurroundingsOptions {
  readonly gatherer: Pick<Gatherer, 'setFiltering' | 'setMapped'>;
  /** `host:port` of STUN servers, the relay's own first. */
  stunServers(): readonly string[];
  /** Whether the router may be asked for a port. */
  readonly mapsPort: boolean;
  readonly clock: Clock;
  readonly log: Log;
  onReport(report: NatReport): void;
}

/** The first links come first; and after a change, addresses settle. */
const START_AFTER_MS = 1500;
const BUDGET_MS = 5000;
const LEASE_SECONDS = 3600;

export class Surroundings {
  readonly #options: SurroundingsOptions;
  #port = 0;
  #mapping: PortMapping | null = null;
  /** One after the other, so that none is opened that nobody closes. */
  #mappingWork: Promise<void> = Promise.resolve();
  #cancel = (): void => undefined;
  #stopWatching = (): void => undefined;
  #closed = false;

  constructor(options: SurroundingsOptions) {
    this.#options = options;
  }

  /** Begins once WireGuard listens. @param port - its UDP port. */
  start(port: number): void {
    this.#port = port;
    this.#stopWatching();
    this.#stopWatching = watchNetwork({ clock: this.#options.clock, onChange: () => this.#exploreSoon() });
    this.#exploreSoon();
  }

  /** Ends the watch, and deletes the mapping on the router. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopWatching();
    this.#cancel();
    await this.#mappingWork;
    await this.#mapping?.close();
    this.#mapping = null;
  }

  #exploreSoon(): void {
    this.#cancel();
    this.#cancel = this.#options.clock.after(START_AFTER_MS, () => {
      void this.#discover();
      if (this.#options.mapsPort) this.#mappingWork = this.#mappingWork.then(() => this.#mapPort());
    });
  }

  async #discover(): Promise<void> {
    const { clock, log, gatherer } = this.#options;
    const report = await discoverBehaviour({
      servers: this.#options.stunServers(),
      budgetMs: BUDGET_MS,
      clock,
      random: randomBytes,
      log,
    });
    if (this.#closed) return;
    gatherer.setFiltering(report.filtering);
    this.#options.onReport(report);
  }

  /** The mapping looks after its lease; a changed network may mean another router, or another address of ours. */
  async #mapPort(): Promise<void> {
    if (this.#closed) return;
    const { clock, log, gatherer } = this.#options;
    if (this.#mapping !== null) {
      gatherer.setMapped(null);
      await this.#mapping.close();
    }
    const opened = await openPortMapping({
      internalPort: this.#port,
      description: 'LANrage',
      leaseSeconds: LEASE_SECONDS,
      clock,
      random: randomBytes,
      log,
    });
    this.#mapping = opened.ok ? opened.value : null;
    if (!opened.ok) {
      log.debug('no port mapping', { fault: opened.fault });
      return;
    }
    const mapping = opened.value;
    gatherer.setMapped(mapping.external);
    mapping.onChange((change) => gatherer.setMapped(change.kind === 'lost' ? null : change.external));
  }
}
