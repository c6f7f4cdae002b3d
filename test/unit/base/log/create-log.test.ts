import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../../../main/base/log/create-log.ts';
import type { LogLevel } from '../../../../main/base/log/log.ts';
import { withLogContext } from '../../../../main/base/log/log-context.ts';
import type { LogLine } from '../../../../main/base/log/log-line.ts';
import { timed } from '../../../../main/base/log/timed.ts';

function recording(level: LogLevel | (() => LogLevel) = 'trace') {
  const lines: LogLine[] = [];
  const clock = { date: () => new Date('2026-11-21T10:20:30.400Z') };
  return { lines, log: createLog({ level, clock, sinks: [{ write: (line) => lines.push(line) }] }) };
}

it('writes lines of its level and above', () => {
  const { lines, log } = recording('warn');
  for (const level of ['trace', 'debug', 'info', 'warn', 'error'] as const) log[level]('said');
  expect(lines.map((line) => line.level)).toEqual(['warn', 'error']);
});

it('follows a level that changes while it runs', () => {
  let level: LogLevel = 'error';
  const { lines, log } = recording(() => level);
  log.info('before');
  level = 'info';
  log.info('after');
  expect(lines.map((line) => line.message)).toEqual(['after']);
});

it('joins the areas of its parents with dots', () => {
  const { lines, log } = recording();
  log.child('engine').child('nat').info('probed', { attempt: 2 });
  expect(lines).toEqual([
    {
      time: new Date('2026-11-21T10:20:30.400Z'),
      level: 'info',
      area: 'engine.nat',
      message: 'probed',
      fields: { attempt: 2 },
    },
  ]);
});

it('survives fields that throw, turn in circles or are no data', () => {
  const { lines, log } = recording();
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  const trap = {
    get boom() {
      throw new RangeError('no');
    },
  };
  log.info('odd', { circle });
  log.info('odd', { big: 10n, call: () => 1, nothing: undefined, at: new Date(0) });
  log.info('odd', { trap });
  expect(JSON.stringify(lines[0])).toContain('[deep]');
  expect(lines[1]?.fields).toMatchObject({ big: '10', at: '1970-01-01T00:00:00.000Z' });
  expect(lines[1]?.fields).not.toHaveProperty('nothing');
  expect(lines[2]?.fields).toEqual({ unprintable: 'RangeError' });
});

describe('withLogContext', () => {
  it('follows an async chain and does not leak into a parallel one', async () => {
    const { lines, log } = recording();
    const chain = (peer: string, ms: number) =>
      withLogContext({ peer, correlation: `c-${peer}` }, async () => {
        await delay(ms);
        log.info('halfway');
        await Promise.resolve();
        setImmediate(() => log.info('later'));
        await delay(20);
      });
    await Promise.all([chain('ada', 5), chain('ben', 1), delay(3).then(() => log.info('outside'))]);
    const said = lines.map(({ message, fields }) => [message, fields.peer, fields.correlation]).sort();
    expect(said).toEqual([
      ['halfway', 'ada', 'c-ada'],
      ['halfway', 'ben', 'c-ben'],
      ['later', 'ada', 'c-ada'],
      ['later', 'ben', 'c-ben'],
      ['outside', undefined, undefined],
    ]);
  });

  it('nests, and a field of the line itself comes last', () => {
    const { lines, log } = recording();
    withLogContext({ party: 'p', session: 's' }, () => {
      withLogContext({ peer: 'x', session: 't' }, () => log.info('inner'));
      log.info('outer', { party: 'other' });
    });
    expect(lines.map((line) => line.fields)).toEqual([
      { party: 'p', session: 't', peer: 'x' },
      { party: 'other', session: 's' },
    ]);
  });
});

describe('timed', () => {
  const ticking = () => {
    let now = 1000;
    return { now: () => (now += 12.5) };
  };

  it('covers sync and async functions and hands their value on', async () => {
    const { lines, log } = recording();
    expect(timed(log, 'added', () => 1 + 1, ticking())).toBe(2);
    await expect(timed(log, 'waited', async () => 'done', ticking())).resolves.toBe('done');
    expect(lines.map(({ message, fields }) => [message, fields])).toEqual([
      ['added', { durationMs: 12.5, outcome: 'done' }],
      ['waited', { durationMs: 12.5, outcome: 'done' }],
    ]);
  });

  it('logs also when the function throws or rejects, and hands the error on', async () => {
    const { lines, log } = recording();
    const bug = new Error('bug');
    const throws = () => {
      throw bug;
    };
    expect(() => timed(log, 'threw', throws, ticking())).toThrow(bug);
    await expect(timed(log, 'rejected', async () => throws(), ticking())).rejects.toBe(bug);
    expect(lines.map(({ message, fields }) => [message, fields])).toEqual([
      ['threw', { durationMs: 12.5, outcome: 'failed' }],
      ['rejected', { durationMs: 12.5, outcome: 'failed' }],
    ]);
  });
});
