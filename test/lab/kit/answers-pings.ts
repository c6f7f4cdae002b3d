import { expect } from 'vitest';
import type { LabHost } from './host.ts';
import { pings } from './traffic.ts';

/** Waits until three pings in a row come back. A look at a new path may cost one of them, and no more than that. */
export async function answersPings(from: LabHost, address: string): Promise<void> {
  await expect.poll(() => pings(from, address), { message: `${from.namespace} pings ${address}` }).toBe(3);
}
