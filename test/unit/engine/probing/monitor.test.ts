import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../../../../main/base/log/create-log.ts';
import { createMonitor, type Monitor } from '../../../../main/engine/probing/monitor.ts';
import type { ProbeContext, ProbeEnd, Prober } from '../../../../main/engine/probing/probes/probe.ts';
import { PLAIN_ANSWER } from '../../../../main/engine/probing/probes/probe.ts';
import type { LateReply, ProbeTiming } from '../../../../main/engine/probing/target-task.ts';
import type { ProbeResult, Target } from '../../../../shared/model/target.ts';
import { FakeClock } from '../../../world/fake-clock.ts';

let clock: FakeClock;
let monitor: Monitor;
let results: (ProbeResult & ProbeTiming)[];
let late: LateReply[];
let probes: { target: Target; at: number; context: ProbeContext }[];
/** What a probe of this target ends with; null: not yet. */
let answers: Map<string, (probe: number) => ProbeEnd | null | Promise<ProbeEnd>>;
let needWorkers: Set<string>;
const logged: { level: string; message: string }[] = [];

function target(id: string, change: Partial<Target> = {}): Target {
  return {
    id,
    name: id,
    kind: 'icmp',
    address: '192.0.2.1',
    port: null,
    family: 'any',
    intervalMs: 1_000,
    timeoutMs: 2_000,
    ...change,
  };
}
const answered = (rttMs = 5): ProbeEnd => ({
  via: 'icmp-datagram',
  result: { ...PLAIN_ANSWER, rttMs, addresses: [] },
});
const error: ProbeEnd = {
  via: 'icmp-datagram',
  result: { outcome: 'error', why: { reason: 'errno', errno: 'ENETDOWN' } },
};
const timesOf = (id: string) => probes.filter((probe) => probe.target.id === id).map(({ at }) => at);

const prober: Prober = {
  needsWorker: ({ id }) => needWorkers.has(id),
  async probe(asked, context) {
    probes.push({ target: asked, at: clock.now(), context });
    const end = await (answers.get(asked.id) ?? (() => answered()))(timesOf(asked.id).length);
    return end ?? new Promise<ProbeEnd>(() => undefined);
  },
};

beforeEach(() => {
  clock = new FakeClock();
  results = [];
  late = [];
  probes = [];
  answers = new Map();
  needWorkers = new Set();
  logged.length = 0;
  monitor = createMonitor({
    prober,
    clock,
    log: createLog({
      level: 'trace',
      sinks: [{ write: ({ level, message }) => void logged.push({ level, message }) }],
    }),
    onResult: (result, timing) => results.push({ ...result, ...timing }),
    onLate: (reply) => late.push(reply),
  });
});
afterEach(() => monitor.close());

test('every result carries target, time, way and outcome', async () => {
  monitor.add(target('a'));
  const startedAt = clock.wallMs;
  await clock.pass(1_500);
  expect(results).toEqual(
    [0, 1_000].map((ms) => ({
      target: 'a',
      at: startedAt + ms,
      via: 'icmp-datagram',
      result: { ...PLAIN_ANSWER, rttMs: 5, addresses: [] },
      lateByMs: 0,
      missed: 0,
    })),
  );
  expect(monitor.views()).toMatchObject([
    { state: 'answering', consecutiveFailures: 0, nextAt: startedAt + 2_000 },
  ]);
});

test('one target that never ends its probes delays no other', async () => {
  answers.set('slow', () => null);
  needWorkers = new Set(['slow', 'b', 'c']);
  for (const id of ['slow', 'b', 'c']) monitor.add(target(id));
  await clock.pass(10_000);
  expect(timesOf('slow')).toHaveLength(1);
  expect(timesOf('b')).toHaveLength(10);
  expect(timesOf('c')).toHaveLength(10);
  // The fake clock settles promises every 10 ms only.
  expect(Math.max(...results.map(({ lateByMs }) => lateByMs))).toBeLessThan(10);
});

test('at most ten probes that need a worker run at once, unless told otherwise', async () => {
  const ids = Array.from({ length: 25 }, (_, index) => `t${index}`);
  needWorkers = new Set(ids);
  for (const id of ids) {
    answers.set(id, () => null);
    monitor.add(target(id));
  }
  await clock.pass(5_000);
  expect(probes).toHaveLength(10);
});

