/**
 * `npm run bench -- connect|data|idle|monitor|ui [--runs N] [--json]`: measures in the lab, prints a table and, with `--json`, one JSON
 * line {bench, figures, targets, met}. Exit code 0 only if the targets are met.
 */
import { parseArgs } from 'node:util';
import { busyShare } from '../test/bench/busy.ts';
import { connectTargets, measureConnect } from '../test/bench/connect.ts';
import { dataTargets, measureData } from '../test/bench/data.ts';
import { formatTable, judgeBench, type Samples, type Targets } from '../test/bench/figures.ts';
import { historyTargets, measureHistory } from '../test/bench/history.ts';
import { idleTargets, measureIdle } from '../test/bench/idle.ts';
import { measureMonitor, monitorTargets } from '../test/bench/monitor.ts';
import { measureUi, uiTargets } from '../test/bench/ui.ts';
import { createInternet, type Internet } from '../test/lab/kit/internet.ts';
import { missingForLab } from '../test/lab/kit/requirements.ts';
import { buildAll } from './bundles.ts';

interface Bench {
  readonly targets: Targets;
  /** Without `--runs`; each takes its time. */
  readonly runs: number;
  readonly measure: (internet: Internet, runs: number) => Promise<Samples>;
}

const benches: ReadonlyMap<string, Bench> = new Map([
  ['connect', { runs: 20, targets: connectTargets, measure: measureConnect }],
  ['data', { runs: 3, targets: dataTargets, measure: measureData }],
  ['idle', { runs: 1, targets: idleTargets, measure: measureIdle }],
  [
    'monitor',
    {
      runs: 3,
      targets: { ...monitorTargets, ...historyTargets },
      measure: async (internet, runs) => ({
        ...(await measureMonitor(internet, runs)),
        ...measureHistory(QUESTIONS),
      }),
    },
  ],
  ['ui', { runs: 3, targets: uiTargets, measure: (_internet, runs) => measureUi(runs) }],
]);

/** To the history, of each kind. */
const QUESTIONS = 100;

/** From here on a bench measures its neighbours rather than the product. */
const TOO_BUSY = 0.3;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, runs: { type: 'string' } },
});
const [name = ''] = positionals;
const bench = benches.get(name);
const runs = Number(values.runs ?? bench?.runs);
const missing = missingForLab();

if (bench === undefined || !Number.isInteger(runs) || runs < 1) {
  console.error(`Usage: npm run bench -- ${[...benches.keys()].join('|')} [--runs N] [--json]`);
  process.exitCode = 2;
} else if (missing.length > 0) {
  console.error(`The bench can't run here: it needs ${missing.join(', ')}.`);
  process.exitCode = 1;
} else {
  await buildAll();
  await runBench(bench);
}

async function runBench({ targets, measure }: Bench): Promise<void> {
  const busy = await busyShare();
  if (busy > TOO_BUSY) {
    const share = `${Math.round(busy * 100)} %`;
    console.log(`Others use ${share} of this machine's processors: the times below are longer for it.`);
  }
  const internet = createInternet(name);
  try {
    const result = judgeBench(name, await measure(internet, runs), targets);
    console.log(formatTable(result));
    console.log(result.met ? 'The targets are met.' : 'The targets are NOT met.');
    if (values.json) console.log(JSON.stringify(result));
    process.exitCode = result.met ? 0 : 1;
  } finally {
    internet.close();
  }
}
