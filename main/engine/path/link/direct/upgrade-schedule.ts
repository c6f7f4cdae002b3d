/** When a relayed pair tries for a direct path, and which of the planned attempts. Pure. */

/** Candidates trickle in right after the handshake; a plan made too early is made twice. */
const SETTLE_MS = 400;
const NEXT_ATTEMPT_MS = 1000;
/** However often a network changes, a game isn't interrupted more often. */
const LEAST_DISTANCE_MS = 2000;
/** What nothing has changed about is as it was: the last is for routes of providers that come and go. */
const BACKOFF_MS = [5000, 15_000, 60_000, 300_000, 3_600_000] as const;
/** A direct path that dies sooner counts as a failure, so that one that comes and goes is tried less and less often. */
const STABLE_AFTER_MS = 60_000;

export class UpgradeSchedule {
  #atMs = Number.POSITIVE_INFINITY;
  #notBeforeMs = Number.NEGATIVE_INFINITY;
  #begunAtMs = Number.NEGATIVE_INFINITY;
  #directSinceMs = Number.NEGATIVE_INFINITY;
  #failures = 0;
  #next = 0;

  /** Which of the planned attempts is next. */
  get next(): number {
    return this.#next;
  }

  isDue(nowMs: number): boolean {
    return nowMs >= this.#atMs;
  }

  /** When it is due; infinite: never, as things are. */
  get atMs(): number {
    return this.#atMs;
  }

  /** The pair has a session over the relay. */
  resume(nowMs: number): void {
    this.#atMs = Math.max(nowMs + SETTLE_MS, this.#notBeforeMs);
  }

  /** A network changed: what failed may work now. */
  renew(nowMs: number): void {
    this.#failures = 0;
    this.#next = 0;
    this.#notBeforeMs = this.#begunAtMs + LEAST_DISTANCE_MS;
    this.resume(nowMs);
  }

  /** There is nothing to try, until something changes. */
  rest(): void {
    this.#atMs = Number.POSITIVE_INFINITY;
  }

  begun(nowMs: number): void {
    this.#begunAtMs = nowMs;
    this.rest();
  }

  succeeded(nowMs: number): void {
    this.#directSinceMs = nowMs;
    this.#next = 0;
  }

  /** Next attempt soon, or all of them again after a while: there is no last time. @param planned - how many there are. */
  failed(planned: number, nowMs: number): void {
    this.#next++;
    if (this.#next >= planned) {
      this.#backOff(nowMs);
      return;
    }
    this.#notBeforeMs = nowMs + NEXT_ATTEMPT_MS;
    this.resume(nowMs);
  }

  /** A direct path died. */
  lost(nowMs: number): void {
    if (nowMs - this.#directSinceMs > STABLE_AFTER_MS) this.#failures = 0;
    this.#backOff(nowMs);
  }

  #backOff(nowMs: number): void {
    this.#next = 0;
    this.#notBeforeMs = nowMs + (BACKOFF_MS[Math.min(this.#failures, BACKOFF_MS.length - 1)] ?? 0);
    this.#failures++;
    this.resume(nowMs);
  }
}
