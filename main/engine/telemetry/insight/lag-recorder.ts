/** Keeps the last 30 s of everything that is known, and after a press the next 30 s as well; pure, with times passed in. */
import type { LagTrace, PathChange, TrackKind, TrackSample } from './lag-trace.ts';

/** How far a recording reaches, before and after the press. */
export const REACH_MS = 30_000;
/** What was sent in the last moment counts as lost only then. */
const SETTLE_MS = 2_500;
/** 20 Hz, with room for timers that come early: what comes closer is joined with the sample before it. */
const LEAST_GAP_MS = 40;
/** Every member of a party as peer and as seen by the others, and what this machine has. */
const MAX_TRACKS = 160;
const MAX_CHANGES = 200;

interface Kept {
  readonly kind: TrackKind;
  readonly id: string;
  readonly samples: TrackSample[];
}

export interface LagRecording extends LagTrace {
  readonly id: number;
  readonly pressedAt: number;
}

export class LagRecorder {
  readonly #tracks = new Map<string, Kept>();
  #changes: PathChange[] = [];
  #relayed: ReadonlySet<string> = new Set();
  #pressed: { readonly id: number; readonly atMs: number } | null = null;
  #lastId = 0;

  /** True from a press until its recording is over: what can be probed faster should be. */
  get isRecording(): boolean {
    return this.#pressed !== null;
  }

  /** Notes a sample at the time it belongs to: for a lost echo when it was sent. Samples of a track may come out of order. */
  note(kind: TrackKind, id: string, at: number, value: number | null): void {
    const track = this.#trackOf(kind, id);
    if (track === null) return;
    const { samples } = track;
    let place = samples.length;
    while (place > 0 && (samples[place - 1]?.at ?? at) > at) place--;
    const before = samples[place - 1];
    if (before !== undefined && at - before.at < LEAST_GAP_MS) {
      samples[place - 1] = { at: before.at, value: worse(kind, before.value, value) };
    } else {
      samples.splice(place, 0, { at, value });
    }
    const oldest = this.#oldestKept(samples.at(-1)?.at ?? at);
    const stale = samples.findIndex((sample) => sample.at >= oldest);
    if (stale > 0) samples.splice(0, stale);
  }

  /** A peer's way changed. */
  notePathChange(peer: string, at: number): void {
    const oldest = this.#oldestKept(at);
    this.#changes = [...this.#changes.filter((change) => change.at >= oldest), { at, peer }].slice(
      -MAX_CHANGES,
    );
  }

  /** Which peers go through the relay now. */
  setRelayed(peers: ReadonlySet<string>): void {
    this.#relayed = peers;
  }

  /** Somebody noticed lag. While a recording is under way another press belongs to it. @returns the recording's id. */
  press(nowMs: number): number {
    this.#pressed ??= { id: ++this.#lastId, atMs: nowMs };
    return this.#pressed.id;
  }

  /** The recording once its 30 s after the press are over and settled, else null. */
  finish(nowMs: number): LagRecording | null {
    const pressed = this.#pressed;
    if (pressed === null || nowMs - pressed.atMs < REACH_MS + SETTLE_MS) return null;
    this.#pressed = null;
    const from = pressed.atMs - REACH_MS;
    const to = pressed.atMs + REACH_MS;
    const within = ({ at }: { readonly at: number }): boolean => at >= from && at <= to;
    return {
      id: pressed.id,
      pressedAt: pressed.atMs,
      from,
      to,
      tracks: [...this.#tracks.values()]
        .map((track) => ({ ...track, samples: track.samples.filter(within) }))
        .filter(({ samples }) => samples.length > 0),
      pathChanges: this.#changes.filter(within),
      relayed: this.#relayed,
    };
  }

  #oldestKept(nowMs: number): number {
    return Math.min(nowMs, this.#pressed?.atMs ?? nowMs) - REACH_MS;
  }

  /** Null when there are too many, and none is stale. */
  #trackOf(kind: TrackKind, id: string): Kept | null {
    const key = `${kind} ${id}`;
    const known = this.#tracks.get(key);
    if (known !== undefined) return known;
    if (this.#tracks.size >= MAX_TRACKS && !this.#dropStalest()) return null;
    const track: Kept = { kind, id, samples: [] };
    this.#tracks.set(key, track);
    return track;
  }

  /** Members come and go: the track that was silent longest makes room, unless a recording needs it. */
  #dropStalest(): boolean {
    if (this.isRecording) return false;
    let stalest: string | null = null;
    let since = Number.POSITIVE_INFINITY;
    for (const [key, { samples }] of this.#tracks) {
      const last = samples.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
      if (last < since) [stalest, since] = [key, last];
    }
    return stalest !== null && this.#tracks.delete(stalest);
  }
}

/** Of two samples that are joined, the one that tells of trouble. */
function worse(kind: TrackKind, a: number | null, b: number | null): number | null {
  if (a === null || b === null) return null;
  return kind === 'wifi-signal' ? Math.min(a, b) : Math.max(a, b);
}
