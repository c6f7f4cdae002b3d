/** A test on demand as text: what it says on the way, and what came out. */
import { explain } from '../../../shared/faults/advice.ts';
import type { Hop, LinkTestProgress, LinkTestResult, LinkTestStep } from '../../../shared/model/link-test.ts';
import { sayReading } from '../../../shared/texts/readings.ts';
import { screenTexts } from '../../../shared/texts/screens.ts';
import type { Io } from '../io.ts';
import { plain, table } from '../table.ts';
import { latencyLines } from './stats-text.ts';
import * as unit from './units.ts';

type Pen = Pick<Io, 'style'>;

const words = screenTexts('en').linkTest;

/** Of a step on its way: a line to keep, or one that is replaced by the next. */
export type ProgressText = { readonly keep: string } | { readonly passing: string };

/** @param number - counts the replies, from 1. */
export function progressText(
  progress: Exclude<LinkTestProgress, { kind: 'finished' }>,
  number: number,
): ProgressText {
  const share = unit.percent(progress.share);
  switch (progress.kind) {
    case 'reply':
      return {
        keep: `${String(number).padStart(4)}  ${progress.rttMs === null ? 'no answer' : unit.milliseconds(progress.rttMs)}`,
      };
    case 'hop':
      return { keep: hopText(progress.hop) };
    case 'rate':
      return { passing: `${share}  ${progress.direction}  ${unit.bitsPerSecond(progress.bitsPerSecond)}` };
    case 'phase':
      return { passing: `${share}  ${plain(words.phases[progress.phase](progress.peer ?? ''))}` };
    case 'step':
      return { passing: `${share}  ${stepText(progress.step)}` };
  }
}

/** The result as a whole, without what was said on the way. @param nameOf - a member's name by id. */
export function linkTestText(result: LinkTestResult, nameOf: (id: string) => string, io: Pen): string {
  const { type, success, stopped, errors } = result;
  const verdict = stopped
    ? io.style('yellow', `▲ ${type} was stopped`)
    : success
      ? io.style('green', `✓ ${type}`)
      : io.style('red', `✗ ${type}`);
  return [
    verdict,
    ...figureLines(result),
    ...(result.steps ?? []).map(
      (step) => `  ${step.ok ? io.style('green', '✓') : io.style('red', '✗')} ${stepText(step)}`,
    ),
    ...pairLines(result, nameOf, io),
    ...errors.flatMap((error) => {
      const { title, text } = explain(error);
      return [`  ${io.style('red', title)}`, `    ${plain(text)}`];
    }),
  ].join('\n');
}

function stepText({ step, reading }: LinkTestStep): string {
  return `${words.steps[step]}: ${plain(sayReading(reading, 'en'))}`;
}

function figureLines({
  latency,
  loadedLatency,
  bandwidth,
  mtu,
  messagesPerSecond,
  hops,
}: LinkTestResult): string[] {
  const up = bandwidth?.upBitsPerSecond ?? null;
  const down = bandwidth?.downBitsPerSecond ?? null;
  return [
    ...(bandwidth === null
      ? []
      : [
          `  Up         ${rate(up)}, ${unit.percent(bandwidth.upLossRatio)} lost`,
          `  Down       ${rate(down)}, ${unit.percent(bandwidth.downLossRatio)} lost`,
          `  Sent       ${unit.bytes(bandwidth.sentBytes)} for this test`,
        ]),
    ...(messagesPerSecond === null
      ? []
      : [`  Messages   ${unit.number(messagesPerSecond)} a second came back`]),
    ...(mtu === null ? [] : [`  Path MTU   ${unit.wholeBytes(mtu)}`]),
    ...(hops === null ? [] : [`  Hops       ${hops.length}`]),
    // Of a trace it is that of the last hop, which its own line tells already.
    ...(latency === null || hops !== null ? [] : latencyLines(latency)),
    ...(loadedLatency === null
      ? []
      : [
          '  While the link was filled:',
          ...latencyLines(loadedLatency),
          ...addedLine(latency, loadedLatency),
        ]),
  ];
}

/** 0 stands for a link that was too slow to tell. */
function rate(bits: number | null): string {
  return bits === 0 ? 'too slow to tell' : unit.bitsPerSecond(bits);
}

function addedLine(
  idle: LinkTestResult['latency'],
  loaded: NonNullable<LinkTestResult['latency']>,
): string[] {
  if (idle?.medianMs == null || loaded.medianMs === null) return [];
  const added = Math.max(0, loaded.medianMs - idle.medianMs);
  return [`  Added      ${unit.milliseconds(added)} by other traffic on the link`];
}

function pairLines({ pairs }: LinkTestResult, nameOf: (id: string) => string, io: Pen): string[] {
  if (pairs === null) return [];
  const rows = pairs.map(({ from, to, reached, latencyMs }) => [
    `  ${plain(nameOf(from))}`,
    plain(nameOf(to)),
    reached ? 'yes' : 'no',
    unit.milliseconds(latencyMs),
  ]);
  const [head = '', ...lines] = table(
    [{ title: '  FROM' }, { title: 'TO' }, { title: 'REACHED' }, { title: 'LATENCY', align: 'right' }],
    rows,
  );
  return [io.style('dim', head), ...lines];
}

function hopText({ ttl, address, latency }: Hop): string {
  const number = String(ttl).padStart(4);
  if (address === null) return `${number}  no answer`;
  const loss = latency.lost > 0 ? `, ${unit.percent(latency.lossRatio)} lost` : '';
  return `${number}  ${address.padEnd(15)}  ${unit.milliseconds(latency.medianMs)}${loss}`;
}
