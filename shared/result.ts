import type { Fault, FaultCode } from './faults/fault.ts';

/** Outcome of something that is expected to fail at times. Bugs throw; expected failures are values. */
export type Result<T, C extends FaultCode = FaultCode> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: Fault<C> };

/** Wraps a value as a success. */
export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** Wraps a fault as a failure. */
export function fail<C extends FaultCode>(fault: Fault<C>): { readonly ok: false; readonly fault: Fault<C> } {
  return { ok: false, fault };
}

/** Marks a state that only a bug can reach. Throws; caught and logged at the edges of the process. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant: ${message}`);
}
