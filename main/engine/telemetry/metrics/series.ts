/** All that is known now of one subject: a peer or a target. */
import type { LatencySummary, Quality, Rate, SeriesView, Subject } from '../../../../shared/model/metrics.ts';
import { wordOfScore } from '../../../../shared/quality.ts';
import { qualityScore, TrendTracker } from './quality.ts';
import { CounterReader, RateMeter, utilisation } from './rate-meter.ts';
import { type Sample, SampleWindow } from './sample-window.ts';

export const DISCONNECTED = 'disconnected';

/** Counters since some time in the past, which may start over. */
export interface TrafficReading {
  readonly rxBytes: number;
  readonly txBytes: number;
  readonly rxPackets?: number;
  readonly txPackets?: number;
}

const counters = ['rxBytes', 'txBytes', 'rxPackets', 'txPackets'] as const;
type CounterName = (typeof counters)[number];

export class Series {
  readonly subject: Subject;
  name: string;
  state = 'new';
  pathChanges = 0;
  readonly #window = new SampleWindow();
  readonly #trend = new TrendTracker();
  readonly #meters = new Map<CounterName, { readonly reader: CounterReader; readonly meter: RateMeter }>();
  #hasAnswered = false;
  #handshakeAtMs: number | null = null;
  /** Of the link to the peer, bytes a second; null until measured. */
  #capacity: { readonly received: number; readonly sent: number } | null = null;

  constructor(subject: Subject, name: string) {
    this.subject = subject;
    this.name = name;
  }

  get isPeer(): boolean {
    return this.subject.startsWith('peer:');
  }

  /** @returns the running jitter. */
  addSample(sample: Sample): number | null {
    this.#window.add(sample);
    if (sample.rttMs !== null) this.#hasAnswered = true;
    return this.#window.jitterMs;
  }

  /** @returns bytes that were added since the last reading. */
  readTraffic(reading: TrafficReading, nowMs: number): { readonly received: number; readonly sent: number } {
    const added = { rxBytes: 0, txBytes: 0, rxPackets: 0, txPackets: 0 };
    for (const counter of counters) {
      const value = reading[counter];
      if (value !== undefined) added[counter] = this.#readCounter(counter, value, nowMs);
    }
    return { received: added.rxBytes, sent: added.txBytes };
  }

  setHandshakeAge(ageMs: number | null, nowMs: number): void {
    this.#handshakeAtMs = ageMs === null ? null : nowMs - ageMs;
  }

  setCapacity(capacity: { readonly received: number; readonly sent: number } | null): void {
    this.#capacity = capacity;
  }

  /** Lets the trend see the present score; to be called about once a second. @returns it; null while there is none. */
  tick(nowMs: number): number | null {
    const score = this.#score(this.#window.summary(nowMs));
    if (score !== null) this.#trend.add(score, nowMs);
    return score;
  }

  view(nowMs: number): SeriesView {
    const latency = this.#window.summary(nowMs);
    return {
      subject: this.subject,
      name: this.name,
      state: this.state,
      latency,
      quality: this.#quality(latency),
      received: this.isPeer ? this.#rate('rxBytes', nowMs, this.#capacity?.received ?? null) : null,
      sent: this.isPeer ? this.#rate('txBytes', nowMs, this.#capacity?.sent ?? null) : null,
      ...(this.#meters.has('rxPackets') && { receivedPackets: this.#rate('rxPackets', nowMs) }),
      ...(this.#meters.has('txPackets') && { sentPackets: this.#rate('txPackets', nowMs) }),
      pathChanges: this.pathChanges,
      handshakeAgeMs: this.#handshakeAtMs === null ? null : nowMs - this.#handshakeAtMs,
    };
  }

  #quality(latency: LatencySummary): Quality | null {
    const score = this.#score(latency);
    return score === null ? null : { score, band: wordOfScore(score), trend: this.#trend.trend };
  }

  /** A link that is still being made has no quality, rather than a poor one. */
  #score(latency: LatencySummary): number | null {
    return this.#hasAnswered && this.state !== DISCONNECTED ? qualityScore(latency) : null;
  }

  #readCounter(counter: CounterName, value: number, nowMs: number): number {
    let meter = this.#meters.get(counter);
    if (meter === undefined) {
      meter = { reader: new CounterReader(), meter: new RateMeter() };
      this.#meters.set(counter, meter);
    }
    const added = meter.reader.read(value);
    if (added === null) meter.meter.addUntimed(value);
    else meter.meter.add(added, nowMs);
    return added ?? 0;
  }

  #rate(counter: CounterName, nowMs: number, capacity: number | null = null): Rate {
    const rate = this.#meters.get(counter)?.meter.rate(nowMs) ?? { perSecond: 0, peak: 0, total: 0 };
    const used = utilisation(rate.perSecond, capacity);
    return used === null ? rate : { ...rate, utilisation: used };
  }
}
