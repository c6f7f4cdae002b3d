/**
 * Throws rubbish at one subject, in a process of its own, so that what it holds is its own. Arguments: the subject, how
 * much, the seed. Prints {@link Thrown} as JSON. Node runs it with `--expose-gc`.
 */
import { readFileSync } from 'node:fs';
import { randomFrom } from '../../../main/engine/path/mesh/random.ts';
import { controlCore, controlSocket } from './control-subjects.ts';
import { engineCore, engineSocket } from './engine-subjects.ts';
import { helperSocket } from './helper-subject.ts';
import { relayCore, relaySocket } from './relay-subjects.ts';
import { Rubbish } from './rubbish.ts';
import type { Subject, Thrown } from './subject.ts';

const subjects: Readonly<Record<string, () => Subject | Promise<Subject>>> = {
  'relay, core': relayCore,
  'relay, socket': relaySocket,
  'engine, core': engineCore,
  'engine, socket': engineSocket,
  'control server, core': controlCore,
  'control server, socket': controlSocket,
  'helper, socket': helperSocket,
};
/** So that timers and sockets have their turn. */
const PAUSE_EVERY = 5_000;

const [name = '', count = '', seed = ''] = process.argv.slice(2);
const make = subjects[name];
if (make === undefined) throw new Error(`nobody knows ${name}`);
console.log(JSON.stringify(await throwAll(await make(), Number(count))));
process.exit(0);

async function throwAll(subject: Subject, wanted: number): Promise<Thrown> {
  const crashes: string[] = [];
  const crashed = (error: unknown): void => void crashes.push(String((error as Error).stack ?? error));
  process.on('uncaughtException', crashed);
  process.on('unhandledRejection', crashed);
  const rubbish = new Rubbish(randomFrom(Number(seed)), subject.valid);
  const startedAtMs = performance.now();
  let beforeMiB = Number.NaN;
  for (let thrown = 0; thrown < wanted; thrown++) {
    if (thrown === Math.floor(wanted / 5)) beforeMiB = await restingMiB(subject.pid);
    try {
      const taking = subject.take(rubbish.next());
      if (taking !== undefined) await taking;
    } catch (error) {
      crashed(error);
    }
    if (thrown % PAUSE_EVERY === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const seconds = (performance.now() - startedAtMs) / 1000;
  const rssGrowthMiB = (await restingMiB(subject.pid)) - beforeMiB;
  const stillWorks = await subject.stillWorks();
  await subject.close?.();
  const [firstCrash = null] = crashes;
  return {
    subject: name,
    count: wanted,
    seconds,
    crashes: crashes.length,
    firstCrash,
    rssGrowthMiB,
    stillWorks,
  };
}

/** What is held for good. */
async function restingMiB(pid = process.pid): Promise<number> {
  for (let i = 0; i < 4; i++) {
    if (pid === process.pid) globalThis.gc?.();
    else process.kill(pid, 'SIGUSR2');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
  return (pages * 4096) / 2 ** 20;
}
