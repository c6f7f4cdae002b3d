/** What tests on demand need of the others, and what one running test is given. */
import type { Fault } from '../../../shared/faults/fault.ts';
import type { PairLatency } from '../../../shared/model/insight.ts';
import type { Hop, LinkTestProgress, LinkTestResult } from '../../../shared/model/link-test.ts';
import type { ProbeOutcome } from '../../../shared/model/target.ts';
import type { Result } from '../../../shared/result.ts';
import type { Clock } from '../../base/clock.ts';
import type { InboundBothEnds } from './look-inbound.ts';
import type { Traffic } from './traffic.ts';

/** Probes of any host, the party's members among them. All end soon after `signal` is aborted. */
export interface LinkTestProbes {
  /** One ICMP echo. */
  ping(to: string, options: { timeoutMs: number; signal: AbortSignal }): Promise<ProbeOutcome>;
  /** Tells each hop once it is known, the nearest first. @returns all of them; the last one is the host if it answered. */
  trace(
    to: string,
    options: { maxHops: number; signal: AbortSignal; onHop: (hop: Hop) => void },
  ): Promise<Result<{ readonly hops: readonly Hop[]; readonly reached: boolean }>>;
  /** Largest IP packet that passes, bytes. */
  pathMtu(to: string, options: { signal: AbortSignal }): Promise<Result<number>>;
}

/** A member as the party sees it now. */
export interface LinkTestPeer {
  readonly id: string;
  readonly name: string;
  /** Within the party. */
  readonly address: string;
  readonly handshakeAgeMs: number | null;
  /** Of the tunnel echo. */
  readonly latencyMs: number | null;
}

export interface LinkTestParty {
  readonly selfId: string;
  readonly peers: readonly LinkTestPeer[];
  /** Null while its port is taken. */
  readonly traffic: Traffic | null;
  /** Whether the firewalls at a member's and here let in what nobody asked for. */
  inbound(address: string, signal: AbortSignal): Promise<InboundBothEnds>;
  /** Who reaches whom, as the members share it. */
  matrix(): readonly PairLatency[];
}

/** Where a test goes: a member, or (member null) any host. */
export interface Destination {
  readonly name: string;
  readonly address: string;
  readonly member: LinkTestPeer | null;
}

type WithoutRun<P> = P extends { run: number } ? Omit<P, 'run'> : never;
/** What a test says while it runs, without the number of its run. */
export type Said = WithoutRun<Exclude<LinkTestProgress, { kind: 'finished' }>>;

export interface RunContext {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly probes: LinkTestProbes;
  say(progress: Said): void;
}

/** What a test found; what it leaves out is null. Without errors it succeeded. */
export type Found = Partial<Omit<LinkTestResult, 'type' | 'success' | 'stopped' | 'errors'>> & {
  readonly errors: readonly Fault[];
};
