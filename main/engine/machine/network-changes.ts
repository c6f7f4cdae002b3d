/** Decides from regular looks at the machine whether its network, its sleep or its clock may have broken paths. Pure. */

/** What one look sees. */
export interface NetworkLook {
  /** Monotonic ms of the process. Stops during sleep on some systems. */
  readonly nowMs: number;
  /** ms since the machine started, sleep included. */
  readonly uptimeMs: number;
  /** Wall clock, ms since 1970. */
  readonly wallMs: number;
  /** Addresses and default routes in one text, equal as long as they are. */
  readonly network: string;
}

/** sleep: the machine or this process stood still for a while; sockets and NAT mappings may be dead. */
export type NetworkChange = 'addresses' | 'sleep' | 'clock';

/** A busy machine is late by a second or two; a NAT forgets UDP in 30 s at the least (RFC 4787 §4.3: 2 minutes). */
const STOOD_STILL_MS = 5_000;
/** Time services slew smaller errors slowly. */
const CLOCK_STEP_MS = 2_000;

/** Lists what happened between two looks that should have been `intervalMs` apart. */
export function findChanges(before: NetworkLook, after: NetworkLook, intervalMs: number): NetworkChange[] {
  // Whichever goes on during sleep on this system tells of it.
  const passedMs = Math.max(after.nowMs - before.nowMs, after.uptimeMs - before.uptimeMs);
  const stepMs = after.wallMs - before.wallMs - passedMs;
  return [
    ...(passedMs - intervalMs > STOOD_STILL_MS ? ['sleep' as const] : []),
    ...(Math.abs(stepMs) > CLOCK_STEP_MS ? ['clock' as const] : []),
    ...(after.network === before.network ? [] : ['addresses' as const]),
  ];
}
