/** Ports of the servers in this machine, opened on the router for as long as they run, so that friends elsewhere can join. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log/log.ts';
import type { PortMapping } from '../nat/port-mapping/held-mapping.ts';
import type { Transport } from '../nat/port-mapping/mapper.ts';
import { openPortMapping } from '../nat/port-mapping/open-port-mapping.ts';
import { watchNetwork } from '../nat/watch-network.ts';

/** What shall be reached from outside. */
export interface WantedPort {
  readonly name: string;
  readonly transport: Transport;
  readonly port: number;
}

export interface RouterPortsOptions {
  /** In order of need: without the first, the others are of no use. */
  readonly wanted: readonly [WantedPort, ...WantedPort[]];
  /** Something is reached elsewhere now, or no more. */
  onChange(): void;
  readonly clock: Clock;
  readonly log: Log;
  /** Others in tests only. */
  readonly mapPort?: typeof openPortMapping;
  readonly watch?: typeof watchNetwork;
}

const LEASE_SECONDS = 3_600;
/** After a change, addresses settle. */
const SETTLE_MS = 1_500;

export class RouterPorts {
  readonly #options: RouterPortsOptions;
  readonly #held = new Map<string, PortMapping>();
  readonly #lost = new Set<string>();
  /** One after the other, so that none is opened that nobody closes. */
  #work: Promise<void>;
  #closed = false;
  #cancel = (): void => undefined;
  readonly #stopWatching: () => void;

  /** Asks the router at once. */
  constructor(options: RouterPortsOptions) {
    this.#options = options;
    const { clock, watch = watchNetwork } = options;
    this.#stopWatching = watch({
      clock,
      onChange: (change) => {
        if (change !== 'clock') this.#againSoon();
      },
    });
    this.#work = this.#openAll();
  }

  /** Settles once the router has been asked for all. */
  get asked(): Promise<void> {
    return this.#work;
  }

  /** `address:port` at which the Internet reaches a wanted port; null: it doesn't. */
  external(name: string): string | null {
    return this.#lost.has(name) ? null : (this.#held.get(name)?.external ?? null);
  }

  /** Takes everything off the router. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopWatching();
    this.#cancel();
    await this.#work;
    await this.#closeAll();
  }

  /** A changed network may mean another router, or another address of ours. */
  #againSoon(): void {
    this.#cancel();
    this.#cancel = this.#options.clock.after(SETTLE_MS, () => {
      this.#work = this.#work.then(async () => {
        await this.#closeAll();
        await this.#openAll();
        this.#options.onChange();
      });
    });
  }

  async #openAll(): Promise<void> {
    const [first, ...others] = this.#options.wanted;
    if (this.#closed || !(await this.#open(first))) return;
    await Promise.all(others.map((wanted) => this.#open(wanted)));
    this.#options.onChange();
  }

  async #open({ name, transport, port }: WantedPort): Promise<boolean> {
    const { clock, log, onChange, mapPort = openPortMapping } = this.#options;
    const description = `LANrage ${name}`;
    const terms = { internalPort: port, transport, description, leaseSeconds: LEASE_SECONDS };
    const opened = await mapPort({ ...terms, clock, random: randomBytes, log });
    if (!opened.ok) {
      log.info('a port is not opened on the router', { port: name, fault: opened.fault });
      return false;
    }
    this.#held.set(name, opened.value);
    opened.value.onChange(({ kind }) => {
      if (kind === 'lost') this.#lost.add(name);
      else this.#lost.delete(name);
      onChange();
    });
    return true;
  }

  async #closeAll(): Promise<void> {
    const held = [...this.#held.values()];
    this.#held.clear();
    this.#lost.clear();
    await Promise.all(held.map((mapping) => mapping.close()));
  }
}
