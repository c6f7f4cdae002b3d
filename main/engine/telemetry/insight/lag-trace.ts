/** What the lag recorder keeps: tracks of samples, and the moments at which a path changed. */
import type { LagTrackKind } from '../../../../shared/model/insight.ts';

export type TrackKind = LagTrackKind;

export interface TrackSample {
  /** ms of the clock that the recorder is fed with. */
  readonly at: number;
  readonly value: number | null;
}

export interface Track {
  readonly kind: TrackKind;
  /** Peer's id for peers, else a name, e.g. the device's. */
  readonly id: string;
  readonly samples: readonly TrackSample[];
}

export interface PathChange {
  readonly at: number;
  readonly peer: string;
}

/** A recording, ready to be judged. Times are monotonic ms. */
export interface LagTrace {
  readonly from: number;
  readonly to: number;
  readonly tracks: readonly Track[];
  readonly pathChanges: readonly PathChange[];
  /** Peers that go through the relay. */
  readonly relayed: ReadonlySet<string>;
}
