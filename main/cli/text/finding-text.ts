/** What the doctor found, as text. */
import { explain } from '../../../shared/faults/advice.ts';
import type { Finding } from '../../../shared/model/doctor.ts';
import type { Reading } from '../../../shared/model/reading.ts';
import { isUnmade } from '../../../shared/model/unmade-check.ts';
import { sayReading } from '../../../shared/texts/readings.ts';
import { screenTexts } from '../../../shared/texts/screens.ts';
import type { Io, Style } from '../io.ts';
import { plain } from '../table.ts';
import { count, duration, percent } from './units.ts';

type Pen = Pick<Io, 'style'>;

const { checks, remedies } = screenTexts('en').fix;

const MARKS: Readonly<Record<Finding['status'], { glyph: string; style: Style }>> = {
  ok: { glyph: '✓', style: 'green' },
  warning: { glyph: '▲', style: 'yellow' },
  failed: { glyph: '✗', style: 'red' },
  hidden: { glyph: '·', style: 'dim' },
  skipped: { glyph: '–', style: 'dim' },
};

/** One line where all is well; else also the cause, how sure it is, and what helps. @param nameOf - a member's by id. */
export function findingText(finding: Finding, nameOf: (id: string) => string, io: Pen): string {
  const { check, peer, status, cause, confidence, measured, expected, remedy } = finding;
  const { glyph, style } = MARKS[status];
  const whose = peer === null ? '' : ` – ${plain(nameOf(peer))}`;
  const head = `${io.style(style, glyph)} ${checks[check]}${whose}`;
  if (status === 'hidden') return io.style('dim', `· ${checks[check]}: waits for what failed above`);
  if (isUnmade(status, measured))
    return `${head}: could not be checked${figures(measured, null).replace(':', ',')}`;
  if (status === 'skipped' || status === 'ok') return `${head}${figures(measured, null)}`;
  const advice = cause === null ? null : explain(cause);
  return [
    `${head}${figures(measured, expected)}`,
    ...(advice === null
      ? []
      : [
          `    ${io.style('bold', plain(advice.title))} (${percent(confidence)} sure)`,
          `    ${plain(advice.text)}`,
        ]),
    ...(remedy === null ? [] : [`    → ${remedies[remedy]}: lanrage doctor --fix`]),
  ].join('\n');
}

/** The last line: what there is in all. */
export function doctorVerdict(findings: readonly Finding[], tookMs: number, io: Pen): string {
  const of = (status: Finding['status']): number => findings.filter((one) => one.status === status).length;
  const [wrong, odd] = [of('failed'), of('warning')];
  const took = ` (${duration(tookMs)})`;
  const unmade = findings.filter(({ status, measured }) => isUnmade(status, measured)).length;
  if (wrong === 0 && odd === 0) {
    return unmade === 0
      ? io.style('green', 'All is well.') + took
      : `Nothing wrong was found, but ${count(unmade, 'check')} could not be made.${took}`;
  }
  const parts = [
    ...(wrong > 0 ? [count(wrong, 'thing is wrong', 'things are wrong')] : []),
    ...(odd > 0 ? [count(odd, 'thing could be better', 'things could be better')] : []),
  ];
  return io.style(wrong > 0 ? 'red' : 'yellow', `${parts.join(', ')}.`) + took;
}

function figures(measured: Reading | null, expected: Reading | null): string {
  if (measured === null) return '';
  const said = (reading: Reading): string => plain(sayReading(reading, 'en'));
  return `: ${said(measured)}${expected === null ? '' : `, expected ${said(expected)}`}`;
}
