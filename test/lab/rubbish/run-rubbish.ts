/** Rubbish for everything that listens: ten million datagrams for relay and engine, a million frames for control server and helper. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { printTable } from '../kit/print-table.ts';
import type { Thrown } from './subject.ts';

/** Most of it without a socket in between, which would take the time. */
const COUNTS: readonly (readonly [subject: string, count: number])[] = [
  ['relay, core', 5_500_000],
  ['relay, socket', 500_000],
  ['engine, core', 3_700_000],
  ['engine, socket', 300_000],
  ['control server, core', 990_000],
  ['control server, socket', 10_000],
  ['helper, socket', 1_000_000],
];
const MOST_GROWTH_MIB = 30;
/** V8 widens its young generation while it is busy: at its widest from the beginning, what grows is what is held. */
const HEAP = ['--expose-gc', '--min-semi-space-size=16', '--max-semi-space-size=16'];
const SCRIPT = fileURLToPath(new URL('throw-rubbish.ts', import.meta.url));

export interface RubbishOptions {
  readonly seed: number;
  /** 1: all of it. */
  readonly share: number;
  say(line: string): void;
}

/** @returns whether all held. */
export async function runRubbish({ seed, share, say }: RubbishOptions): Promise<boolean> {
  const runs: Thrown[] = [];
  for (const [subject, count] of COUNTS) {
    const thrown = await throwAt(subject, Math.ceil(count * share), seed);
    if (thrown.firstCrash !== null) say(`${subject}: ${thrown.firstCrash}`);
    say(`${subject}: ${thrown.count} in ${Math.round(thrown.seconds)} s`);
    runs.push(thrown);
  }
  printTable(
    runs.map((thrown) => ({
      subject: thrown.subject,
      thrown: thrown.count,
      'a second': Math.round(thrown.count / thrown.seconds),
      crashes: thrown.crashes,
      'RSS growth MiB': thrown.rssGrowthMiB.toFixed(1),
      'works on': thrown.stillWorks ? 'yes' : 'NO',
      verdict: holds(thrown) ? 'ok' : 'FAIL',
    })),
  );
  return runs.every(holds);
}

function holds({ crashes, rssGrowthMiB, stillWorks }: Thrown): boolean {
  return crashes === 0 && rssGrowthMiB < MOST_GROWTH_MIB && stillWorks;
}

async function throwAt(subject: string, count: number, seed: number): Promise<Thrown> {
  const args = [...HEAP, SCRIPT, subject, String(count), String(seed)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Thrown;
}
