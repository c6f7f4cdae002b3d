/** What a row says of a target. */
import { formatEndpoint } from '../../shared/address.ts';
import type { ProbeOutcome, TargetView } from '../../shared/model/target.ts';
import { texts } from '../texts.ts';
import { formatAge, formatMs } from './format.ts';
import type { Shape, Tone } from './link-looks.ts';

export const targetLooks: Readonly<Record<TargetView['state'], { shape: Shape; tone: Tone }>> = {
  pending: { shape: 'half', tone: 'busy' },
  answering: { shape: 'dot', tone: 'good' },
  failing: { shape: 'triangle', tone: 'fair' },
  'backing-off': { shape: 'triangle', tone: 'poor' },
};

/** An answer that says no is one all the same. */
export function stateWord({ state, last }: Pick<TargetView, 'state' | 'last'>): string {
  const words = texts().targets;
  if (state !== 'failing' && state !== 'backing-off') return words.states[state];
  if (last?.result.outcome !== 'refused') return words.states[state];
  return last.result.status === null ? words.refuses : words.answersWithError;
}

/** `1.2 ms`, or in a few words why there is no figure. */
export function describeOutcome(result: ProbeOutcome): string {
  const words = texts().targets.outcome;
  if (result.outcome === 'answered') return formatMs(result.rttMs);
  if (result.outcome === 'refused' && result.status !== null) return words.status(result.status);
  return words[result.outcome];
}

/** When the next try comes, where that is worth saying: while it is held back. @param now - wall-clock ms */
export function describeNext({ state, nextAt }: TargetView, now: number): string | null {
  if (state !== 'backing-off' || nextAt === null) return null;
  return texts().targets.nextTry(formatAge(Math.max(1000, nextAt - now)));
}

/** Where it points, e.g. `play.example.org:25565`. */
export function describeAddress({ target: { address, port } }: TargetView): string {
  return port === null ? address : formatEndpoint({ address, port });
}
