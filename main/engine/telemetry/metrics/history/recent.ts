/** The last hour of each subject in memory, second by second, and what of it the database hasn't got yet. */
import { Bucket } from './bucket.ts';
import { decodePack, encodePack, type Seconds } from './pack.ts';

export const MINUTE_MS = 60_000;
const KEPT_MINUTES = 60;
/** Losses are known later than answers: 2 s for echoes, mostly as much for targets. Later ones open the minute again. */
const CLOSE_AFTER_MS = 5_000;

/** A minute that is over: all of its seconds, and what was added to them since it was last written. */
export interface ClosedMinute {
  readonly subject: string;
  /** Wall-clock ms / 60,000. */
  readonly minute: number;
  readonly pack: Uint8Array;
  readonly delta: Uint8Array;
  /** How many seconds changed. */
  readonly rows: number;
}

export interface SecondRow {
  readonly subject: string;
  /** Wall-clock ms / 1000. */
  readonly second: number;
  readonly data: Uint8Array;
}

interface OpenMinute {
  readonly seconds: Map<number, Uint8Array>;
  readonly delta: Bucket;
  readonly changed: Set<number>;
  readonly unwritten: Set<number>;
}

interface SubjectMinutes {
  readonly open: Map<number, OpenMinute>;
  readonly packs: Map<number, Uint8Array>;
}

export class RecentHistory {
  readonly #subjects = new Map<string, SubjectMinutes>();
  readonly #loadPack: (subject: string, minute: number) => Uint8Array | null;
  readonly #second = new Bucket();

  /** @param loadPack - what was stored of a minute that memory doesn't hold, e.g. before a restart within it. */
  constructor(loadPack: (subject: string, minute: number) => Uint8Array | null) {
    this.#loadPack = loadPack;
  }

  /** Adds to the bucket of a time; seconds that come twice, after the clock jumped back, become one. */
  add(subject: string, atMs: number, stepMs: number, fill: (bucket: Bucket) => void): void {
    const begin = Math.floor(atMs / stepMs) * stepMs;
    const open = this.#openMinute(subject, Math.floor(begin / MINUTE_MS));
    const second = Math.floor((begin % MINUTE_MS) / 1000);
    this.#second.clear();
    const before = open.seconds.get(second);
    if (before !== undefined) this.#second.merge(before);
    fill(this.#second);
    fill(open.delta);
    open.seconds.set(second, this.#second.encode());
    open.changed.add(second);
    open.unwritten.add(second);
  }

  /** Ends the minutes that are over, or lie in a future that a clock had; forgets what is older than an hour. */
  close(nowMs: number, most: number): ClosedMinute[] {
    const closed: ClosedMinute[] = [];
    for (const [subject, minutes] of this.#subjects) {
      for (const minute of minutes.open.keys()) {
        const sinceEnd = nowMs - (minute + 1) * MINUTE_MS;
        const isRunning = sinceEnd < CLOSE_AFTER_MS && sinceEnd >= -2 * MINUTE_MS;
        if (!isRunning && closed.length < most) closed.push(this.#close(subject, minutes, minute));
      }
      for (const minute of minutes.packs.keys()) {
        if (nowMs - minute * MINUTE_MS > (KEPT_MINUTES + 1) * MINUTE_MS) minutes.packs.delete(minute);
      }
    }
    return closed;
  }

  closeAll(): ClosedMinute[] {
    return [...this.#subjects].flatMap(([subject, minutes]) =>
      [...minutes.open.keys()].map((minute) => this.#close(subject, minutes, minute)),
    );
  }

  /** All that memory still holds, as if none of it had been written: for a database that was lost. */
  everything(): ClosedMinute[] {
    return [...this.#subjects].flatMap(([subject, { packs }]) =>
      [...packs].map(([minute, pack]) => {
        const seconds = decodePack(pack);
        const delta = new Bucket();
        for (const bytes of seconds.values()) delta.merge(bytes);
        return { subject, minute, pack, delta: delta.encode(), rows: seconds.size };
      }),
    );
  }

  /** Seconds of running minutes that aren't in the database as they are now. */
  unwritten(): SecondRow[] {
    const rows: SecondRow[] = [];
    for (const [subject, { open }] of this.#subjects) {
      for (const [minute, { seconds, unwritten }] of open) {
        for (const second of unwritten) {
          const data = seconds.get(second);
          if (data !== undefined) rows.push({ subject, second: minute * 60 + second, data });
        }
      }
    }
    return rows;
  }

  countUnwritten(): number {
    let count = 0;
    for (const { open } of this.#subjects.values()) {
      for (const { unwritten } of open.values()) count += unwritten.size;
    }
    return count;
  }

  markWritten(): void {
    for (const { open } of this.#subjects.values()) {
      for (const { unwritten } of open.values()) unwritten.clear();
    }
  }

  /** Minutes that memory holds whole, with their seconds. */
  minutes(subject: string): Map<number, Seconds | Uint8Array> {
    const minutes = this.#subjects.get(subject);
    if (minutes === undefined) return new Map();
    const held = new Map<number, Seconds | Uint8Array>(minutes.packs);
    for (const [minute, { seconds }] of minutes.open) held.set(minute, seconds);
    return held;
  }

  /** What was added to running minutes since they were last written, by minute. */
  openDeltas(subject: string): [minute: number, delta: Uint8Array][] {
    const open = this.#subjects.get(subject)?.open ?? new Map<number, OpenMinute>();
    return [...open].map(([minute, { delta }]) => [minute, delta.encode()]);
  }

  #openMinute(subject: string, minute: number): OpenMinute {
    let minutes = this.#subjects.get(subject);
    if (minutes === undefined) {
      minutes = { open: new Map(), packs: new Map() };
      this.#subjects.set(subject, minutes);
    }
    let open = minutes.open.get(minute);
    if (open === undefined) {
      const pack = minutes.packs.get(minute) ?? this.#loadPack(subject, minute);
      const seconds = pack === null ? new Map<number, Uint8Array>() : decodePack(pack);
      open = { seconds, delta: new Bucket(), changed: new Set(), unwritten: new Set() };
      minutes.open.set(minute, open);
    }
    return open;
  }

  #close(subject: string, minutes: SubjectMinutes, minute: number): ClosedMinute {
    const { seconds, delta, changed } = this.#openMinute(subject, minute);
    const pack = encodePack(seconds);
    minutes.open.delete(minute);
    minutes.packs.set(minute, pack);
    return { subject, minute, pack, delta: delta.encode(), rows: changed.size };
  }
}
