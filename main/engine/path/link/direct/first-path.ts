/** Where the handshake with a member goes that no relay carries: to each place that the plan names, one after the other. Pure. */
import type { Reachability } from '../../../../../shared/model/reachability.ts';
import { planAttempts } from './plan.ts';

/** As many as the helper opens at once. */
const MOST_OPENED = 4;

export class FirstPath {
  #targets: readonly string[] = [];
  #open: readonly string[] = [];
  #turn = 0;

  learn(own: Reachability, peer: Reachability): void {
    const { attempts } = planAttempts(own, peer);
    const targets = attempts.flatMap((attempt) => attempt.own.target ?? []);
    this.#targets = [...new Set(targets)];
    this.#open = [...new Set(attempts.flatMap((attempt) => attempt.own.open))].slice(0, MOST_OPENED);
  }

  /** Whether a handshake can come about, whichever end begins. */
  get isPossible(): boolean {
    return this.#targets.length > 0 || this.#open.length > 0;
  }

  /** Whether we can begin: only the other end may know where to send. */
  get mayDial(): boolean {
    return this.#targets.length > 0;
  }

  /** Towards which our NAT is opened while the other end begins. */
  get open(): readonly string[] {
    return this.#open;
  }

  /** Where to begin next. @param others - further ways, after ours have had their turn; null: the relay. */
  next(others: readonly null[]): string | null {
    const ways = [...this.#targets, ...others];
    return ways.length === 0 ? null : (ways[this.#turn++ % ways.length] ?? null);
  }
}
