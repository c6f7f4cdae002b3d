/**
 * Explores the network around us for as long as a party lasts: which addresses we have, how the NAT behaves, and
 * whether the router grants a port. Nobody waits for it; what it finds trickles to the others through the gatherer.
 */
import type { NatReport } from '../../../../shared/model/nat-report.ts';
import type { ServerAddress } from '../../../../shared/stun/server-address.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Log } from '../../../base/log/log.ts';
import type { NetworkChange } from '../../machine/network-changes.ts';
import { discoverBehaviour } from '../../nat/discover-behaviour.ts';
import type { Outside } from '../../nat/outside.ts';
import type { openPortMapping } from '../../nat/port-mapping/open-port-mapping.ts';
import type { Gatherer } from './gatherer.ts';
import { RouterPort } from './router-port.ts';

export interface SurroundingsOptions {
  readonly gatherer: Pick<Gatherer, 'look' | 'setBehaviour' | 'setMapped'>;
  /** `host:port` of STUN servers, the relay's own first. */
  stunServers(): readonly string[];
  /** Tells blocked UDP from no network at all; null: none is known. */
  readonly tcpServer: ServerAddress | null;
  /** Whether the router may be asked for a port. */
  readonly mapsPort: boolean;
  readonly outside: Outside;
  readonly mapPort: typeof openPortMapping;
  readonly clock: Clock;
  readonly random: (length: number) => Uint8Array;
  readonly log: Log;
  /** Something else was found. */
  onChange(): void;
}

/** The first links come first; and after a change, addresses settle. */
const START_AFTER_MS = 1500;
const BUDGET_MS = 5000;
/** What fails again and again is no reason to ask servers all the time. */
const REFRESH_DISTANCE_MS = 60_000;
/** Asked only when nobody answers over UDP; systems ask the same kind of page when they join a network. */
const PORTAL_CHECK_URL = 'http://cp.cloudflare.com/generate_204';

export class Surroundings {
  readonly #options: SurroundingsOptions;
  readonly #router: RouterPort | null;
  #report: NatReport | null = null;
  #discoveredAtMs = Number.NEGATIVE_INFINITY;
  #cancel = (): void => undefined;
  #port = 0;
  #closed = false;

  constructor(options: SurroundingsOptions) {
    this.#options = options;
    const onPort = (external: string | null): void => {
      options.gatherer.setMapped(external);
      options.onChange();
    };
    this.#router = options.mapsPort ? new RouterPort({ ...options, onPort }) : null;
  }

  /** How the NAT behaves, as it was last measured; null: not yet. */
  get report(): NatReport | null {
    return this.#report;
  }

  /** `address:port` that the router granted; null: none. */
  get mappedEndpoint(): string | null {
    return this.#router?.external ?? null;
  }

  /** Begins once WireGuard listens. @param port - its UDP port. */
  start(port: number): void {
    this.#port = port;
    this.#soon(() => {
      void this.#discover();
      void this.#router?.open(port);
    });
  }

  /** All that was tried for a direct path failed: what we believe of our NAT may be wrong by now. */
  refresh(): void {
    const { clock } = this.#options;
    if (clock.now() - this.#discoveredAtMs > REFRESH_DISTANCE_MS) void this.#discover();
  }

  /** This machine's network is another one, or it was asleep. */
  networkChanged(change: Exclude<NetworkChange, 'clock'>): void {
    if (this.#port === 0) return;
    this.#options.gatherer.look();
    this.#soon(() => {
      void this.#discover();
      // Another network may have another router; after a sleep it is the same, which may have restarted.
      void (change === 'addresses' ? this.#router?.open(this.#port) : this.#router?.check());
    });
  }

  /** Deletes the mapping on the router. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.#router?.close();
  }

  #soon(run: () => void): void {
    this.#cancel();
    this.#cancel = this.#options.clock.after(START_AFTER_MS, run);
  }

  async #discover(): Promise<void> {
    const { outside, clock, random, log, gatherer, tcpServer } = this.#options;
    this.#discoveredAtMs = clock.now();
    const report = await discoverBehaviour({
      outside,
      clock,
      random,
      log,
      servers: this.#options.stunServers(),
      budgetMs: BUDGET_MS,
      ...(tcpServer !== null && { tcpServer }),
      portalCheckUrl: PORTAL_CHECK_URL,
    });
    if (this.#closed) return;
    this.#report = report;
    gatherer.setBehaviour(report);
    this.#options.onChange();
  }
}
