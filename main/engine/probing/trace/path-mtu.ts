/**
 * The largest packet that reaches a target in one piece. Routers that can't pass a packet on should say what they can;
 * where they don't (a black hole), halving finds it.
 * @see RFC 1191, RFC 8201, RFC 8899
 */
import { ICMP_HEADER_BYTES } from '../icmp/icmp-message.ts';
import type { Echoer, EchoOutcome } from '../icmp/pinger.ts';
import type { Family } from '../native/socket-layout.ts';

export interface PathMtu {
  /** Bytes of the whole IP packet; null: the target doesn't answer at all. */
  readonly mtu: number | null;
  /** Who said that more doesn't fit; null: nobody, or this machine. */
  readonly limitedBy: string | null;
  /** Packets that were too big vanished without a word. */
  readonly blackHole: boolean;
}

export interface PathMtuOptions {
  readonly echo: Echoer;
  /** A literal. */
  readonly to: string;
  readonly family: Family;
  readonly signal: AbortSignal;
  /** Called with each size that was tried. */
  readonly onSize?: (bytes: number, fits: boolean) => void;
}

const IP_HEADER_BYTES = { 4: 20, 6: 40 } as const;
/** What every path must bear: RFC 791, RFC 8200 §5. */
const LEAST = { 4: 68, 6: 1_280 } as const;
const ETHERNET = 1_500;
/** Jumbo frames; nothing larger is looked for. */
const MOST = 9_000;
/** Lost once may be chance, lost three times is too big. */
const ATTEMPTS = 3;
const FIRST_TIMEOUT_MS = 1_000;
const SHORTEST_TIMEOUT_MS = 150;

type Fit =
  | { readonly fits: true; readonly rttMs: number }
  | {
      readonly fits: false;
      readonly mtu: number | null;
      readonly from: string | null;
      readonly silent: boolean;
    };

/** Sends at most about 40 packets, none larger than 9,000 bytes. */
export async function discoverPathMtu(options: PathMtuOptions): Promise<PathMtu> {
  const { family, signal, onSize } = options;
  const first = await tryLength(options, LEAST[family], FIRST_TIMEOUT_MS);
  if (!first.fits) return { mtu: null, limitedBy: null, blackHole: false };
  const timeoutMs = Math.max(SHORTEST_TIMEOUT_MS, Math.min(FIRST_TIMEOUT_MS, first.rttMs * 4));
  let fits: number = LEAST[family];
  let tooBig = MOST + 1;
  let limitedBy: string | null = null;
  let blackHole = false;
  let next = ETHERNET;
  while (tooBig - fits > 1 && !signal.aborted) {
    const tried = await tryLength(options, next, timeoutMs);
    onSize?.(next, tried.fits);
    if (tried.fits) {
      fits = next;
    } else {
      // A router that takes no more than what is known to pass has said it all.
      tooBig = tried.mtu !== null && tried.mtu <= fits ? fits + 1 : next;
      limitedBy = tried.from ?? limitedBy;
      blackHole ||= tried.silent;
    }
    next = choose(fits, tooBig, tried.fits ? null : tried.mtu);
  }
  return { mtu: fits, limitedBy, blackHole };
}

/** A router's own word is tried first; the largest size after Ethernet's; else the middle. */
function choose(fits: number, tooBig: number, told: number | null): number {
  if (told !== null && told > fits && told < tooBig) return told;
  if (tooBig > MOST) return MOST;
  return Math.floor((fits + tooBig) / 2);
}

async function tryLength(options: PathMtuOptions, bytes: number, timeoutMs: number): Promise<Fit> {
  const { echo, to, family, signal } = options;
  const payloadBytes = bytes - IP_HEADER_BYTES[family] - ICMP_HEADER_BYTES;
  let last: EchoOutcome = { kind: 'timeout' };
  for (let attempt = 0; attempt < ATTEMPTS && !signal.aborted; attempt++) {
    last = await echo({ to, timeoutMs, payloadBytes, dontFragment: true });
    if (last.kind === 'reply') return { fits: true, rttMs: last.rttMs };
    if (last.kind === 'trouble' && last.trouble.what === 'too-big') {
      return { fits: false, mtu: last.trouble.mtu, from: last.from, silent: false };
    }
  }
  return { fits: false, mtu: null, from: null, silent: last.kind === 'timeout' };
}
