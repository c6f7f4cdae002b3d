/**
 * Keeps the tunnel as it should be: looks at it whenever this machine was looked at, has brought back what somebody took away,
 * and tells of a route that takes the party's packets, which is not ours to remove.
 */
import type { Fault } from '../../../shared/faults/fault.ts';
import type { Result } from '../../../shared/result.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log/log.ts';
import type { Machine } from '../machine/machine.ts';
import {
  findTunnelDamage,
  otherAddress,
  type TunnelDamage,
  type TunnelPlace,
} from '../machine/tunnel-damage.ts';

/** What it tells the party. */
export type TunnelNews =
  /** Through which address of ours packets for the party leave instead; null: no longer through any other. */
  | { readonly type: 'foreign-route'; readonly source: string | null }
  | { readonly type: 'not-mended'; readonly fault: Fault };

export interface TunnelKeeperOptions {
  readonly machine: Pick<Machine, 'platform' | 'interfaces' | 'routedNetworks' | 'sourceFor'>;
  readonly clock: Clock;
  readonly log: Log;
  /** null: the tunnel has no address yet. */
  place(): TunnelPlace | null;
  /** Addresses of the members. */
  members(): readonly string[];
  mend(): Promise<Result<void>>;
  tell(news: TunnelNews): void;
}

/** Whoever takes it away again and again is not fought with: each time is waited for longer. */
const PAUSE = { firstMs: 500, mostMs: 30_000 };
/** What was mended that long ago has nothing to do with what is broken now. */
const FORGOTTEN_AFTER_MS = 60_000;

export class TunnelKeeper {
  readonly #options: TunnelKeeperOptions;
  #isLooking = false;
  /** Something happened while it looked. */
  #isNews = false;
  /** Somebody makes the tunnel anew. */
  #held = 0;
  #isClosed = false;
  #times = 0;
  #mendedAtMs = Number.NEGATIVE_INFINITY;
  /** Where it can't be seen whether our route is there: it was brought back, and another one is taken all the same. */
  #isInVain = false;
  #foreign: string | null = null;

  constructor(options: TunnelKeeperOptions) {
    this.#options = options;
  }

  look(): void {
    this.#isNews = true;
    if (!this.#isLooking) void this.#lookWhileNews();
  }

  /** Lets the tunnel be while somebody else makes it anew. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#held++;
    try {
      return await work();
    } finally {
      this.#held--;
    }
  }

  /** What is wrong with it now; null: nothing, or it isn't there yet. */
  async examine(): Promise<TunnelDamage | null> {
    const { machine, place, members } = this.#options;
    const wanted = place();
    if (wanted === null) return null;
    const others = members();
    const targets = others.length > 0 ? others : [otherAddress(wanted.subnet, wanted.address)];
    return findTunnelDamage(machine, wanted, targets);
  }

  close(): void {
    this.#isClosed = true;
  }

  async #lookWhileNews(): Promise<void> {
    this.#isLooking = true;
    while (this.#isNews && !this.#isClosed) {
      this.#isNews = false;
      await this.#lookOnce();
    }
    this.#isLooking = false;
  }

  async #lookOnce(): Promise<void> {
    if (this.#held > 0) return;
    const damage = await this.examine();
    if (this.#held > 0 || this.#isClosed) return;
    const isForeign = damage?.what === 'foreign-route' && (damage.isSure || this.#isInVain);
    this.#tellForeign(isForeign ? damage.source : null);
    if (damage === null) this.#isInVain = false;
    else if (!isForeign) await this.#mend(damage);
  }

  async #mend({ what }: TunnelDamage): Promise<void> {
    const { clock, log, mend, tell } = this.#options;
    const nowMs = clock.now();
    if (nowMs - this.#mendedAtMs > FORGOTTEN_AFTER_MS) this.#times = 0;
    const pauseMs = this.#times === 0 ? 0 : Math.min(PAUSE.mostMs, PAUSE.firstMs * 2 ** (this.#times - 1));
    if (nowMs < this.#mendedAtMs + pauseMs) return;
    this.#times++;
    this.#mendedAtMs = nowMs;
    log.warn('the tunnel is damaged', { what, times: this.#times });
    const mended = await mend();
    if (this.#isClosed) return;
    this.#isInVain = what === 'foreign-route';
    if (mended.ok) log.info('the tunnel is mended', { what, tookMs: Math.round(clock.now() - nowMs) });
    // The helper's own trouble is told by whoever starts it again.
    else if (!mended.fault.code.startsWith('helper.')) tell({ type: 'not-mended', fault: mended.fault });
    this.#isNews = true;
  }

  #tellForeign(source: string | null): void {
    if (source === this.#foreign) return;
    this.#foreign = source;
    this.#options.tell({ type: 'foreign-route', source });
  }
}
