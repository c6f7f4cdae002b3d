import { expect, vi } from 'vitest';
import { PATIENCE_MS } from '../../setup/limits.ts';
import type { LabHost } from './host.ts';
import { pings } from './traffic.ts';

/** Waits until three pings in a row come back, in hooks too. A look at a new path may cost one of them, and no more than that. */
export async function answersPings(from: LabHost, address: string): Promise<void> {
  const look = async () => expect(await pings(from, address), `${from.namespace} pings ${address}`).toBe(3);
  await vi.waitFor(look, PATIENCE_MS);
}
