/**
 * How large packets may be on the way to a member, found by probes inside the tunnel (datagram packetization layer path MTU
 * discovery, RFC 8899): once a path has settled, again now and then, and whenever it is another one. A path that takes no full
 * packets mostly doesn't say so. Each try of a size is two probes at once, of that size and a small one: what is lost with
 * both, or as often as chance would have it, says nothing of sizes. Pure.
 */
import { nextMultiple } from '../../../base/time.ts';
import { soonestAfter } from '../deadline.ts';
import type { SizeProbe } from './echo-packet.ts';
import { SizeTrial } from './size-trial.ts';

/** As long as a path that was moved to may still be left again. */
const SETTLES_MS = 1000;
/** Of the size that is in use: a path may become another one without our doing. */
const CONFIRM_EVERY_MS = 10_000;
const CONFIRM_WITHIN_MS = 1000;
/** RFC 8899 §5.1.1 PMTU_RAISE_TIMER. */
const RAISE_AFTER_MS = 600_000;
/** A member that never answered a probe is of a version before they came. */
const MUTE_FOR_MS = 300_000;
/** What every network carries (RFC 791). */
const LEAST = 576;
/** WireGuard pads what it sealed to a multiple of it (WireGuard paper, section 5.4.6): sizes between two are one. */
const GRID = 16;
/** What an outer packet of 1280 bytes has room for, IPv6's own least: of narrow paths the most frequent. */
const LIKELY = 1216;
/** Paths whose size is remembered. */
const KNOWN_PATHS = 8;

export type PathMtuEffect =
  | { readonly type: 'send-echo'; readonly packet: SizeProbe }
  /** No packet to the member may be larger; null: only the tunnel's own MTU counts. */
  | { readonly type: 'limit'; readonly bytes: number | null };

type Stage =
  | { readonly name: 'resting' }
  /** The path may be left again. */
  | { readonly name: 'settling'; readonly untilMs: number }
  /** Larger probes would be cut into pieces as long as the limit stands. */
  | { readonly name: 'lifting' }
  | { readonly name: 'confirming'; readonly seq: number; readonly untilMs: number }
  /** passes, fails: sizes that are known to. isLast: everything is found, and must not be chance. */
  | {
      readonly name: 'trying';
      readonly trial: SizeTrial;
      readonly passes: number;
      readonly fails: number;
      readonly isLast: boolean;
    };

export class PathMtu {
  readonly #session: number;
  readonly #phaseMs: number;
  /** The tunnel's own MTU, which no packet is larger than anyway. */
  #bound: number;
  #stage: Stage = { name: 'resting' };
  /** The path that is in use; null: none. */
  #path: string | null = null;
  /** By path, the largest packet that passes. */
  readonly #known = new Map<string, { readonly bytes: number; readonly atMs: number }>();
  #limit: number | null = null;
  /** The limit is being set. */
  #isSetting = false;
  /** It could not be set, of late. */
  #isRefused = false;
  #hasAnswered = false;
  #nextSeq = 1;
  #dueAtMs = Number.POSITIVE_INFINITY;
  #effects: PathMtuEffect[] = [];

  /** @param session - random u32 of this run. @param phaseMs - when within each interval it asks. */
  constructor(session: number, bound: number, phaseMs = 0) {
    this.#session = session;
    this.#bound = bound;
    this.#phaseMs = phaseMs;
  }

  /** The largest IP packet that passes on the present path; null: not known. */
  get bytes(): number | null {
    return this.#known.get(this.#path ?? '')?.bytes ?? null;
  }

  /** What packets to the member are kept to, where that is less than the tunnel's MTU. */
  get limit(): number | null {
    return this.#limit;
  }

  /** Effects of all that happened since. */
  take(): PathMtuEffect[] {
    return this.#effects.splice(0);
  }

