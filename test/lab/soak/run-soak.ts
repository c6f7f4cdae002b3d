/**
 * A long evening in the lab: four players, and every few seconds something breaks. Each fault has to be healed in its
 * time, and nothing that the product holds may grow.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomFrom } from '../../../main/engine/path/mesh/random.ts';
import { createInternet, type Internet } from '../kit/internet.ts';
import { printTable } from '../kit/print-table.ts';
import { drawFrom } from './draw-faults.ts';
import { type Allowance, type Growth, type Holding, holdingOf, judgeGrowth } from './resources.ts';
import { type SoakFault, soakFaults } from './soak-faults.ts';
import { type SoakPlayer, SoakWorld } from './soak-world.ts';

export interface SoakOptions {
  readonly minutes: number;
  /** Which faults in which order at whom follows from it. */
  readonly seed: number;
  /** Prints figures while it goes on. */
  say(line: string): void;
}

/** Later is never. */
const GIVES_UP_MS = 60_000;
/** What a fault led to has ended by then; also how long a lasting one lasts. */
const CALM_MS = 5_000;
/** Before the first figures and the last ones. */
const SETTLES_MS = 20_000;

/** An engine's heap finds its size in its first minutes; a leak goes on. */
const ALLOWANCE: Allowance = { rssMiB: 30, handles: 10, logKiB: 100 };

/** What became of one kind of fault. ms: from its end, or that of its undoing, until everybody heard of everybody. */
interface Healing {
  readonly fault: SoakFault;
  readonly ms: number[];
  /** How often somebody was still not heard after a minute, and what was broken was started anew. */
  never: number;
}

/** @returns whether everything held. */
export async function runSoak({ minutes, seed, say }: SoakOptions): Promise<boolean> {
  const internet = createInternet('soak');
  try {
    const world = new SoakWorld(internet);
    await world.start();
    await sleep(SETTLES_MS);
    const held = new Map<string, Holding[]>();
    const measure = (): void => noteHoldings(internet, world, held);
    measure();
    const startedAtMs = performance.now();
    const healings = await breakThings(world, { minutes, seed, say }, measure);
    await sleep(SETTLES_MS);
    measure();
    const passed = (performance.now() - startedAtMs) / 60_000;
    const growths = [...held].flatMap(([role, values]) =>
      judgeGrowth(role, values, { minutes: passed, allowance: ALLOWANCE }),
    );
    return report([...healings.values()], growths);
  } finally {
    internet.close();
  }
}

async function breakThings(
  world: SoakWorld,
  { minutes, seed, say }: SoakOptions,
  measure: () => void,
): Promise<ReadonlyMap<SoakFault, Healing>> {
  const random = randomFrom(seed);
  const draw = drawFrom(soakFaults, random);
  const healings = new Map(soakFaults.map((fault) => [fault, { fault, ms: [], never: 0 } as Healing]));
  const endAtMs = performance.now() + minutes * 60_000;
  for (let round = 1; performance.now() < endAtMs; round++) {
    const { value: fault } = draw.next();
    const [player, other] = twoOf(world.players, random);
    const healing = healings.get(fault);
    if (player === undefined || other === undefined || healing === undefined)
      throw new Error('nobody to break');
    await fault.happen(player, other, world);
    const stepsMs = [await heal(world, healing)];
    await sleep(CALM_MS);
    if (fault.undo !== undefined) {
      fault.undo(player);
      stepsMs.push(await heal(world, healing));
      await sleep(CALM_MS);
    }
    if (stepsMs.at(-1) === null) await startAnew(world, player);
    measure();
    const who = player.home.hosts[0].namespace.split('-').slice(-2)[0];
    say(
      `${round}. ${fault.title} (${who}): ${stepsMs.map((ms) => (ms === null ? 'NOT healed' : `${ms} ms`)).join(', undone ')}`,
    );
  }
  return healings;
}

/** Waits until all hear of all. @returns ms; null: that did not come. */
async function heal(world: SoakWorld, healing: Healing): Promise<number | null> {
  const ms = await world.allHear(healing.fault.large ?? false, GIVES_UP_MS);
  if (ms === null) healing.never++;
  else healing.ms.push(ms);
  return ms;
}

/** What can't heal is started anew, so that the evening goes on. */
async function startAnew(world: SoakWorld, { engine }: SoakPlayer): Promise<void> {
  engine.host.killAll();
  await engine.up();
  if ((await world.allHear(false, GIVES_UP_MS)) === null) {
    throw new Error(`nobody is heard even after a new start\n${engine.output}`);
  }
}

function twoOf<T>(all: readonly T[], random: () => number): (T | undefined)[] {
  const left = [...all];
  return [0, 1].flatMap(() => left.splice(Math.floor(random() * left.length), 1));
}

/** What each kind of process holds now: the one that holds most of it counts. */
function noteHoldings(internet: Internet, { players }: SoakWorld, held: Map<string, Holding[]>): void {
  const note = (role: string, holding: Holding | null): void => {
    if (holding === null) return;
    const values = held.get(role) ?? [];
    held.set(role, values);
    values.push(holding);
  };
  for (const [i, { engine }] of players.entries()) {
    note(`engine ${i + 1}`, holdingOf(engine.host, /lanrage\.js up/, engine.dataDir));
    note(`helper ${i + 1}`, holdingOf(engine.host, /helper/, null));
    note(`wireguard-go ${i + 1}`, holdingOf(engine.host, /wireguard-go/, null));
  }
  const logsOf = (name: string): string => join(internet.folder(`servers-${name}`), 'servers');
  note('control server', holdingOf(internet.server, /serve control/, logsOf('control')));
  note('relay', holdingOf(internet.server, /serve relay/, logsOf('relay-3478')));
}

function report(healings: readonly Healing[], growths: readonly Growth[]): boolean {
  printTable(healings.map(healingCells));
  printTable(growths.map(growthCells));
  const late = healings.filter((healing) => !isHealed(healing)).length;
  const grew = growths.filter((growth) => growth.grew).length;
  const times = healings.reduce((sum, { ms, never }) => sum + ms.length + never, 0);
  console.log(
    `${times} times something was to heal; ${late} kinds of fault were not healed in their time each time; ${grew} of ${growths.length} quantities grew.`,
  );
  return times > 0 && late === 0 && grew === 0;
}

function isHealed({ fault, ms, never }: Healing): boolean {
  return never === 0 && ms.every((each) => each < fault.healsWithinMs);
}

function healingCells(healing: Healing) {
  const { fault, never } = healing;
  const sorted = healing.ms.toSorted((a, b) => a - b);
  return {
    fault: fault.title,
    times: sorted.length + never,
    'median ms': sorted[Math.floor(sorted.length / 2)] ?? '',
    'worst ms': never > 0 ? `never (${never})` : (sorted.at(-1) ?? ''),
    target: fault.healsWithinMs,
    verdict: sorted.length + never === 0 ? 'did not come' : isHealed(healing) ? 'ok' : 'FAIL',
  };
}

function growthCells({ role, quantity, first, last, allowed, grew }: Growth) {
  return {
    role,
    quantity,
    'first third': first.toFixed(1),
    'last third': last.toFixed(1),
    'may grow': allowed.toFixed(1),
    verdict: grew ? 'GREW' : 'ok',
  };
}
