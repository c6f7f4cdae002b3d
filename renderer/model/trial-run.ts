/** A test on demand as the screen shows it, from its start to its result. */
import type { Hop, TrialProgress, TrialResult, TrialType } from '../../shared/model/trial.ts';

export interface TrialRun {
  /** null until the engine has numbered it: its first words may overtake that answer. */
  readonly run: number | null;
  readonly type: TrialType;
  /** Id of the member that is tested. */
  readonly peer: string;
  /** 0–1. */
  readonly share: number;
  /** Round trips as they come, null lost; the last ones only. */
  readonly replies: readonly (number | null)[];
  readonly hops: readonly Hop[];
  readonly rate: { readonly direction: 'up' | 'down'; readonly bitsPerSecond: number } | null;
  /** null while it runs. */
  readonly result: TrialResult | null;
}

/** What fits on a line. */
const REPLIES = 60;

export function beginTrial(type: TrialType, peer: string): TrialRun {
  return { run: null, type, peer, share: 0, replies: [], hops: [], rate: null, result: null };
}

/** Takes in what the engine says; of another run it is not for us. */
export function takeTrial(trial: TrialRun | null, progress: TrialProgress): TrialRun | null {
  if (trial === null || trial.result !== null || (trial.run ?? progress.run) !== progress.run) return trial;
  const { run } = progress;
  if (progress.kind === 'finished') return { ...trial, run, share: 1, result: progress.result };
  const share = Math.max(trial.share, Math.min(1, progress.share));
  switch (progress.kind) {
    case 'reply':
      return { ...trial, run, share, replies: [...trial.replies, progress.rttMs].slice(-REPLIES) };
    case 'hop':
      return { ...trial, run, share, hops: [...trial.hops, progress.hop] };
    case 'rate':
      return {
        ...trial,
        run,
        share,
        rate: { direction: progress.direction, bitsPerSecond: progress.bitsPerSecond },
      };
    case 'phase':
    case 'step':
      return { ...trial, run, share };
  }
}
