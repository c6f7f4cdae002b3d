/** The ways to ping in their order: for each probe the first that works. One that is lost under way is passed over. */
import type { ProbeOutcome } from '../../../../shared/model/target.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Log } from '../../../base/log/log.ts';
import type { Family } from '../native/socket-layout.ts';
import type { ProbeEnd } from '../probes/probe.ts';
import type { NoWay, PingRequest, PingWay } from './ping-way.ts';

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
/** A firewall's rules come and go. */
const DENIED_MS = 10_000;
/** What can't be had at all takes a setting of the system to change. */
const ABSENT_MS = 300_000;

/** A way as it fares with one family. */
interface Link {
  readonly way: PingWay;
  denials: number;
  /** Monotonic ms until which it is passed over. */
  retiredUntil: number;
}

/** Makes the chain of ways; it closes them. */
export function createPingChain({ ways, clock, log }: PingChainOptions): PingChain {
  const fresh = (): Link[] => ways.map((way) => ({ way, denials: 0, retiredUntil: 0 }));
  const links: Readonly<Record<Family, readonly Link[]>> = { 4: fresh(), 6: fresh() };
  const usableLinks = (family: Family): readonly Link[] => {
    const now = clock.now();
    const usable = links[family].filter(({ retiredUntil }) => retiredUntil <= now);
    // When all have been given up, one may be back.
    return usable.length > 0 ? usable : links[family];
  };
  const deny = (link: Link, family: Family, { reason, lasting }: NoWay): void => {
    link.denials += 1;
    if (!lasting && link.denials < DENIALS) return;
    // What comes next pings as well; where nothing does, the target says so.
    const level = link.retiredUntil === 0 ? 'info' : 'debug';
    log[level]('a way to ping is not permitted; falling back', { via: link.way.via, family, reason });
    link.retiredUntil = clock.now() + (lasting ? ABSENT_MS : DENIED_MS);
  };
  return {
    needsWorker: (family) => usableLinks(family)[0]?.way.needsWorker ?? false,
    async ping(request) {
      const { family } = request;
      const refusals: Refusal[] = [];
      for (const link of usableLinks(family)) {
        const { via } = link.way;
        const result = await link.way.ping(request);
        if (result === null) continue;
        if (result.outcome !== 'no-way') {
          link.denials = 0;
          link.retiredUntil = 0;
          return { via, result: judge(result, refusals) };
        }
        refusals.push({ via, noWay: result });
        deny(link, family, result);
      }
      return { via: 'none', result: denied(refusals) };
    },
    close() {
      for (const way of ways) way.close();
    },
  };
}

interface Refusal {
  readonly via: string;
  readonly noWay: NoWay;
}

/** The system's `ping` keeps silent about what a firewall of this machine forbids; our sockets have just been told. */
function judge(result: ProbeOutcome, refusals: readonly Refusal[]): ProbeOutcome {
  const forbidden = refusals.some(({ noWay }) => !noWay.lasting);
  return result.outcome === 'timeout' && forbidden ? denied(refusals) : result;
}

function denied(refusals: readonly Refusal[]): ProbeOutcome {
  const said = refusals.map(({ via, noWay }) => `${via}: ${noWay.reason}`).join(', ');
  return { outcome: 'denied', why: { reason: 'no-way-to-ping', said } };
}
