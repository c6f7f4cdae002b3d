/**
 * When something last came over a link, and what the time since then means. One set of facts: echoes of the member, and what
 * WireGuard has received of it; three patiences: whether the path in use still works (a second), whether the session does
 * (some fifteen), and whether it is worth calling for the member at all (minutes). Pure.
 */
import { soonestAfter } from '../deadline.ts';

/**
 * At one echo a second from each end one may be missed, at five a second too: then we ask quickly, then the path is dead.
 * prove: what a handshake with the relay and an echo over it may take.
 */
const PATH = {
  calm: { suspectMs: 1300, deadMs: 1900, proveMs: 700 },
  game: { suspectMs: 250, deadMs: 450, proveMs: 400 },
} as const;
/** Longer than an echo or two. */
const SILENT_AFTER_MS = 3000;
const LOST_AFTER_MS = 15_000;
/**
 * When people are told so, which is sooner than anything is torn down: with nothing but confirmations nobody plays. Longer
 * than any change of paths or relays takes.
 */
const SEEMS_LOST_AFTER_MS = 8000;
/** An initiation and a keepalive between two looks are no game (148 and 32 bytes; WireGuard paper, section 5.4). */
const NO_GAME_BYTES = 180;
/** Where a firewall drops our echo, WireGuard's keepalives every 25 s are all that tells life. */
const LOST_WITHOUT_ECHO_AFTER_MS = 30_000;
/** The same, as soon as a way may be doubted: what WireGuard gets and doesn't answer, it confirms after 10 s. */
const UNHEARD_WITHOUT_ECHO_AFTER_MS = 12_000;
/** A peer that WireGuard still calls for is taken away; the member takes it up again when it is back. */
const GONE_AFTER_MS = 300_000;
const RECENT_ECHOES = 10;
const UNSTEADY_LOSSES = 3;
const NEVER = Number.NEGATIVE_INFINITY;

export class Liveness {
  #pace: keyof typeof PATH = 'calm';
  readonly #metAtMs: number;
  /** When an echo of the member last came, over any session. */
  #echoAtMs = NEVER;
  /** The same since this session began, its beginning included; null: there is none. */
  #heardAtMs: number | null = null;
  /** In this session. */
  #echoWorks = false;
  #rxBytes = 0;
  #lookedAtMs: number | null = null;
  #receivedAtMs = NEVER;
  /** The same, of more than WireGuard's own packets. */
  #playedAtMs = NEVER;
  /** The same in this session, whose handshake alone proves no way. */
  #carriedAtMs = NEVER;
  /** From when on the silence of the path counts. */
  #pathSinceMs = NEVER;
  /** Whether the last echoes of ours were answered. */
  #answers: boolean[] = [];

  constructor(nowMs: number) {
    this.#metAtMs = nowMs;
  }

  /** When an echo of the member last came, monotonic ms. */
  get echoAtMs(): number {
    return this.#echoAtMs;
  }

  /** Whether any echo of the member ever came: a firewall that drops it says nothing about the path. */
  get hasEchoed(): boolean {
    return this.#echoAtMs > NEVER;
  }

