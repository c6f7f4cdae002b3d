/** The lag recorder's answer in words, as the screens say it. */
import type { LagReport } from '../../../shared/model/insight.ts';
import { sayLagFact } from '../../../shared/texts/lag-figures.ts';
import { screenTexts } from '../../../shared/texts/screens.ts';
import type { Io } from '../io.ts';
import { plain } from '../table.ts';
import { percent } from './units.ts';

const { culprits, facts } = screenTexts('en').sessions.lag;

export function lagText({ verdict }: Pick<LagReport, 'verdict'>, io: Pick<Io, 'style'>): string {
  const { culprit, confidence, evidence } = verdict;
  const [title, text] = culprits[culprit];
  return [
    `${io.style('bold', title)} (${percent(confidence)} sure)`,
    ...evidence.map(({ fact, measured, expected }) => {
      const [seen, usual] = [measured, expected].map((value) => plain(sayLagFact(fact, value, 'en')));
      return `  ${facts[fact]}: ${seen}, expected ${usual}`;
    }),
    `  → ${text}`,
  ].join('\n');
}
