/** One of the ways to ping, and the kernel's own as such. */
import type { ProbeOutcome } from '../../../../shared/model/target.ts';
import type { Clock } from '../../../base/clock.ts';
import type { CLibrary } from '../native/c-library.ts';
import type { Family } from '../native/socket-layout.ts';
import { PLAIN_ANSWER } from '../probes/probe.ts';
import { type IcmpSocket, type IcmpWay, openIcmpSocket } from './icmp-socket.ts';
import { type EchoOutcome, Pinger } from './pinger.ts';

export interface PingRequest {
  /** A literal. */
  readonly to: string;
  readonly family: Family;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly onLate: (rttMs: number) => void;
}

/** The way is no way here: it can't be had, or this machine forbids it. The next one is tried. */
export interface NoWay {
  readonly outcome: 'no-way';
  /** A name of the system's, or what its program said. */
  readonly reason: string;
  /** It would be the same with the next probe: no need to try soon. */
  readonly lasting: boolean;
}

export interface PingWay {
  readonly via: string;
  /** Whether a ping costs a process. */
  readonly needsWorker: boolean;
  /** null: not for this address. */
  ping(request: PingRequest): Promise<ProbeOutcome | NoWay | null>;
  close(): void;
}

export interface KernelWayOptions {
  readonly library: CLibrary;
  readonly via: IcmpWay;
  readonly clock: Clock;
  readonly random: (bytes: number) => Uint8Array;
}

/** One socket for each family, opened when it is first needed and again whenever it could not be had. */
export function createKernelWay(options: KernelWayOptions): PingWay {
  const open = new Map<Family, { socket: IcmpSocket; pinger: Pinger }>();
  return {
    via: options.via,
    needsWorker: false,
    async ping({ to, family, timeoutMs, onLate }) {
      const opened = open.get(family) ?? openPinger(options, family);
      if ('error' in opened) return { outcome: 'no-way', reason: opened.error, lasting: true };
      open.set(family, opened);
      return outcomeOfEcho(await opened.pinger.probe({ to, timeoutMs, onLate }));
    },
    close() {
      for (const { socket, pinger } of open.values()) {
        pinger.close();
        socket.close();
      }
      open.clear();
    },
  };
}

/** A pinger on a socket of its own; `error`: the system's name of why it can't be had. */
export function openPinger(
  { library, via, clock, random }: KernelWayOptions,
  family: Family,
): { socket: IcmpSocket; pinger: Pinger } | { readonly error: string } {
  const [high = 0, low = 0] = random(2);
  const socket = openIcmpSocket({
    library,
    family,
    via,
    randomIdentifier: high * 256 + low,
    onEvent: (event) => pinger.receive(event),
  });
  if ('error' in socket) return socket;
  const pinger = new Pinger({ socket, family, clock, random });
  return { socket, pinger };
}

/** An echo's fate as a probe's. */
export function outcomeOfEcho(echo: EchoOutcome): ProbeOutcome | NoWay {
  switch (echo.kind) {
    case 'reply':
      return { ...PLAIN_ANSWER, rttMs: echo.rttMs, ttl: echo.ttl, addresses: [] };
    case 'timeout':
      return { outcome: 'timeout' };
    case 'denied':
      return { outcome: 'no-way', reason: echo.reason, lasting: false };
    case 'error':
      return { outcome: 'error', why: echo.why };
    case 'trouble': {
      const { what, code } = echo.trouble;
      return what === 'unreachable'
        ? { outcome: 'unreachable', code, from: echo.from }
        : { outcome: 'error', why: { reason: 'icmp-complaint', what, from: echo.from ?? '' } };
    }
  }
}