  /** The device was made anew: no limit is set. */
  startOver(bound: number): void {
    if (bound !== this.#bound) this.#known.clear();
    this.#bound = bound;
    this.#limit = null;
    this.#path = null;
    this.#rest(Number.POSITIVE_INFINITY);
  }

  /** @param path - what names it; null while there is none, or another one is tried. */
  follow(path: string | null, nowMs: number): void {
    if (path === null) {
      if (this.#stage.name !== 'resting') this.#rest(nowMs + SETTLES_MS);
      return;
    }
    if (path === this.#path) return;
    this.#path = path;
    const known = this.bytes;
    if (known === null) {
      this.#stage = { name: 'settling', untilMs: nowMs + SETTLES_MS };
      return;
    }
    // Back on it: what was found holds, until its next probe says otherwise.
    this.#keepTo(known);
    this.#rest(nowMs + SETTLES_MS);
  }

  /** A probe of ours was answered. */
  answered({ session, seq }: SizeProbe, nowMs: number): void {
    if (session !== this.#session) return;
    this.#hasAnswered = true;
    const stage = this.#stage;
    if (stage.name === 'trying') stage.trial.answered(seq, nowMs);
    else if (stage.name === 'confirming' && seq === stage.seq) {
      // Lifted for a look at more that came to nothing.
      if (!this.#isRefused) this.#keepTo(this.bytes);
      this.#restUntilNextLook(nowMs);
    }
  }

  /** The limit that was asked for is set, or can't be. */
  limited(isSet: boolean, nowMs: number): void {
    if (!this.#isSetting) return;
    this.#isSetting = false;
    this.#isRefused = !isSet;
    if (!isSet) this.#limit = null;
    if (this.#stage.name === 'lifting') this.#try(this.#bound, LEAST, this.#bound, false, nowMs);
  }

  /** @param mayAsk - the path carries echoes now. */
  tick(nowMs: number, mayAsk: boolean): void {
    if (!mayAsk || this.#path === null) return;
    const stage = this.#stage;
    switch (stage.name) {
      case 'resting':
        if (nowMs >= this.#dueAtMs) this.#look(nowMs);
        return;
      case 'settling':
        if (nowMs >= stage.untilMs) this.#measure(nowMs);
        return;
      case 'confirming':
        if (nowMs >= stage.untilMs) this.#measure(nowMs);
        return;
      case 'trying':
        this.#goOn(stage, nowMs);
        return;
      case 'lifting':
    }
  }

  /** When time alone changes something next; infinite: never. */
  nextAtMs(nowMs: number, mayAsk: boolean): number {
    if (!mayAsk || this.#path === null) return Number.POSITIVE_INFINITY;
    const stage = this.#stage;
    switch (stage.name) {
      case 'resting':
        return this.#dueAtMs;
      case 'settling':
      case 'confirming':
        return stage.untilMs;
      case 'trying':
        return soonestAfter(nowMs, stage.trial.nextAtMs(nowMs));
      case 'lifting':
        return Number.POSITIVE_INFINITY;
    }
  }

  /** Whether what is in use still passes; and, after long, whether more does. */
  #look(nowMs: number): void {
    const known = this.#known.get(this.#path ?? '');
    const isOld = known === undefined || (known.bytes < this.#bound && nowMs >= known.atMs + RAISE_AFTER_MS);
    if (isOld) this.#measure(nowMs);
    else {
      const seq = this.#send(known.bytes);
      this.#stage = { name: 'confirming', seq, untilMs: nowMs + CONFIRM_WITHIN_MS };
    }
  }

  #measure(nowMs: number): void {
    this.#keepTo(null);
    if (this.#isSetting) this.#stage = { name: 'lifting' };
    else this.#try(this.#bound, LEAST, this.#bound, false, nowMs);
  }

  #try(bytes: number, passes: number, fails: number, isLast: boolean, nowMs: number): void {
    const trial = new SizeTrial(bytes);
    this.#stage = { name: 'trying', trial, passes, fails, isLast };
    this.#goOn(this.#stage, nowMs);
  }

  #goOn(stage: Extract<Stage, { name: 'trying' }>, nowMs: number): void {
    const { trial, passes, fails, isLast } = stage;
    const sizes = trial.due(nowMs);
    if (sizes !== null)
      trial.sent(
        sizes.map((bytes) => this.#send(bytes)),
        nowMs,
      );
    switch (trial.verdict(nowMs)) {
      case 'open':
        return;
      case 'mute':
        this.#rest(nowMs + (this.#hasAnswered ? CONFIRM_EVERY_MS : MUTE_FOR_MS));
        return;
      case 'passes':
        if (trial.bytes === this.#bound) this.#found(this.#bound, nowMs);
        else this.#narrow(trial.bytes, fails, nowMs);
        return;
      case 'too-big':
        if (isLast) this.#found(passes, nowMs);
        else this.#narrow(passes, trial.bytes, nowMs);
    }
  }

  /** passes: the largest that does; fails: the smallest that doesn't. */
  #narrow(passes: number, fails: number, nowMs: number): void {
    const middle = Math.floor((passes + fails) / 2 / GRID) * GRID;
    const isLikely = fails === this.#bound && passes === LEAST && LIKELY < fails;
    if (fails - passes > GRID && middle > passes)
      this.#try(isLikely ? LIKELY : middle, passes, fails, false, nowMs);
    else this.#try(this.#bound, passes, fails, true, nowMs);
  }

  #found(bytes: number, nowMs: number): void {
    this.#known.delete(this.#path ?? '');
    this.#known.set(this.#path ?? '', { bytes, atMs: nowMs });
    const [oldest] = this.#known.keys();
    if (this.#known.size > KNOWN_PATHS && oldest !== undefined) this.#known.delete(oldest);
    this.#keepTo(bytes);
    this.#restUntilNextLook(nowMs);
  }

  /** Has packets kept to so many bytes; null, or what is no limit: to none. */
  #keepTo(bytes: number | null): void {
    const limit = bytes !== null && bytes < this.#bound ? bytes : null;
    if (limit === this.#limit) return;
    this.#limit = limit;
    this.#isSetting = true;
    this.#effects.push({ type: 'limit', bytes: limit });
  }

  #restUntilNextLook(nowMs: number): void {
    this.#rest(nextMultiple(nowMs - this.#phaseMs, CONFIRM_EVERY_MS) + this.#phaseMs);
  }

  #rest(untilMs: number): void {
    this.#stage = { name: 'resting' };
    this.#dueAtMs = untilMs;
  }

  #send(bytes: number): number {
    const seq = this.#nextSeq++;
    this.#effects.push({ type: 'send-echo', packet: { kind: 'probe', session: this.#session, seq, bytes } });
    return seq;
  }
}