test('the schedule does not drift while the event loop is late, and how late is recorded', async () => {
  monitor.add(target('a'));
  await clock.pass(500);
  for (let second = 1; second <= 50; second++) {
    await clock.pass(495);
    // The probe is due 5 ms from here.
    clock.sleep(5 + (second % 7));
    await clock.pass(500 - (second % 7), 1);
  }
  const lateness = timesOf('a').map((at, index) => at - index * 1_000);
  expect(lateness).toEqual(results.map(({ lateByMs }) => lateByMs));
  expect(new Set(lateness)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
});

test('a sleep of an hour leads to one probe, not to thousands, and is counted', async () => {
  monitor.add(target('a'));
  await clock.pass(500);
  clock.sleep(3_600_000);
  await clock.pass(2_000);
  expect(timesOf('a').length).toBeLessThanOrEqual(5);
  expect(results.reduce((sum, { missed }) => sum + missed, 0)).toBeGreaterThan(3_590);
});

test.each([-86_400_000, 86_400_000])('a wall clock set by %d ms leaves the schedule alone', async (jump) => {
  monitor.add(target('a'));
  await clock.pass(3_500);
  clock.shiftWall(jump);
  await clock.pass(3_000);
  expect(timesOf('a')).toEqual([0, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000]);
});

test('more than three errors in a row back off, and a success brings the old pace back', async () => {
  answers.set('a', (probe) => (probe <= 5 ? error : answered()));
  monitor.add(target('a'));
  await clock.pass(3_900);
  expect(monitor.views()[0]).toMatchObject({ state: 'backing-off', consecutiveFailures: 4 });
  await clock.pass(60_000);
  const times = timesOf('a');
  expect(times.slice(0, 6)).toEqual([0, 1_000, 2_000, 3_000, 19_000, 51_000]);
  expect(times.slice(6, 9)).toEqual([52_000, 53_000, 54_000]);
  expect(monitor.views()[0]).toMatchObject({ state: 'answering', consecutiveFailures: 0 });
});

test('targets are added, removed, added again and changed under way, also twice', async () => {
  monitor.add(target('a'));
  monitor.add(target('a'));
  await clock.pass(2_500);
  expect(timesOf('a')).toHaveLength(3);
  monitor.remove('a');
  monitor.remove('a');
  monitor.remove('never there');
  await clock.pass(2_000);
  expect(timesOf('a')).toHaveLength(3);
  monitor.add(target('a'));
  await clock.pass(2_500);
  expect(timesOf('a').length).toBeGreaterThanOrEqual(5);
  monitor.add(target('a', { intervalMs: 500 }));
  const before = timesOf('a').length;
  await clock.pass(5_000);
  expect(timesOf('a').length - before).toBeGreaterThanOrEqual(9);
  monitor.replace([target('b')]);
  expect(monitor.views().map(({ target: { id } }) => id)).toEqual(['b']);
});

test('a target that is removed while its probe is under way is not reported', async () => {
  const { promise, resolve } = Promise.withResolvers<ProbeEnd>();
  answers.set('a', () => promise);
  monitor.add(target('a'));
  await clock.pass(100);
  monitor.remove('a');
  expect(probes[0]?.context.signal.aborted).toBe(true);
  resolve(answered());
  probes[0]?.context.onLate(3_000);
  await clock.pass(100);
  expect(results).toEqual([]);
  expect(late).toEqual([]);
});

test('a late reply is credited to its own probe', async () => {
  answers.set('a', (probe) =>
    probe === 1 ? { via: 'icmp-raw', result: { outcome: 'timeout' } } : answered(),
  );
  const startedAt = clock.wallMs;
  monitor.add(target('a'));
  await clock.pass(1_500);
  probes[0]?.context.onLate(1_450);
  expect(late).toEqual([{ target: 'a', at: startedAt, rttMs: 1_450 }]);
});

test('probes that only wait for a packet overlap, so that loss is seen at the full rate', async () => {
  answers.set('a', () => null);
  monitor.add(target('a'));
  await clock.pass(3_500);
  expect(timesOf('a')).toEqual([0, 1_000, 2_000, 3_000]);
});

test('a way of probing or a listener that throws ends nothing', async () => {
  answers.set('a', (probe) => (probe === 2 ? Promise.reject(new Error('a mistake')) : answered()));
  monitor.add(target('a'));
  await clock.pass(3_500);
  expect(results).toHaveLength(3);
  expect(logged).toContainEqual({ level: 'error', message: 'probe failed unexpectedly' });
});

test('short of resources it slows down by a factor and says so, and comes back', async () => {
  monitor.add(target('a'));
  await clock.pass(2_500);
  monitor.slowDown(4);
  expect(monitor.slowness()).toBe(4);
  await clock.pass(17_000);
  const slow = timesOf('a').filter((at) => at > 3_000);
  expect(slow).toEqual([7_000, 11_000, 15_000, 19_000]);
  monitor.slowDown(0);
  await clock.pass(8_000);
  expect(timesOf('a').slice(-3)).toEqual([25_000, 26_000, 27_000]);
  expect(logged).toContainEqual({ level: 'warn', message: 'probing is slowed down to spare this machine' });
  expect(logged).toContainEqual({ level: 'info', message: 'probing is back to its usual pace' });
});

test('two hundred targets start spread out', async () => {
  for (let index = 0; index < 200; index++) monitor.add(target(`t${index}`));
  await clock.pass(1_000);
  const perTenth = Array.from(
    { length: 10 },
    (_, tenth) => probes.filter(({ at }) => Math.floor(at / 100) === tenth).length,
  );
  expect(perTenth.every((count) => count >= 14 && count <= 26)).toBe(true);
});

test('nothing is probed after closing', async () => {
  monitor.add(target('a'));
  monitor.close();
  monitor.add(target('b'));
  await clock.pass(3_000);
  expect(probes).toEqual([]);
  expect(clock.isIdle).toBe(true);
});
