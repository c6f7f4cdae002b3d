/** Opens the kernel's way of forwarding where this machine has it. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../base/clock.ts';
import type { Log } from '../../../base/log/log.ts';
import { forwardable } from './find-obstacle.ts';
import { type Forwarder, userSpaceOnly } from './forwarder.ts';
import { KernelForwarder } from './kernel-forwarder.ts';
import { openNft } from './nft-session.ts';
import type { Listener } from './table.ts';

export interface OpenForwarder {
  readonly forwarder: Forwarder;
  close(): Promise<void>;
}

/** Always succeeds: what stands in the way of the kernel is in the figures, and in the log once. */
export async function openForwarder(
  listeners: readonly Listener[],
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<OpenForwarder> {
  const usable = await forwardable(listeners);
  if (typeof usable === 'string') {
    log.info('forwarding in user space', { obstacle: usable });
    return { forwarder: userSpaceOnly(usable), close: () => Promise.resolve() };
  }
  // Containers may share the network and each have a process of this number.
  const name = `lanrage_relay_${process.pid}_${randomBytes(3).toString('hex')}`;
  const forwarder = new KernelForwarder({ listeners: usable, name, openNft, clock, log });
  if ((await forwarder.start()) === null) log.info('forwarding in the kernel');
  return { forwarder, close: () => forwarder.close() };
}
