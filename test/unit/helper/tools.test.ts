import { expect, test } from 'vitest';
import type { Command } from '../../../main/base/run-command.ts';
import { attempt, readWgVersion } from '../../../main/helper/tunnel/tools.ts';
import { ok } from '../../../shared/result.ts';

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
  expect(times).toEqual([5_000, undefined]);
});
