/** The ways to ping that this system has, best first. */
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log/log.ts';
import { createPingChain, type PingChain } from './icmp/ping-chain.ts';
import { createKernelWay, type PingWay } from './icmp/ping-way.ts';
import { openWindowsIcmp } from './icmp/windows-icmp.ts';
import { createWindowsWay } from './icmp/windows-way.ts';
import { openCLibrary } from './native/c-library.ts';
import type { PingSettings } from './system/ping-command.ts';
import { createPingProgram } from './system/ping-program.ts';

export interface OpenPingOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly random: (bytes: number) => Uint8Array;
  /** Echoes inside the tunnel, for addresses of party members; before the system's program, after the kernel's sockets. */
  readonly tunnelEcho?: PingWay;
  readonly settings?: PingSettings;
}

/** Opens nothing but libraries: sockets come with the first ping. */
export async function openPing({
  clock,
  log,
  random,
  tunnelEcho,
  settings,
}: OpenPingOptions): Promise<PingChain> {
  const ways = await kernelWays({ clock, log, random });
  const program = createPingProgram({ log, ...(settings && { settings }) });
  return createPingChain({ ways: [...ways, ...(tunnelEcho ? [tunnelEcho] : []), program], clock, log });
}

async function kernelWays({
  clock,
  log,
  random,
}: Pick<OpenPingOptions, 'clock' | 'log' | 'random'>): Promise<PingWay[]> {
  if (process.platform === 'win32') {
    const library = await openWindowsIcmp();
    if (!('reason' in library)) return [createWindowsWay({ library, clock, random })];
    log.warn('the system has no ICMP calls for us', { reason: library.reason });
    return [];
  }
  const library = await openCLibrary();
  if ('reason' in library) {
    log.warn('no ICMP sockets can be made', { reason: library.reason });
    return [];
  }
  return (['icmp-datagram', 'icmp-raw'] as const).map((via) =>
    createKernelWay({ library, via, clock, random }),
  );
}
