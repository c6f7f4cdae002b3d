/** One game session: the figures of its own time alone. */
import type { GameSession, Subject } from '../../../../shared/model/metrics.ts';
import { LatencyDigest } from './latency-digest.ts';
import { type Sample, SampleWindow } from './sample-window.ts';

/** Losses are known so much later than they were sent. */
const ORDERED_AFTER_MS = 5_000;

interface PeerInSession {
  name: string;
  readonly digest: LatencyDigest;
  /** Puts samples in the order of sending before they count. */
  readonly order: SampleWindow;
}

export class GameSessionRecorder {
  readonly #session: Pick<GameSession, 'id' | 'name' | 'startedAt'>;
  readonly #startedAtMs: number;
  readonly #peers = new Map<Subject, PeerInSession>();

  /** @param startedAtMs - monotonic ms. */
  constructor(session: Pick<GameSession, 'id' | 'name' | 'startedAt'>, startedAtMs: number) {
    this.#session = session;
    this.#startedAtMs = startedAtMs;
  }

  add(subject: Subject, name: string, sample: Sample): void {
    if (sample.sentAtMs < this.#startedAtMs) return;
    let peer = this.#peers.get(subject);
    if (peer === undefined) {
      peer = { name, digest: new LatencyDigest(), order: new SampleWindow(ORDERED_AFTER_MS) };
      this.#peers.set(subject, peer);
    }
    peer.name = name;
    for (const { rttMs } of peer.order.add(sample)) peer.digest.add(rttMs);
  }

  /** The session as it is; the last 5 s don't count yet. */
  soFar(): GameSession {
    return this.#as(null);
  }

  /** The session as a whole. Nothing can be added after that. */
  end(endedAt: number): GameSession {
    for (const { order, digest } of this.#peers.values()) {
      for (const { rttMs } of order.samples()) digest.add(rttMs);
    }
    return this.#as(endedAt);
  }

  #as(endedAt: number | null): GameSession {
    const peers = [...this.#peers].map(([subject, { name, digest }]) => ({
      peer: subject.slice('peer:'.length),
      name,
      latency: digest.summary(),
    }));
    return { ...this.#session, endedAt, peers };
  }
}
