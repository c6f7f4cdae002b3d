/** A recording with its verdict, on the wall clock, as people get it. */
import type { LagReport, LagTrackKind } from '../../../../shared/model/insight.ts';
import type { LagRecording } from './lag-recorder.ts';
import { judgeLag } from './lag-verdict.ts';
import type { Moment } from './moment.ts';

type Unit = LagReport['tracks'][number]['unit'];
const units: Readonly<Record<LagTrackKind, Unit>> = {
  peer: 'ms',
  'peer-by-others': 'ms',
  relay: 'ms',
  gateway: 'ms',
  internet: 'ms',
  stall: 'ms',
  cpu: 'ratio',
  'wifi-signal': 'dbm',
  'wifi-retries': 'count',
  'sent-rate': 'bytes-per-second',
  'received-rate': 'bytes-per-second',
};

/** Judges a recording and puts it on the wall clock as it goes now. */
export function lagReport(recording: LagRecording, { nowMs, wallMs }: Moment): LagReport {
  const onWall = (at: number): number => at - nowMs + wallMs;
  return {
    id: recording.id,
    pressedAt: onWall(recording.pressedAt),
    from: onWall(recording.from),
    to: onWall(recording.to),
    verdict: judgeLag(recording),
    pathChanges: recording.pathChanges.map(({ at, peer }) => ({ at: onWall(at), peer })),
    tracks: recording.tracks.map(({ kind, id, samples }) => ({
      kind,
      name: id,
      unit: units[kind],
      samples: samples.map(({ at, value }) => ({ at: onWall(at), value })),
    })),
  };
}
