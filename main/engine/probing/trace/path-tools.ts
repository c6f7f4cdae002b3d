/** Traceroute and path MTU by the best way that this system has: its sockets, Windows' calls, its `ping`. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../../base/clock.ts';
import type { Log } from '../../../base/log/log.ts';
import { openPinger } from '../icmp/ping-way.ts';
import type { Echoer } from '../icmp/pinger.ts';
import { openWindowsIcmp } from '../icmp/windows-icmp.ts';
import { askWindows } from '../icmp/windows-way.ts';
import { openCLibrary } from '../native/c-library.ts';
import type { Family } from '../native/socket-layout.ts';
import type { Address } from '../probes/names.ts';
import { createPingEcho } from '../system/ping-echo.ts';
import { discoverPathMtu, type PathMtu, type PathMtuOptions } from './path-mtu.ts';
import { type Trace, type TracerouteOptions, traceroute } from './traceroute.ts';

export interface PathToolsOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly random: (bytes: number) => Uint8Array;
}

/** `via`: how it was asked, e.g. icmp-datagram. */
export type Via<T> = T & { readonly via: string };

export interface PathTools {
  traceroute(to: Address, options: Omit<TracerouteOptions, 'echo' | 'to' | 'delay'>): Promise<Via<Trace>>;
  pathMtu(to: Address, options: Omit<PathMtuOptions, 'echo' | 'to' | 'family'>): Promise<Via<PathMtu>>;
}

interface Opened {
  readonly via: string;
  readonly echo: Echoer;
  close(): void;
}

/** Opens sockets for the time of a call only. */
export function createPathTools(options: PathToolsOptions): PathTools {
  const using = async <T>(
    family: Family,
    signal: AbortSignal,
    work: (echo: Echoer) => Promise<T>,
  ): Promise<Via<T>> => {
    const { via, echo, close } = await openEcho(options, family, signal);
    try {
      return { ...(await work(echo)), via };
    } finally {
      close();
    }
  };
  const pause = async (ms: number): Promise<void> => void (await delay(ms));
  return {
    traceroute: ({ address: to, family }, asked) =>
      using(family, asked.signal, (echo) => traceroute({ ...asked, to, echo, delay: pause })),
    pathMtu: ({ address: to, family }, asked) =>
      using(family, asked.signal, (echo) => discoverPathMtu({ ...asked, to, family, echo })),
  };
}

async function openEcho(
  { clock, log, random }: PathToolsOptions,
  family: Family,
  signal: AbortSignal,
): Promise<Opened> {
  if (process.platform === 'win32') {
    return (await openWindowsEcho(clock, random, family)) ?? programEcho(log, signal);
  }
  const library = await openCLibrary();
  for (const via of ['icmp-datagram', 'icmp-raw'] as const) {
    if ('reason' in library) break;
    const opened = openPinger({ library, via, clock, random }, family);
    if ('error' in opened) continue;
    const { pinger, socket } = opened;
    const stop = (): void => pinger.close();
    signal.addEventListener('abort', stop, { once: true });
    return {
      via,
      echo: (probe) => pinger.probe(probe),
      close: () => {
        signal.removeEventListener('abort', stop);
        pinger.close();
        socket.close();
      },
    };
  }
  return programEcho(log, signal);
}

function programEcho(log: Log, signal: AbortSignal): Opened {
  return { via: 'ping', echo: createPingEcho({ log, signal }), close: () => undefined };
}

/** What Windows sends by default. */
const WINDOWS_TTL = 128;
const WINDOWS_PAYLOAD_BYTES = 32;

async function openWindowsEcho(
  clock: Clock,
  random: (bytes: number) => Uint8Array,
  family: Family,
): Promise<Opened | null> {
  const library = await openWindowsIcmp();
  const handle = 'reason' in library ? null : library.open(family);
  if ('reason' in library || handle === null) return null;
  return {
    via: 'icmp-windows',
    echo: ({
      to,
      timeoutMs,
      ttl = WINDOWS_TTL,
      dontFragment = false,
      payloadBytes = WINDOWS_PAYLOAD_BYTES,
    }) =>
      askWindows(library, clock, handle, family, {
        to,
        payload: random(payloadBytes),
        timeoutMs,
        ttl,
        dontFragment,
      }),
    close: () => library.close(handle),
  };
}