  /** How long another path is given before the session is given up. */
  get proveMs(): number {
    return PATH[this.#pace].proveMs;
  }

  /** An echo packet of the member came. */
  heard(nowMs: number): void {
    // Losses of a silence that is over say nothing about the path as it is now.
    if (this.#heardAtMs !== null && nowMs > this.#heardAtMs + SILENT_AFTER_MS) this.#answers = [];
    this.#echoAtMs = nowMs;
    this.#heardAtMs = nowMs;
    this.#echoWorks = true;
    this.#pathSinceMs = nowMs;
  }

  /** Where only the echo is missing, the game goes on. @param rxBytes - what WireGuard has received of the member so far. */
  received(rxBytes: number, nowMs: number): void {
    // It came at some time since we last looked, which may have been a second ago; the next has to have a chance to come.
    const cameAtMs = Math.max(this.#lookedAtMs ?? nowMs, nowMs - PATH[this.#pace].suspectMs);
    if (rxBytes > this.#rxBytes) {
      this.#pathSinceMs = Math.max(this.#pathSinceMs, cameAtMs);
      this.#receivedAtMs = nowMs;
      this.#carriedAtMs = nowMs;
    }
    if (rxBytes > this.#rxBytes + NO_GAME_BYTES) this.#playedAtMs = nowMs;
    this.#rxBytes = rxBytes;
    this.#lookedAtMs = nowMs;
  }

  /** One echo of ours was answered or given up. */
  echoed(answered: boolean): void {
    this.#answers = [...this.#answers.slice(1 - RECENT_ECHOES), answered];
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
    this.#carriedAtMs = NEVER;
    this.#answers = [];
  }

  /** Another path is in use: what was before says nothing about it. */
  changePath(nowMs: number): void {
    this.#pathSinceMs = nowMs;
  }

  /** @param isGame - both ends' echoes come five times a second then. */
  setPace(isGame: boolean, nowMs: number): void {
    this.#pace = isGame ? 'game' : 'calm';
    this.changePath(nowMs);
  }

  /** This process stood still, and what came meanwhile is still waiting to be read. */
  stoodStill(nowMs: number): void {
    this.#pathSinceMs = Math.max(this.#pathSinceMs, nowMs - PATH[this.#pace].suspectMs);
    this.#receivedAtMs = nowMs;
    this.#playedAtMs = nowMs;
  }

  /** The path may be dead: it is asked quickly. */
  isPathSuspect(nowMs: number): boolean {
    return nowMs >= this.#suspectAtMs;
  }

  /** For as long as it may still turn out that only the echo is missing: WireGuard's own figures tell. */
  isPathDoubtful(nowMs: number): boolean {
    return this.isPathSuspect(nowMs) && !this.isPathDead(nowMs);
  }

  isPathDead(nowMs: number): boolean {
    return nowMs >= this.#deadAtMs;
  }

  /** No echo came for so long that the path would be dead, whatever else comes: perhaps it leads one way only. */
  isEchoMissing(nowMs: number): boolean {
    return this.hasEchoed && nowMs >= this.#echoMissingAtMs;
  }

  /** Whether an echo of the member came in this session, and the next isn't overdue. */
  isEchoFresh(nowMs: number): boolean {
    return this.#echoWorks && nowMs < (this.#heardAtMs ?? NEVER) + PATH[this.#pace].suspectMs;
  }

  /** Whether something came as lately as it should, where it is not known whether our echo comes through at all. */
  isHeard(nowMs: number): boolean {
    return nowMs < this.#unheardAtMs;
  }

  /** Nothing was heard for longer than an echo or two. */
  isSilent(nowMs: number): boolean {
    return nowMs >= this.#silentAtMs;
  }

  isUnsteady(nowMs: number): boolean {
    return this.isSilent(nowMs) || this.#answers.filter((answered) => !answered).length >= UNSTEADY_LOSSES;
  }

  /** A session that still carries anything is never torn down for its echo alone. */
  isLost(nowMs: number): boolean {
    return nowMs >= this.#lostAtMs;
  }

  /** Nobody can play over it, whatever WireGuard still confirms. */
  seemsLost(nowMs: number): boolean {
    return nowMs >= this.#seemsLostAtMs;
  }

  /** Nothing for so long, over any session, that calling for the member only costs. */
  isGone(nowMs: number): boolean {
    return nowMs >= this.#goneAtMs;
  }

  /** When the next of these becomes true if nothing comes; infinite: all are. */
  nextAtMs(nowMs: number): number {
    return soonestAfter(
      nowMs,
      this.#suspectAtMs,
      this.#deadAtMs,
      this.#echoMissingAtMs,
      this.#unheardAtMs,
      this.#silentAtMs,
      this.#seemsLostAtMs,
      this.#lostAtMs,
      this.#goneAtMs,
    );
  }

  get #suspectAtMs(): number {
    return this.#pathSinceMs + PATH[this.#pace].suspectMs;
  }

  get #deadAtMs(): number {
    return this.#pathSinceMs + PATH[this.#pace].deadMs;
  }

  get #echoMissingAtMs(): number {
    return this.#echoAtMs + PATH[this.#pace].deadMs;
  }

  get #unheardAtMs(): number {
    if (this.hasEchoed) return this.#suspectAtMs;
    return Math.max(this.#silentAtMs, this.#carriedAtMs + UNHEARD_WITHOUT_ECHO_AFTER_MS);
  }

  get #silentAtMs(): number {
    return (this.#heardAtMs ?? NEVER) + SILENT_AFTER_MS;
  }

  get #lostAtMs(): number {
    const limitMs = this.#echoWorks ? LOST_AFTER_MS : LOST_WITHOUT_ECHO_AFTER_MS;
    return Math.max(this.#heardAtMs ?? NEVER, this.#receivedAtMs) + limitMs;
  }

  get #seemsLostAtMs(): number {
    if (!this.#echoWorks) return this.#lostAtMs;
    return Math.max(this.#heardAtMs ?? NEVER, this.#playedAtMs) + SEEMS_LOST_AFTER_MS;
  }

  get #goneAtMs(): number {
    return Math.max(this.#metAtMs, this.#echoAtMs, this.#receivedAtMs) + GONE_AFTER_MS;
  }
}
