/** Sends and matches the echoes to one peer; pure, with times passed in. */
import { nextMultiple } from '../../../base/time.ts';
import { type EchoSample, LatencyWindow } from '../../telemetry/metrics/latency-window.ts';
import { soonestAfter } from '../deadline.ts';
import type { EchoPacket } from './echo-packet.ts';

/** Until the first answer: often enough that it isn't what people wait for. */
const FIRST_INTERVAL_MS = 100;
const INTERVAL_MS = 1000;
/** While a game runs, a dead path must be noticed before players notice. */
const GAME_INTERVAL_MS = 200;
/** While a path is being tried or doubted; of such echoes only as many count as would have been sent anyway. */
const HURRY_INTERVAL_MS = 50;
const HURRY_FOR_MS = 700;
/** Beyond what any path that can carry a game takes. */
const GIVE_UP_MS = 2000;

export interface EchoAnswer {
  readonly sample: EchoSample;
  /** False where it was only asked in a hurry: neither its answer nor its loss is one of the path's figures. */
  readonly counts: boolean;
}

export class EchoProbe {
  readonly window = new LatencyWindow();
  readonly #session: number;
  readonly #outstanding = new Map<number, { readonly sentAtMs: number; readonly counts: boolean }>();
  /** When it asks within each interval. */
  readonly #phaseMs: number;
  #nextSeq = 1;
  #nextAtMs = 0;
  #answered = false;
  #isTrying = false;
  #hurryUntilMs = 0;
  /** When the last echo was sent that counts. */
  #countedAtMs = Number.NEGATIVE_INFINITY;
  #intervalMs = INTERVAL_MS;
  /** Requests of the peer's session that we saw, told back to it. */
  #theirSession = 0;
  #received = 0;

  /**
   * @param session - random u32; replies to a session before a restart don't match. @param phaseMs - peers that share it are
   * asked at the same moments.
   */
  constructor(session: number, phaseMs = 0) {
    this.#session = session;
    this.#phaseMs = phaseMs;
  }

  /**
   * Starts over after a new handshake, so that the first answer is looked for quickly again. What was asked before
   * still counts: it is because of those losses that there is a new handshake.
   */
  restart(): void {
    this.#answered = false;
    this.#nextAtMs = 0;
  }

  /** @param isGame - five times a second, else once. */
  setPace(isGame: boolean, nowMs: number): void {
    this.#intervalMs = isGame ? GAME_INTERVAL_MS : INTERVAL_MS;
    this.#nextAtMs = Math.min(this.#nextAtMs, this.#calmAfter(nowMs));
  }

  /** @param isTrying - another path is being tried: what is lost on it tells nothing of the one that is used. */
  setTrying(isTrying: boolean): void {
    this.#isTrying = isTrying;
  }

  /** Asks quickly for a moment, from now on. */
  hurry(nowMs: number): void {
    this.#hurryUntilMs = nowMs + HURRY_FOR_MS;
    this.#nextAtMs = nowMs;
  }

  /** The next request when it is due, else null. */
  due(nowMs: number): EchoPacket | null {
    if (nowMs < this.#nextAtMs) return null;
    const hurried = nowMs < this.#hurryUntilMs;
    if (hurried) this.#nextAtMs = nowMs + HURRY_INTERVAL_MS;
    else this.#nextAtMs = this.#answered ? this.#calmAfter(nowMs) : nowMs + FIRST_INTERVAL_MS;
    const isDue = !hurried || nowMs - this.#countedAtMs >= this.#intervalMs;
    const counts = this.#answered && !this.#isTrying && isDue;
    if (counts) this.#countedAtMs = nowMs;
    const seq = this.#nextSeq++;
    this.#outstanding.set(seq, { sentAtMs: nowMs, counts });
    return { kind: 'request', session: this.#session, seq, sentAtMs: nowMs, received: 0 };
  }

  /** Matches a reply to its request. @returns null for one that was never asked, or twice. */
  match(reply: EchoPacket, nowMs: number): EchoAnswer | null {
    const request = this.#outstanding.get(reply.seq);
    if (reply.session !== this.#session || request === undefined) return null;
    const { sentAtMs } = request;
    this.#outstanding.delete(reply.seq);
    const counts = request.counts || !this.#answered;
    if (!this.#answered) this.#begin(nowMs);
    const sample = { sentAtMs, rttMs: nowMs - sentAtMs };
    if (counts) this.window.add(sample);
    return { sample, counts };
  }

  /** Requests from before the session was there wait or vanish in WireGuard: they tell nothing of the path. */
  #begin(nowMs: number): void {
    this.#answered = true;
    for (const [seq, { counts }] of this.#outstanding) if (!counts) this.#outstanding.delete(seq);
    this.#countedAtMs = nowMs;
    this.#nextAtMs = this.#calmAfter(nowMs);
  }

  #calmAfter(nowMs: number): number {
    return nextMultiple(nowMs - this.#phaseMs, this.#intervalMs) + this.#phaseMs;
  }

  /** Gives up what wasn't answered in 2 s. @returns the lost echoes; none before the first answer ever. */
  expire(nowMs: number): EchoSample[] {
    const lost: EchoSample[] = [];
    for (const [seq, { sentAtMs, counts }] of this.#outstanding) {
      if (nowMs < sentAtMs + GIVE_UP_MS) break;
      this.#outstanding.delete(seq);
      if (counts) lost.push({ sentAtMs, rttMs: null });
    }
    for (const sample of lost) this.window.add(sample);
    return lost;
  }

  /** When the next request is due, or the next one is given up. @param mayEcho - whether any may be sent now. */
  nextAtMs(nowMs: number, mayEcho: boolean): number {
    const [oldest] = this.#outstanding.values();
    return soonestAfter(
      nowMs,
      mayEcho ? this.#nextAtMs : Number.POSITIVE_INFINITY,
      (oldest?.sentAtMs ?? Number.POSITIVE_INFINITY) + GIVE_UP_MS,
    );
  }

  /** The reply to a peer's request. */
  answer(request: EchoPacket): EchoPacket {
    if (request.session !== this.#theirSession) this.#received = 0;
    this.#theirSession = request.session;
    this.#received++;
    return { ...request, kind: 'reply', received: this.#received };
  }
}
