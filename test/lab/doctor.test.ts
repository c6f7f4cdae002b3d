/**
 * The doctor's score: what is wrong against what it says is wrong. `npm run lab -- doctor` injects every fault and
 * looks at every kind of healthy network; elsewhere a few that are quick do. docs/doctor.md tells how to read the table.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { FaultCode } from '../../shared/faults/fault.ts';
import { type Finding, remedyIds } from '../../shared/model/doctor.ts';
import { sayReading } from '../../shared/texts/readings.ts';
import { describeLab } from './kit/describe-lab.ts';
import type { Undo } from './kit/doctor/injection.ts';
import { injections } from './kit/doctor/injections/all-injections.ts';
import { measureMachine } from './kit/doctor/machine-load.ts';
import { type Diagnosis, type Scene, Ward, type WardOptions } from './kit/doctor/ward.ts';
import { printTable } from './kit/print-table.ts';

/** What the doctor is less sure of is a hint, not a finding. */
const SURE = 0.5;
const HEALTHY_RUN_MS = 10_000;
const BUSY: FaultCode = 'doctor.busy-computer';
const LASTS_MS = 1500;

const isEverything = process.env.LANRAGE_LAB_ALL === '1';
const scenes = [
  'direct',
  'relayed',
  'behind carriers',
  'full cones',
  'same home',
  'served at home',
  'no party',
] as const satisfies Scene[];

describeLab('the doctor', () => {
  let ward: Ward | null = null;
  let wardOf = '';
  /** Makes the ward as it was; without it the next test needs another one. */
  let restore: Undo | undefined;
  const rows: Record<string, string | number>[] = [];
  const cures: Record<string, string>[] = [];

  afterEach(async () => {
    await restore?.();
    if (restore === undefined) close();
    restore = undefined;
  });
  afterAll(() => {
    close();
    printTable(rows);
    printTable(cures);
    const right = rows.filter((row) => row['right?'] === 'yes').length;
    console.log(`doctor’s score: ${right} of ${rows.length} right`);
  });

  function close(): void {
    ward?.close();
    ward = null;
  }

  /** The ward of the test before where that was left healthy and is of the same kind. */
  async function enter(scene: Scene, options: WardOptions = {}): Promise<Ward> {
    const kind = `${scene}${options.prepare === undefined ? '' : ' prepared'}`;
    const mayStay = ward !== null && (wardOf === kind || wardOf === `${kind} prepared`);
    if (!mayStay) close();
    ward ??= await Ward.open(scene, options);
    wardOf = mayStay ? wardOf : kind;
    return ward;
  }

  /** Asks the doctor, and keeps the row. The machine below may be busy by itself, which is then true and no false finding. */
  async function score(
    here: Ward,
    title: string,
    scene: Scene,
    expected: readonly FaultCode[],
    engine = here.alice,
  ): Promise<Diagnosis & { found: FaultCode[]; isRight: boolean }> {
    const busyRatio = measureMachine();
    const diagnosis = await here.diagnose(engine);
    const load = busyRatio();
    const all = causes(diagnosis.findings, SURE);
    const isBusy = load >= 0.85;
    const found = isBusy && !expected.includes(BUSY) ? all.filter((code) => code !== BUSY) : all;
    const [first] = found;
    const isRight =
      expected.length === 0
        ? found.length === 0
        : found.length === 1 && first !== undefined && expected.includes(first);
    rows.push({
      fault: title,
      network: scene,
      asked: engine === here.alice ? 'alice' : 'bob',
      expected: expected.join(' or ') || 'nothing',
      found: found.join(', ') || 'nothing',
      measured: measuresOf(diagnosis.findings, found),
      'right?': isRight ? 'yes' : 'NO',
      ms: Math.round(diagnosis.tookMs),
      'machine busy': `${Math.round(load * 100)} %`,
    });
    return { ...diagnosis, found, isRight };
  }

  test.each(scenes.filter((scene) => isEverything || scene === 'direct').map((scene) => [scene] as const))(
    'finds nothing wrong in a healthy network: %s',
    async (scene) => {
      const here = await enter(scene);

      const { findings, found, tookMs } = await score(here, 'none', scene, []);

      expect(found, describe(findings)).toEqual([]);
      expect(tookMs).toBeLessThan(HEALTHY_RUN_MS);
      if (scene !== 'no party') {
        const friends = await score(here, 'none', scene, [], here.bob);
        expect(friends.found, describe(friends.findings)).toEqual([]);
      }
      restore = () => undefined;
    },
  );

  test('shows every remedy', () => {
    expect(remedyIds.filter((id) => injections.every(({ remedy }) => remedy !== id))).toEqual([]);
  });

  const run = injections.filter(({ inSubset = false }) => isEverything || inSubset);
  test.each(run.map((injection) => [injection.title, injection] as const))(
    'finds what is wrong: %s',
    async (_, injection) => {
      const { title, scene = 'direct', expected, lastsMs = LASTS_MS, remedy } = injection;
      const here = await enter(scene, injection);
      const undo = await injection.happen(here);
      if (injection.isTraceless) restore = undo;
      await sleep(lastsMs);

      const { findings, found, isRight } = await score(here, title, scene, expected);

      expect(isRight, `${found}\n${describe(findings)}`).toBe(true);
      if (injection.friendFinds !== undefined) {
        const friends = await score(here, title, scene, injection.friendFinds, here.bob);
        expect(friends.isRight, `${friends.found}\n${describe(friends.findings)}`).toBe(true);
      }
      if (remedy === undefined) return;
      const ill = findings.find((finding) => finding.remedy === remedy);
      if (ill === undefined) throw new Error(`${remedy} is not offered: ${describe(findings)}`);
      if (injection.remedyNeedsUndo) await undo?.();
      const { before, after } = await here.carryOut(ill);
      cures.push({ fault: title, remedy, before: tell(before), after: tell(after) });
      expect(before.status).not.toBe('ok');
      expect(after.status, tell(after)).toBe('ok');
    },
  );
});

function causes(findings: readonly Finding[], sure: number): FaultCode[] {
  return [
    ...new Set(
      findings.flatMap(({ cause, confidence }) => (cause && confidence >= sure ? [cause.code] : [])),
    ),
  ];
}

function measuresOf(findings: readonly Finding[], found: readonly FaultCode[]): string {
  return findings
    .flatMap(({ cause, measured }) =>
      measured !== null && cause !== null && found.includes(cause.code) ? sayReading(measured, 'en') : [],
    )
    .join(', ');
}

function tell({ status, cause, measured }: Finding): string {
  return `${status}${cause === null ? '' : ` ${cause.code}`}${measured === null ? '' : ` (${sayReading(measured, 'en')})`}`;
}

function describe(findings: readonly Finding[]): string {
  return findings
    .map((finding) => `${finding.check}: ${tell(finding)} ${Math.round(finding.tookMs)} ms`)
    .join('\n');
}
