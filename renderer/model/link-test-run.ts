/** A test on demand as the screen shows it, from its start to its result. */
import type { Hop, LinkTestProgress, LinkTestResult, LinkTestType } from '../../shared/model/link-test.ts';

export interface LinkTestRun {
  /** null until the engine has numbered it: its first words may overtake that answer. */
  readonly run: number | null;
  readonly type: LinkTestType;
  /** Id of the member that is tested. */
  readonly peer: string;
  /** 0–1. */
  readonly share: number;
  /** Round trips as they come, null lost; the last ones only. */
  readonly replies: readonly (number | null)[];
  readonly hops: readonly Hop[];
  readonly rate: { readonly direction: 'up' | 'down'; readonly bitsPerSecond: number } | null;
  /** null while it runs. */
  readonly result: LinkTestResult | null;
}

/** What fits on a line. */
const REPLIES = 60;

export function beginLinkTest(type: LinkTestType, peer: string): LinkTestRun {
  return { run: null, type, peer, share: 0, replies: [], hops: [], rate: null, result: null };
}

/** Takes in what the engine says; of another run it is not for us. */
export function takeLinkTest(linkTest: LinkTestRun | null, progress: LinkTestProgress): LinkTestRun | null {
  if (linkTest === null || linkTest.result !== null || (linkTest.run ?? progress.run) !== progress.run)
    return linkTest;
  const { run } = progress;
  if (progress.kind === 'finished') return { ...linkTest, run, share: 1, result: progress.result };
  const share = Math.max(linkTest.share, Math.min(1, progress.share));
  switch (progress.kind) {
    case 'reply':
      return { ...linkTest, run, share, replies: [...linkTest.replies, progress.rttMs].slice(-REPLIES) };
    case 'hop':
      return { ...linkTest, run, share, hops: [...linkTest.hops, progress.hop] };
    case 'rate':
      return {
        ...linkTest,
        run,
        share,
        rate: { direction: progress.direction, bitsPerSecond: progress.bitsPerSecond },
      };
    case 'phase':
    case 'step':
      return { ...linkTest, run, share };
  }
}
