import type { Result } from '../../../../shared/result.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Log } from '../../../base/log/log.ts';

/** A tunnel over TCP to one relay, as WireGuard on this machine uses it. */
export interface Pipe {
  /** Where WireGuard sends what is for the relay; it stays while connections come and go. */
  readonly endpoint: string;
  /** Each time it comes up, WireGuard must shake hands with the relay again: to it, this is another place. */
  onState(listener: (state: 'up' | 'down') => void): () => void;
  /** The WireGuard device was made anew and may have another port. */
  forgetSource(): void;
  close(): void;
}

/**
 * Opens it once one of the URLs, `ws://` or `wss://`, best first, was reached; from then on it connects again by itself
 * until it is closed. @fault relay.unreachable - none of them was; nothing is left open.
 */
export type OpenPipe = (options: {
  readonly urls: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  /** 0 ≤ x < 1, for the backoff. */
  random(): number;
}) => Promise<Result<Pipe, 'relay.unreachable'>>;
