/** Counts the messages of our own wires by type, with their sizes. */
import type { MessageCount, MetricsView } from '../../../../shared/model/metrics.ts';
import { Histogram } from './histogram.ts';
import { RateMeter } from './rate-meter.ts';

/** Types come from peers too: beyond so many all the rest is one. */
const MOST_TYPES = 200;
const REST = 'other';

export type MessageFate = 'sent' | 'received' | 'failed';

interface Counted {
  sent: number;
  received: number;
  failed: number;
  bytesSent: number;
  bytesReceived: number;
  readonly sizes: Histogram;
}

export class MessageCounts {
  readonly #types = new Map<string, Counted>();
  readonly #sent = new RateMeter();
  readonly #received = new RateMeter();

  /** @param bytes - its size on the wire. */
  count(type: string, fate: MessageFate, bytes: number, nowMs: number): void {
    const counted = this.#of(type);
    counted[fate]++;
    if (fate === 'failed') return;
    if (fate === 'sent') counted.bytesSent += bytes;
    else counted.bytesReceived += bytes;
    counted.sizes.add(bytes);
    (fate === 'sent' ? this.#sent : this.#received).add(1, nowMs);
  }

  view(): MessageCount[] {
    return [...this.#types].map(([type, { sizes, ...counts }]) => {
      const [median, p99] = sizes.quantiles(0.5, 0.99);
      return { type, ...counts, sizeMedian: median ?? null, sizeP99: p99 ?? null };
    });
  }

  /** Messages a second of all types. */
  rates(nowMs: number): MetricsView['messageRates'] {
    return { sent: this.#sent.rate(nowMs), received: this.#received.rate(nowMs) };
  }

  #of(type: string): Counted {
    const name = this.#types.size < MOST_TYPES || this.#types.has(type) ? type : REST;
    let counted = this.#types.get(name);
    if (counted === undefined) {
      counted = { sent: 0, received: 0, failed: 0, bytesSent: 0, bytesReceived: 0, sizes: new Histogram() };
      this.#types.set(name, counted);
    }
    return counted;
  }
}
