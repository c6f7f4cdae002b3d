/**
 * Decides whether the relay is spoken to over UDP or through the TCP tunnel, free of I/O: what happened and the time
 * go in, what to do comes out.
 *
 *   udp ── unanswered for 3.5 s, only the control server answers ──► tcp
 *   tcp ── two hints in a row that UDP works ──► trial ── handshake answered ──► udp
 *                                                  └──── unanswered for 3.5 s ──► tcp, and hints are asked for less often
 *
 * A hint is a binding request to the relay from another socket: one key can't have two sessions with one relay, and
 * members must stay on the tunnel meanwhile. Where hints lie (a firewall that knows WireGuard lets STUN pass), trials
 * become rare: each costs relayed members a handshake.
 */

import { soonestAfter } from '../../deadline.ts';

export type UdpWatchState = 'udp' | 'tcp' | 'trial';

/** What to do now. */
export type UdpWatchStep =
  /** Speak to the relay through the tunnel. */
  | 'use-tcp'
  /** Shake hands over UDP, with the tunnel still open. */
  | 'try-udp'
  /** The trial was answered: members move to UDP too, and the tunnel may be closed. */
  | 'use-udp'
  /** Send a binding request to the relay's UDP port, and tell {@link UdpWatch.hinted} how it went. */
  | 'ask-hint';

/** RelayPeer tries at 0, 0.5, 1 and 1.5 s; the last has two seconds to be answered. */
const UNANSWERED_MS = 3500;
/** A relay that is dead altogether comes back on UDP first; what goes through the tunnel waits that long for it. */
const TUNNEL_UNANSWERED_MS = 20_000;
const HINT_MS = { first: 30_000, most: 600_000 };
/** Whoever can't be reached over TCP either is not asked again at once. */
const REFUSED_PAUSE_MS = 10_000;
/** One answer may be an accident of a flapping network. */
const SECOND_HINT_MS = 1000;

export class UdpWatch {
  readonly #hasTunnel: boolean;
  #state: UdpWatchState = 'udp';
  #reached = false;
  #sinceMs: number;
  #hintEveryMs = HINT_MS.first;
  #hintAtMs = Number.POSITIVE_INFINITY;
  #hints = 0;

  /** @param options.hasTunnel - false: there is nothing to change to. */
  constructor(options: { hasTunnel: boolean; nowMs: number }) {
    this.#hasTunnel = options.hasTunnel;
    this.#sinceMs = options.nowMs;
  }

  get state(): UdpWatchState {
    return this.#state;
  }

  /** Handshakes with the relay begin anew, where it is spoken to now. */
  restarted(nowMs: number): void {
    this.#reached = false;
    this.#sinceMs = nowMs;
  }

  /** The relay answered a handshake. */
  answered(): void {
    this.#reached = true;
  }

  /** The tunnel could not be opened, or UDP was answered while it was: UDP has another go. */
  refused(nowMs: number): void {
    this.#state = 'udp';
    this.#reached = false;
    this.#sinceMs = nowMs + REFUSED_PAUSE_MS;
  }

  /** How the hint that was asked for went. */
  hinted(isAnswered: boolean, nowMs: number): void {
    if (this.#state !== 'tcp') return;
    this.#hints = isAnswered ? this.#hints + 1 : 0;
    this.#hintAtMs = nowMs + (isAnswered ? SECOND_HINT_MS : this.#hintEveryMs);
  }

  /** The network of this machine changed: what was blocked may be open now. */
  networkChanged(nowMs: number): void {
    this.#hintEveryMs = HINT_MS.first;
    if (this.#state === 'tcp') this.#hintAtMs = Math.min(this.#hintAtMs, nowMs);
  }

  /** When time alone changes something next. */
  nextAtMs(nowMs: number): number {
    const unansweredAtMs = (limitMs: number): number =>
      this.#reached ? Number.POSITIVE_INFINITY : this.#sinceMs + limitMs;
    return this.#state === 'tcp'
      ? soonestAfter(nowMs, unansweredAtMs(TUNNEL_UNANSWERED_MS), this.#hintAtMs)
      : soonestAfter(nowMs, unansweredAtMs(UNANSWERED_MS));
  }

  /**
   * What to do now; null: nothing.
   * @param mayLeaveUdp - false where nothing gets through, UDP or not, and where other relays are reached over UDP.
   */
  tick(nowMs: number, mayLeaveUdp: boolean): UdpWatchStep | null {
    switch (this.#state) {
      case 'udp':
        return this.#isUnanswered(UNANSWERED_MS, nowMs) && this.#hasTunnel && mayLeaveUdp
          ? this.#changeToTcp(nowMs)
          : null;
      case 'trial':
        if (this.#reached) return this.#changeToUdp();
        return this.#isUnanswered(UNANSWERED_MS, nowMs) ? this.#failLinkTest(nowMs) : null;
      case 'tcp':
        return this.#tickTunnel(nowMs);
    }
  }

  #tickTunnel(nowMs: number): UdpWatchStep | null {
    if (this.#hints >= 2 || this.#isUnanswered(TUNNEL_UNANSWERED_MS, nowMs)) {
      this.#state = 'trial';
      this.restarted(nowMs);
      return 'try-udp';
    }
    if (nowMs < this.#hintAtMs) return null;
    // Until it is answered.
    this.#hintAtMs = Number.POSITIVE_INFINITY;
    return 'ask-hint';
  }

  #changeToTcp(nowMs: number): UdpWatchStep {
    this.#state = 'tcp';
    this.#hints = 0;
    this.#hintAtMs = nowMs + this.#hintEveryMs;
    this.restarted(nowMs);
    return 'use-tcp';
  }

  #failLinkTest(nowMs: number): UdpWatchStep {
    if (this.#hints >= 2) this.#hintEveryMs = Math.min(HINT_MS.most, this.#hintEveryMs * 2);
    return this.#changeToTcp(nowMs);
  }

  #changeToUdp(): UdpWatchStep {
    this.#state = 'udp';
    return 'use-udp';
  }

  #isUnanswered(limitMs: number, nowMs: number): boolean {
    return !this.#reached && nowMs >= this.#sinceMs + limitMs;
  }
}
