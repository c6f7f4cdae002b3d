import { expect, test } from 'vitest';
import type { Command } from '../../../main/base/run-command.ts';
import { askWgVersion, attempt, readWgVersion } from '../../../main/helper/tunnel/tools.ts';
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok } from '../../../shared/result.ts';

/** Notes the time that each program was given; undefined: that of every command. */
function noteTimes() {
  const times: (number | undefined)[] = [];
  const run = async ({ timeoutMs }: Command) => {
    times.push(timeoutMs);
    return ok({ stdout: 'wireguard-tools v1.0.20210914\n', stderr: '', exitCode: 0 });
  };
  return { times, run };
}

test('whether WireGuard is there is known within 5 s, other programs have the time of every command', async () => {
  const { times, run } = noteTimes();
  expect(await readWgVersion('wg', run)).toBe('wireguard-tools v1.0.20210914');
  await attempt('wg', ['show'], {}, run);
  expect(times).toEqual([2_000, undefined]);
});

test('a `wg` that is there and does not work is told from one that is missing', async () => {
  const exits = await askWgVersion('wg', async () => ok({ stdout: '', stderr: '', exitCode: 1 }));
  expect(exits).toMatchObject({ fault: { args: { reason: 'tool-exits', exitCode: 1 } } });
  const hangs = await askWgVersion('wg', async ({ timeoutMs = 0 }) =>
    fail(fault('command.timed-out', { command: 'wg', timeoutMs })),
  );
  expect(hangs).toMatchObject({ fault: { code: 'tunnel.wireguard-broken', args: { reason: 'tool-hangs' } } });
});
