/** How long nothing has come over a path, and what that means at the pace of its echoes. Pure. */

/**
 * At one echo a second from each end one may be missed, at five a second too: then we ask quickly, then it is dead.
 * prove: what a handshake with the relay and an echo over it may take.
 */
const LIMITS = {
  calm: { suspectMs: 1300, deadMs: 1900, proveMs: 700 },
  game: { suspectMs: 250, deadMs: 450, proveMs: 400 },
} as const;
/** Ticks come every 50 ms: this process stood still, and what came meanwhile is still waiting to be read. */
const STOOD_STILL_MS = 1000;

export class PathSilence {
  #pace: keyof typeof LIMITS = 'calm';
  #heardAtMs = Number.NEGATIVE_INFINITY;
  #sinceMs = Number.NEGATIVE_INFINITY;
  #rxBytes = 0;
  #lookedAtMs: number | null = null;
  #tickAtMs: number | null = null;

  /** How long another path is given before the session is given up. */
  get proveMs(): number {
    return LIMITS[this.#pace].proveMs;
  }

  /** When an echo of the other end last came, monotonic ms. */
  get heardAtMs(): number {
    return this.#heardAtMs;
  }

  /** @param isGame - both ends' echoes come five times a second then. */
  setPace(isGame: boolean, nowMs: number): void {
    this.#pace = isGame ? 'game' : 'calm';
    this.restart(nowMs);
  }

  /** Counts from now, whatever was before. */
  restart(nowMs: number): void {
    this.#sinceMs = nowMs;
  }

  heard(nowMs: number): void {
    this.#heardAtMs = nowMs;
    this.#sinceMs = nowMs;
  }

  /** Where only the echo is missing, the game goes on. @param rxBytes - what WireGuard has received of it so far. */
  received(rxBytes: number, nowMs: number): void {
    // It came at some time since we last looked, which may have been a second ago; the next has to have a chance to come.
    const cameAtMs = Math.max(this.#lookedAtMs ?? nowMs, nowMs - LIMITS[this.#pace].suspectMs);
    if (rxBytes > this.#rxBytes) this.#sinceMs = Math.max(this.#sinceMs, cameAtMs);
    this.#rxBytes = rxBytes;
    this.#lookedAtMs = nowMs;
  }

  /** To be called often. */
  tick(nowMs: number): void {
    const stoodStill = this.#tickAtMs !== null && nowMs - this.#tickAtMs > STOOD_STILL_MS;
    if (stoodStill) this.#sinceMs = Math.max(this.#sinceMs, nowMs - LIMITS[this.#pace].suspectMs);
    this.#tickAtMs = nowMs;
  }

  isSuspect(nowMs: number): boolean {
    return nowMs - this.#sinceMs > LIMITS[this.#pace].suspectMs;
  }

  /** For as long as it may still turn out that only the echo is missing: WireGuard's own figures tell. */
  isDoubtful(nowMs: number): boolean {
    return this.isSuspect(nowMs) && !this.isDead(nowMs);
  }

  isDead(nowMs: number): boolean {
    return nowMs - this.#sinceMs > LIMITS[this.#pace].deadMs;
  }
}
