/** Every member's latency to every other: the own row, and those that the others tell; pure, with times passed in. */
import { parseIpv4 } from '../../../../shared/address.ts';
import type { PairLatency } from '../../../../shared/model/insight.ts';
import { decodeRow, encodeRow, MAX_ENTRIES, type RowEntry } from './matrix-packet.ts';

/** How often a member tells its row. */
export const ROW_EVERY_MS = 5_000;
/** Sooner than that a row is not looked at: whoever floods costs a look at a clock. */
const LEAST_GAP_MS = 1_000;
/** Three rows lost in a row: what was told is not true any more. */
const FORGET_MS = 20_000;

export interface MatrixMember {
  readonly id: string;
  /** Within the party, dotted decimal. */
  readonly address: string;
}

/** Of the own row, by member. */
export type OwnFigures = Omit<PairLatency, 'from'>;

/** What a member told of another one. */
export interface ToldOfPeer {
  readonly peer: string;
  /** By how much its longest round trip of late stood above its median, ms; null: an echo was lost. */
  readonly excessMs: number | null;
}

interface Told {
  readonly session: number;
  readonly seq: number;
  readonly atMs: number;
  readonly entries: readonly RowEntry[];
}

export class LatencyMatrix {
  readonly #session: number;
  #seq = 0;
  #self: MatrixMember | null = null;
  /** Address as a number → id, of all members but us. */
  #others = new Map<number, string>();
  #own: readonly OwnFigures[] = [];
  readonly #told = new Map<string, Told>();
  #lastLooked = new Map<string, number>();

  /** @param session - random u32. */
  constructor(session: number) {
    this.#session = session;
  }

  /** The roster as it is now; what those who left had told is dropped. */
  setMembers(self: MatrixMember | null, others: readonly MatrixMember[]): void {
    this.#self = self;
    this.#others = new Map(
      others.slice(0, MAX_ENTRIES).map(({ id, address }) => [parseIpv4(address) ?? 0, id]),
    );
    const ids = new Set(this.#others.values());
    for (const id of this.#told.keys()) if (!ids.has(id)) this.#told.delete(id);
    this.#lastLooked = new Map([...this.#lastLooked].filter(([id]) => ids.has(id)));
  }

  /** How we reach the others now. */
  setOwn(figures: readonly OwnFigures[]): void {
    this.#own = figures;
  }

  /** The next datagram that tells our row. @param peaks - by member: longest round trip since the last row, null lost. */
  encodeOwn(peaks: ReadonlyMap<string, number | null>): Uint8Array {
    const figures = new Map(this.#own.map((entry) => [entry.to, entry]));
    const entries = [...this.#others].flatMap(([address, id]) => {
      const entry = figures.get(id);
      return entry === undefined ? [] : [{ ...entry, address, peakMs: peaks.get(id) ?? null }];
    });
    return encodeRow({ session: this.#session, seq: ++this.#seq, entries });
  }

  /**
   * Takes a member's row. Refused, without a word to anybody: what comes from no member, more than one a second, older than
   * the last, or not a row at all. Entries about strangers are left out.
   * @param address - source of the datagram, which WireGuard vouches for.
   * @returns what it tells of those whom it reaches; null when refused.
   */
  take(address: string, bytes: Uint8Array, nowMs: number): ToldOfPeer[] | null {
    const from = this.#others.get(parseIpv4(address) ?? -1);
    if (from === undefined) return null;
    if (nowMs - (this.#lastLooked.get(from) ?? Number.NEGATIVE_INFINITY) < LEAST_GAP_MS) return null;
    this.#lastLooked.set(from, nowMs);
    const row = decodeRow(bytes);
    if (row === null) return null;
    const last = this.#told.get(from);
    if (last?.session === row.session && row.seq <= last.seq) return null;
    this.#told.set(from, { ...row, atMs: nowMs });
    return row.entries.flatMap(({ address, latencyMs, peakMs }) => {
      const peer = this.#others.get(address);
      if (peer === undefined || peer === from || latencyMs === null) return [];
      return [{ peer, excessMs: peakMs === null ? null : Math.max(0, peakMs - latencyMs) }];
    });
  }

  /** All that is known now, the own row first. */
  pairs(nowMs: number): PairLatency[] {
    const self = this.#self;
    if (self === null) return [];
    const ids = new Map([...this.#others, [parseIpv4(self.address) ?? 0, self.id]]);
    const own = this.#own.map((entry) => ({ from: self.id, ...entry }));
    const told = [...this.#told]
      .filter(([, { atMs }]) => nowMs - atMs <= FORGET_MS)
      .flatMap(([from, { entries }]) =>
        entries.flatMap(({ address, latencyMs, lossRatio, path }) => {
          const to = ids.get(address);
          return to === undefined || to === from ? [] : [{ from, to, latencyMs, lossRatio, path }];
        }),
      );
    return [...own, ...told];
  }
}
