/** What is good, fair and poor for playing: the one table of limits. Screens, doctor, alerts, scores, CLI and tray ask it. */

export const qualityWords = ['good', 'fair', 'poor'] as const;
export type QualityWord = (typeof qualityWords)[number];

/** What says how a link plays; null: not measured. */
export interface LinkFigures {
  readonly latencyMs: number | null;
  readonly jitterMs: number | null;
  /** 0–1. */
  readonly lossRatio: number | null;
}
export type LinkFigure = keyof LinkFigures;

/** Up to where a figure is good (for shooters) and fair (for most games); beyond that it is poor. */
export const qualityLimits: Readonly<Record<'good' | 'fair', Readonly<Record<LinkFigure, number>>>> = {
  good: { latencyMs: 60, jitterMs: 10, lossRatio: 0.005 },
  fair: { latencyMs: 120, jitterMs: 25, lossRatio: 0.02 },
};

/** The lowest score of each word. */
const LOWEST_SCORE = { good: 60, fair: 40 } as const;
/** A figure so many times the fair limit has no points left. */
const WORTHLESS = 3;

/** @param score - 0–100. */
export function wordOfScore(score: number): QualityWord {
  if (score >= LOWEST_SCORE.good) return 'good';
  return score >= LOWEST_SCORE.fair ? 'fair' : 'poor';
}

/** 0–100: of the worst figure, so that its word is the link's. @returns null while nothing was measured or nothing comes back. */
export function linkScore(link: LinkFigures): number | null {
  if (link.latencyMs === null) return null;
  return Math.min(...figureNames.map((figure) => figureScore(figure, link[figure] ?? 0)));
}

/** One word for how a link plays. @returns null while nothing was measured or nothing comes back. */
export function judgeLink(link: LinkFigures): QualityWord | null {
  const score = linkScore(link);
  return score === null ? null : wordOfScore(score);
}

/** The same for one figure alone, so that a good one is not blamed for another. @returns null where it was not measured. */
export function judgeFigure(figure: LinkFigure, value: number | null): QualityWord | null {
  return value === null ? null : wordOfFigure(figure, value);
}

/** The word of a figure that was measured. */
export function wordOfFigure(figure: LinkFigure, value: number): QualityWord {
  return wordOfScore(figureScore(figure, value));
}

const figureNames = ['latencyMs', 'jitterMs', 'lossRatio'] as const satisfies readonly LinkFigure[];

/** Falls in straight lines: 100 at 0, through the lowest score of each word at its limit, 0 at what is worthless. */
function figureScore(figure: LinkFigure, value: number): number {
  const good = qualityLimits.good[figure];
  const fair = qualityLimits.fair[figure];
  if (value <= good) return 100 - (100 - LOWEST_SCORE.good) * (value / good);
  const between = LOWEST_SCORE.good - LOWEST_SCORE.fair;
  if (value <= fair) return LOWEST_SCORE.good - between * ((value - good) / (fair - good));
  return Math.max(0, LOWEST_SCORE.fair * (1 - (value - fair) / ((WORTHLESS - 1) * fair)));
}
