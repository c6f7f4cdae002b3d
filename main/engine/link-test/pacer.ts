/** Sends bursts at a rate on the whole, however coarse the timers are. */
import type { Clock } from '../../base/clock.ts';

/** Timers are not finer; and a new pace has to be noticed. */
const LEAST_WAIT_MS = 1;
const MOST_WAIT_MS = 50;
/** After a stall not more than that is made up for. */
const CATCH_UP_MS = 20;

export interface Pace {
  readonly bytesPerSecond: number;
  /** Packets that are sent one right after the other. */
  readonly burstPackets: number;
}

export class Pacer {
  readonly #clock: Clock;
  readonly #packetBytes: number;
  readonly #sendPacket: (seq: number, burst: number) => boolean;
  #pace: Pace | null = null;
  #owedBytes = 0;
  #lastMs = 0;
  #seq = 0;
  #burst = 0;
  #cancel = (): void => undefined;

  /** @param sendPacket - false: the system takes no more just now, and the rest of the burst is left out. */
  constructor(clock: Clock, packetBytes: number, sendPacket: (seq: number, burst: number) => boolean) {
    this.#clock = clock;
    this.#packetBytes = packetBytes;
    this.#sendPacket = sendPacket;
  }

  /** Packets sent so far. */
  get sent(): number {
    return this.#seq;
  }

  /** Sends like that from now on; the first burst goes at once. */
  setPace(pace: Pace): void {
    const wasIdle = this.#pace === null;
    this.#pace = pace;
    if (!wasIdle) return;
    this.#lastMs = this.#clock.now();
    this.#owedBytes = this.#burstBytes(pace);
    this.#tick();
  }

  stop(): void {
    this.#cancel();
    this.#pace = null;
  }

  #tick(): void {
    const pace = this.#pace;
    if (pace === null) return;
    const nowMs = this.#clock.now();
    const burstBytes = this.#burstBytes(pace);
    const gained = (pace.bytesPerSecond * (nowMs - this.#lastMs)) / 1000;
    const most = burstBytes + (pace.bytesPerSecond * CATCH_UP_MS) / 1000;
    this.#lastMs = nowMs;
    this.#owedBytes = Math.min(most, this.#owedBytes + gained);
    while (this.#owedBytes >= burstBytes) {
      this.#owedBytes -= burstBytes;
      this.#sendBurst(pace.burstPackets);
    }
    const waitMs = ((burstBytes - this.#owedBytes) * 1000) / Math.max(1, pace.bytesPerSecond);
    this.#cancel = this.#clock.after(Math.min(MOST_WAIT_MS, Math.max(LEAST_WAIT_MS, waitMs)), () =>
      this.#tick(),
    );
  }

  #sendBurst(packets: number): void {
    const burst = this.#burst++;
    for (let i = 0; i < packets && this.#sendPacket(this.#seq, burst); i++) this.#seq++;
  }

  #burstBytes({ burstPackets }: Pace): number {
    return burstPackets * this.#packetBytes;
  }
}
