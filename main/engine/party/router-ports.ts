/** Ports of the servers in this machine, opened on the router for as long as they run, so that friends elsewhere can join. */
import type { Fault } from '../../../shared/faults/fault.ts';
import type { InvitingFacts } from '../../../shared/model/inviting.ts';
import type { Log } from '../../base/log/log.ts';
import type { PortMapping } from '../nat/port-mapping/held-mapping.ts';
import type { Transport } from '../nat/port-mapping/mapper.ts';
import type { Ports } from '../ports.ts';

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
  readonly ports: Pick<Ports, 'clock' | 'random' | 'mapPort'>;
  readonly log: Log;
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
  #isAsking = true;
  /** Why the first of them is not opened. */
  #fault: Fault | null = null;
  #cancel = (): void => undefined;

  /** Asks the router at once. */
  constructor(options: RouterPortsOptions) {
    this.#options = options;
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

  /** How it stands with the first of them, without which the others are of no use. */
  get state(): InvitingFacts['router'] {
    const external = this.external(this.#options.wanted[0].name);
    if (external !== null) return { state: 'held', external, fault: null };
    return { state: this.#isAsking ? 'asking' : 'none', external: null, fault: this.#fault };
  }

  /** Asks the router again for what it does not grant, e.g. after somebody changed its settings. */
  async askAgain(): Promise<void> {
    if (this.state.state === 'held' || this.#closed) return this.#work;
    this.#work = this.#work.then(() => this.#startOver());
    return this.#work;
  }

  /** Takes everything off the router. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.#work;
    await this.#closeAll();
  }

  /** This machine's network is another one, or it was asleep: that may mean another router, or another address. */
  networkChanged(): void {
    if (this.#closed) return;
    this.#cancel();
    this.#cancel = this.#options.ports.clock.after(SETTLE_MS, () => {
      this.#work = this.#work.then(() => this.#startOver());
    });
  }

  async #startOver(): Promise<void> {
    this.#isAsking = true;
    this.#options.onChange();
    await this.#closeAll();
    await this.#openAll();
  }

  async #openAll(): Promise<void> {
    const [first, ...others] = this.#options.wanted;
    if (this.#closed) return;
    this.#fault = null;
    if (await this.#open(first)) await Promise.all(others.map((wanted) => this.#open(wanted)));
    this.#isAsking = false;
    this.#options.onChange();
  }

  async #open({ name, transport, port }: WantedPort): Promise<boolean> {
    const { ports, log, onChange } = this.#options;
    const description = `LANrage ${name}`;
    const terms = { internalPort: port, transport, description, leaseSeconds: LEASE_SECONDS };
    const opened = await ports.mapPort({ ...terms, clock: ports.clock, random: ports.random.bytes, log });
    if (!opened.ok) {
      log.info('a port is not opened on the router', { port: name, fault: opened.fault });
      if (name === this.#options.wanted[0].name) this.#fault = opened.fault;
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
