/** Asks WireGuard how it is: often while somebody waits for a handshake, once a second in peace. */
import type { InterfaceStatus } from '../../../../shared/helper/verbs.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Tunnel } from '../../tunnel/tunnel.ts';

const EAGER_MS = 15;
const CALM_MS = 1000;
/** What doesn't come about in this time must not keep the machine busy. */
const EAGER_FOR_MS = 5000;

export interface StatusWatchOptions {
  readonly tunnel: Pick<Tunnel, 'status'>;
  readonly clock: Clock;
  /** Called before each look. */
  prepare(): Promise<void>;
  onStatus(status: InterfaceStatus): void;
  /** Whether anything is being waited for; now: for a moment that counts in milliseconds. */
  urgency(): 'now' | 'soon' | 'none';
}

export class StatusWatch {
  readonly #options: StatusWatchOptions;
  #eagerUntilMs = 0;
  #wake = (): void => undefined;
  #closed = false;

  constructor(options: StatusWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.hurry();
    void this.#run();
  }

  /** Somebody waits for a handshake from now on. */
  hurry(): void {
    this.#eagerUntilMs = this.#options.clock.now() + EAGER_FOR_MS;
    this.#wake();
  }

  /** Looks at once. */
  wake(): void {
    this.#wake();
  }

  close(): void {
    this.#closed = true;
    this.#wake();
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      await this.#options.prepare();
      const status = await this.#options.tunnel.status();
      if (this.#closed) return;
      if (status.ok) this.#options.onStatus(status.value);
      await this.#rest(this.#isEager() ? EAGER_MS : CALM_MS);
    }
  }

  #isEager(): boolean {
    const urgency = this.#options.urgency();
    return urgency === 'now' || (urgency === 'soon' && this.#options.clock.now() < this.#eagerUntilMs);
  }

  /** Waits, or less when somebody becomes eager meanwhile. */
  #rest(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#options.clock.after(ms, resolve);
    this.#wake = () => {
      cancel();
      resolve();
    };
    return promise;
  }
}
