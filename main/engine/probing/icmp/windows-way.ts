/** Ping by Windows' own calls: begun here, looked at until they are done. */
import type { Clock } from '../../../base/clock.ts';
import type { Family } from '../native/socket-layout.ts';
import { outcomeOfEcho, type PingWay } from './ping-way.ts';
import type { EchoOutcome } from './pinger.ts';
import type { WindowsCall, WindowsIcmp, WindowsRequest } from './windows-icmp.ts';
import { readWindowsReply } from './windows-structures.ts';

/** The system measures the time by itself: this only delays the news. */
const LOOK_MS = 5;
/** The system ends a request at its time-out; one that it does not end is given up. */
const OVERDUE_MS = 5_000;
const PAYLOAD_BYTES = 32;
const TTL = 128;

export interface WindowsWayOptions {
  readonly library: WindowsIcmp;
  readonly clock: Clock;
  readonly random: (bytes: number) => Uint8Array;
}

/** Its replies are matched by Windows, so a late one is never told. */
export function createWindowsWay({ library, clock, random }: WindowsWayOptions): PingWay {
  const handles = new Map<Family, bigint>();
  const handleOf = (family: Family): bigint | null => {
    const handle = handles.get(family) ?? library.open(family);
    if (handle !== null) handles.set(family, handle);
    return handle;
  };
  return {
    via: 'icmp-windows',
    needsWorker: false,
    async ping({ to, family, timeoutMs }) {
      const handle = handleOf(family);
      if (handle === null) return { outcome: 'no-way', reason: 'no-handle', lasting: true };
      const request = {
        to,
        payload: random(PAYLOAD_BYTES),
        timeoutMs: Math.ceil(timeoutMs),
        ttl: TTL,
        dontFragment: false,
      };
      return outcomeOfEcho(await askWindows(library, clock, handle, family, request));
    },
    close() {
      for (const handle of handles.values()) library.close(handle);
      handles.clear();
    },
  };
}

/** One request to its end. */
export function askWindows(
  library: WindowsIcmp,
  clock: Clock,
  handle: bigint,
  family: Family,
  request: WindowsRequest,
): Promise<EchoOutcome> {
  const call = library.begin(handle, family, request);
  if ('error' in call) return Promise.resolve(readErrorNumber(call.error));
  return waitFor(call, family, clock, clock.now() + request.timeoutMs + OVERDUE_MS);
}

function waitFor(call: WindowsCall, family: Family, clock: Clock, givenUpAt: number): Promise<EchoOutcome> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (call.isDone()) {
        resolve(readWindowsReply(family, call.reply()));
        call.free();
      } else if (clock.now() >= givenUpAt) {
        // Its memory stays: the system may still write there.
        resolve({ kind: 'error', why: { reason: 'never-ended' } });
      } else {
        clock.after(LOOK_MS, look);
      }
    };
    look();
  });
}

const ACCESS_DENIED = 5;

function readErrorNumber(error: number): EchoOutcome {
  if (error === ACCESS_DENIED) return { kind: 'denied', reason: 'ERROR_ACCESS_DENIED' };
  // Windows gives an IP_STATUS here as well.
  const bytes = Buffer.alloc(40);
  bytes.writeUInt32LE(error, 4);
  const outcome = readWindowsReply(4, bytes);
  return outcome.kind === 'trouble' ? { ...outcome, rttMs: null, from: null } : outcome;
}
