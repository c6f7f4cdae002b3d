/** The ways to ping in their order: for each probe the first that works. One that is lost under way is passed over. */
import type { Clock } from '../../../base/clock.ts';
import type { Log } from '../../../base/log/log.ts';
import type { Family } from '../native/socket-layout.ts';
import type { ProbeEnd } from '../probes/probe.ts';
import type { PingRequest, PingWay } from './ping-way.ts';

export interface PingChain {
  /** Whether a ping of this family costs a process at present. */
  needsWorker(family: Family): boolean;
  ping(request: PingRequest): Promise<ProbeEnd>;
  close(): void;
}

export interface PingChainOptions {
  /** Best first. */
  readonly ways: readonly PingWay[];
  readonly clock: Clock;
  readonly log: Log;
}

/** A firewall of this machine may forbid one address alone; so many denials in a row are about the way itself. */
const DENIALS = 3;
/** Permissions come back, too: by a setting, by another user. */
const RETRY_MS = 300_000;

interface WayState {
  denials: number;
  /** Monotonic ms until which it is passed over. */
  retiredUntil: number;
}

/** Makes the chain of ways; it closes them. */
export function createPingChain({ ways, clock, log }: PingChainOptions): PingChain {
  const states = new Map<string, WayState>();
  const stateOf = (way: PingWay, family: Family): WayState => {
    const key = `${way.via} ${family}`;
    const state = states.get(key) ?? { denials: 0, retiredUntil: 0 };
    states.set(key, state);
    return state;
  };
  const isUsable = (way: PingWay, family: Family): boolean =>
    stateOf(way, family).retiredUntil <= clock.now();
  const deny = (way: PingWay, family: Family, reason: string, lasting: boolean): void => {
    const state = stateOf(way, family);
    state.denials += 1;
    if (!lasting && state.denials < DENIALS) return;
    if (isUsable(way, family))
      log.warn('a way to ping is not permitted; falling back', { via: way.via, family, reason });
    state.retiredUntil = clock.now() + RETRY_MS;
  };
  return {
    needsWorker: (family) => ways.find((way) => isUsable(way, family))?.needsWorker ?? false,
    async ping(request) {
      const { family } = request;
      const reasons: string[] = [];
      for (const way of ways) {
        if (!isUsable(way, family)) continue;
        const result = await way.ping(request);
        if (result === null) continue;
        if (result.outcome !== 'no-way') {
          stateOf(way, family).denials = 0;
          return { via: way.via, result };
        }
        reasons.push(`${way.via}: ${result.reason}`);
        deny(way, family, result.reason, result.lasting);
      }
      const reason = reasons.length === 0 ? 'no way to ping is left' : reasons.join(', ');
      return { via: 'none', result: { outcome: 'denied', reason } };
    },
    close() {
      for (const way of ways) way.close();
    },
  };
}
