/** What tells that a link carries anything, and how well: the member's echo, and what WireGuard has received. Pure. */

const UNSTEADY_AFTER_MS = 3000;
const DEAD_AFTER_MS = 15_000;
/** Where a firewall drops our echo, WireGuard's keepalives every 25 s are all that tells life. */
const DEAD_WITHOUT_ECHO_AFTER_MS = 30_000;
/** A peer that WireGuard still calls for is taken away; the member takes it up again when it is back. */
const GONE_AFTER_MS = 300_000;
/** Ticks come every 50 ms: this process stood still, and what came meanwhile is still waiting to be read. */
const STOOD_STILL_MS = 1000;
const RECENT_ECHOES = 10;
const UNSTEADY_LOSSES = 3;

export class SignsOfLife {
  readonly #beganAtMs: number;
  /** In this session; the next one outlives it. */
  #heardAtMs: number | null = null;
  #lifeAtMs = Number.NEGATIVE_INFINITY;
  #echoWorks = false;
  #rxBytes = 0;
  #receivedAtMs = Number.NEGATIVE_INFINITY;
  #tickAtMs: number | null = null;
  #echoes: boolean[] = [];

  constructor(nowMs: number) {
    this.#beganAtMs = nowMs;
  }

  /** A session that is shaken hands for has carried nothing yet. */
  startOver(): void {
    this.#heardAtMs = null;
    this.#echoWorks = false;
    this.#rxBytes = 0;
  }

  /** The session is there. */
  begin(nowMs: number): void {
    this.#heardAtMs ??= nowMs;
    this.#echoes = [];
  }

  /** An echo packet of the member came. */
  heard(nowMs: number): void {
    // Losses of a silence that is over say nothing about the path as it is now.
    if (this.#heardAtMs !== null && nowMs - this.#heardAtMs > UNSTEADY_AFTER_MS) this.#echoes = [];
    this.#heardAtMs = nowMs;
    this.#lifeAtMs = nowMs;
    this.#echoWorks = true;
  }

  /** @param rxBytes - what WireGuard has received of the member so far. */
  received(rxBytes: number, nowMs: number): void {
    if (rxBytes > this.#rxBytes) this.#receivedAtMs = nowMs;
    this.#rxBytes = rxBytes;
  }

  /** One echo of ours was answered or given up. */
  echoed(answered: boolean): void {
    this.#echoes = [...this.#echoes.slice(1 - RECENT_ECHOES), answered];
  }

  /** To be called often. */
  tick(nowMs: number): void {
    const stoodStill = this.#tickAtMs !== null && nowMs - this.#tickAtMs > STOOD_STILL_MS;
    this.#tickAtMs = nowMs;
    if (stoodStill) this.#receivedAtMs = nowMs;
  }

  /** Nothing was heard for longer than an echo or two. */
  isSilent(nowMs: number): boolean {
    return this.#silentMs(nowMs) > UNSTEADY_AFTER_MS;
  }

  isUnsteady(nowMs: number): boolean {
    return this.isSilent(nowMs) || this.#echoes.filter((answered) => !answered).length >= UNSTEADY_LOSSES;
  }

  /** A link that still carries anything is never torn down for its echo alone. */
  isDead(nowMs: number): boolean {
    const limitMs = this.#echoWorks ? DEAD_AFTER_MS : DEAD_WITHOUT_ECHO_AFTER_MS;
    return this.#silentMs(nowMs) > limitMs && nowMs - this.#receivedAtMs > limitMs;
  }

  /** Nothing for so long, over any session, that calling for the member only costs. */
  isGone(nowMs: number): boolean {
    return nowMs - Math.max(this.#beganAtMs, this.#lifeAtMs, this.#receivedAtMs) > GONE_AFTER_MS;
  }

  #silentMs(nowMs: number): number {
    return this.#heardAtMs === null ? Number.POSITIVE_INFINITY : nowMs - this.#heardAtMs;
  }
}
