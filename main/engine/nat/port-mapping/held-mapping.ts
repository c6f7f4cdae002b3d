/** A mapping that is kept: watched, renewed, made again after the router restarted, and taken off it in the end. */

import { formatEndpoint } from '../../../../shared/address.ts';
import { Listeners } from '../../../../shared/listeners.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Log } from '../../../base/log/log.ts';
import { within } from '../../../base/time.ts';
import { isPublicIpv4 } from '../../machine/public-address.ts';
import type { Grant, Mapper, MappingProtocol } from './mapper.ts';

export type PortMappingChange =
  /** Others reach us at another address or port now, or again. */
  | { readonly kind: 'moved'; readonly external: string }
  /** Nobody reaches us there any more; it is tried again until it is back or closed. */
  | { readonly kind: 'lost' };

/** A port of this machine, open to the Internet through the router until it is closed. */
export interface PortMapping {
  /** `address:port` at which the Internet reaches the port; while lost, where it last was. */
  readonly external: string;
  readonly protocol: MappingProtocol;
  /** In ms of the clock; Infinity for a router that gives permanent mappings only. */
  readonly expiresAt: number;
  /** Calls back until the returned function is called. */
  onChange(listener: (change: PortMappingChange) => void): () => void;
  /** Looks after it at once: for after a sleep, or when the network seems to have changed. */
  check(): Promise<void>;
  /** Deletes it on the router, which has to confirm that; gives up after 7 s, when the lease ends it. */
  close(): Promise<void>;
}

/** How often the router is asked whether it still has the mapping: one small packet each way. */
const CHECK_MS = 60_000;
/** After a failure it is tried again this soon, then at doubled distances up to the check's. */
const RETRY_MS = 5_000;
/** RFC 6887 §11.2.1: a router may grant seconds, but shall not be asked for more every second. */
const SOONEST_RENEWAL_MS = 4_000;
/** Failures in a row after which a mapping counts as lost though its lease has not ended. */
const FAILURES_UNTIL_LOST = 3;
const DELETE_ATTEMPTS = 3;
/** Somebody waits for the program to end. */
const CLOSE_MS = 7_000;

export interface HeldMappingOptions {
  readonly mapper: Mapper;
  readonly grant: Grant;
  readonly leaseSeconds: number;
  readonly clock: Clock;
  readonly log: Log;
}

export class HeldMapping implements PortMapping {
  readonly #mapper: Mapper;
  readonly #leaseSeconds: number;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #listeners = new Listeners<PortMappingChange>();
  #external = '';
  #expiresAt = 0;
  #renewAt = 0;
  #failures = 0;
  #lost = false;
  #closing: Promise<void> | null = null;
  #cancel = (): void => undefined;
  /** What is under way; the router is asked one thing at a time. */
  #work: Promise<void> = Promise.resolve();

  constructor({ mapper, grant, leaseSeconds, clock, log }: HeldMappingOptions) {
    this.#mapper = mapper;
    this.#leaseSeconds = leaseSeconds;
    this.#clock = clock;
    this.#log = log;
    this.#take(grant);
    this.#schedule();
  }

  get external(): string {
    return this.#external;
  }

  get protocol(): MappingProtocol {
    return this.#mapper.protocol;
  }

  get expiresAt(): number {
    return this.#expiresAt;
  }

  onChange(listener: (change: PortMappingChange) => void): () => void {
    return this.#listeners.add(listener);
  }

  check(): Promise<void> {
    if (this.#closing !== null) return this.#closing;
    this.#cancel();
    this.#work = this.#work.then(() => this.#lookAfter());
    return this.#work;
  }

  close(): Promise<void> {
    this.#cancel();
    this.#closing ??= this.#work.then(() => this.#remove());
    return this.#closing;
  }

  async #lookAfter(): Promise<void> {
    if (this.#closing !== null) return;
    const held = this.#lost || this.#clock.now() >= this.#renewAt ? 'no' : await this.#mapper.holds();
    if (held === 'yes') this.#failures = 0;
    else if (held === 'unknown') this.#fail('unanswered');
    else await this.#renew();
    // Closing may have begun meanwhile: nothing is to follow then.
    if (this.#closing === null) this.#schedule();
  }

  async #renew(): Promise<void> {
    const granted = await this.#mapper.map(this.#leaseSeconds);
    if (!granted.ok) {
      this.#fail(granted.fault.code === 'portmap.unanswered' ? 'unanswered' : 'refused');
    } else if (isPublicIpv4(granted.value.external.address)) {
      this.#take(granted.value);
    } else {
      this.#log.info('the router has no public address any more', { external: granted.value.external });
      this.#fail('refused');
    }
  }

  #take({ external, lifetimeSeconds }: Grant): void {
    const now = this.#clock.now();
    const before = this.#external;
    this.#external = formatEndpoint(external);
    this.#expiresAt = now + lifetimeSeconds * 1000;
    this.#renewAt = now + Math.max(SOONEST_RENEWAL_MS, lifetimeSeconds * 500);
    this.#failures = 0;
    const moved = before !== '' && (this.#lost || before !== this.#external);
    this.#lost = false;
    this.#log.debug('port mapping granted', { external: this.#external, lifetimeSeconds });
    if (moved) this.#tell({ kind: 'moved', external: this.#external });
  }

  #fail(why: 'refused' | 'unanswered'): void {
    this.#failures++;
    this.#log.debug('port mapping could not be kept', { why, failures: this.#failures });
    const over = why === 'refused' || this.#failures >= FAILURES_UNTIL_LOST;
    if (this.#lost || !(over || this.#clock.now() >= this.#expiresAt)) return;
    this.#lost = true;
    this.#tell({ kind: 'lost' });
  }

  #tell(change: PortMappingChange): void {
    this.#log.info('port mapping changed', { change: change.kind, protocol: this.protocol });
    this.#listeners.tell(change);
  }

  #schedule(): void {
    this.#cancel();
    this.#cancel = this.#clock.after(this.#nextMs(), () => void this.check());
  }

  #nextMs(): number {
    if (this.#failures > 0) return Math.min(CHECK_MS, RETRY_MS * 2 ** (this.#failures - 1));
    return Math.min(CHECK_MS, Math.max(0, this.#renewAt - this.#clock.now()));
  }

  async #remove(): Promise<void> {
    const { protocol } = this;
    const isGone = await within(this.#clock, CLOSE_MS, this.#delete(), () => false);
    if (isGone) this.#log.debug('port mapping deleted', { protocol });
    else this.#log.warn('the router did not confirm that the port mapping is gone', { protocol });
  }

  async #delete(): Promise<boolean> {
    for (let attempt = 0; attempt < DELETE_ATTEMPTS; attempt++) {
      if (await this.#mapper.unmap()) return true;
    }
    return false;
  }
}
