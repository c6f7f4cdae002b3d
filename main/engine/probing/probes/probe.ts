/** What the monitor asks of a way to probe. */
import type { ProbeOutcome, Target } from '../../../../shared/model/target.ts';

/** An answer without what only some ways of probing know. */
export const PLAIN_ANSWER = {
  outcome: 'answered',
  ttl: null,
  status: null,
  phases: null,
  addresses: [],
} as const;

/** How a probe ended. `via`: how it was sent, e.g. icmp-datagram. */
export interface ProbeEnd {
  readonly via: string;
  readonly result: ProbeOutcome;
}

export interface ProbeContext {
  /** The target is gone, or changed: the result is not wanted any more. */
  readonly signal: AbortSignal;
  /** A reply after the time-out. */
  readonly onLate: (rttMs: number) => void;
}

/** Probes targets of any kind. Never rejects for what a network does. */
export interface Prober {
  /** Whether this target's next probe costs a process or a connection, of which only so many may run at once. */
  needsWorker(target: Target): boolean;
  /** Settles at the latest soon after the target's time-out. */
  probe(target: Target, context: ProbeContext): Promise<ProbeEnd>;
}
