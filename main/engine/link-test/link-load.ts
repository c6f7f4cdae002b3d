/** How fast test traffic is sent: as much of the link as asked for, felt for from below; pure. */
import type { Pace } from './pacer.ts';
import { TRAFFIC_BYTES } from './traffic-packet.ts';

/** Fewer packets can't be measured, more don't fit into the buffers of ordinary systems. */
const LEAST_BURST = 12;
const MOST_BURST = 64;
/** The first burst meets an unknown link: on 1 Mbit/s it takes a seventh of a second. */
const FIRST_PACE: Pace = { bytesPerSecond: 20_000, burstPackets: 16 };
/** A burst may fill the link for so long: what a game hardly feels. */
const BURST_SECONDS = 0.02;
/** What the first bursts are believed at most, and by how much more each round: shapers let the first packets pass at once. */
const FIRST_BELIEVED = 4_000_000;
const BELIEF_GROWS = 4;
/** All of a link is looked for by doubling while everything comes through, then by a little more than came through. */
const DOUBLING = 2;
const PROBING = 1.1;
const ALL_CAME = 0.95;

/** What arrived in one round. */
export interface Round {
  /** Bits a second of bursts so far; 0 unknown. */
  readonly burstRate: number;
  /** Bits a second that arrived in this round; null: not known. */
  readonly cameRate: number | null;
}

export class LinkLoad {
  readonly #share: number;
  readonly #mostBytesPerSecond: number;
  #believed = FIRST_BELIEVED / BELIEF_GROWS;
  #pace: Pace = FIRST_PACE;

  /** @param share - of the link that may be filled on average, 0–1; 1 is without a pause. */
  constructor(share: number, mostBytesPerSecond: number) {
    this.#share = share;
    this.#mostBytesPerSecond = mostBytesPerSecond;
  }

  get pace(): Pace {
    return this.#pace;
  }

  /** Takes what arrived and sets the next round's pace. @returns what the link carries as far as known, bits a second. */
  learn({ burstRate, cameRate }: Round): number {
    if (burstRate <= 0) return 0;
    this.#believed = Math.min(burstRate, this.#believed * BELIEF_GROWS);
    if (this.#share < 1) {
      this.#setPace(this.#believed, this.#believed * this.#share);
      return this.#believed;
    }
    const paced = this.#pace.bytesPerSecond * 8;
    const isFirst = this.#pace === FIRST_PACE || cameRate === null;
    const next = isFirst
      ? this.#believed
      : cameRate > ALL_CAME * paced
        ? DOUBLING * paced
        : PROBING * cameRate;
    this.#setPace(next, next);
    return isFirst ? this.#believed : cameRate;
  }

  #setPace(linkBits: number, bits: number): void {
    const fitting = Math.round((linkBits * BURST_SECONDS) / 8 / TRAFFIC_BYTES);
    const burstPackets = Math.min(MOST_BURST, Math.max(LEAST_BURST, fitting));
    this.#pace = { bytesPerSecond: Math.min(this.#mostBytesPerSecond, bits / 8), burstPackets };
  }
}
