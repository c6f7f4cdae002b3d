import { expect, test } from 'vitest';
import { createLog } from '../../../../../main/base/log/create-log.ts';
import type { Command, CommandOutput } from '../../../../../main/base/run-command.ts';
import { checkPingArguments, pingCommand } from '../../../../../main/engine/probing/system/ping-command.ts';
import { createPingProgram } from '../../../../../main/engine/probing/system/ping-program.ts';
import { fault } from '../../../../../shared/faults/fault.ts';
import { fail, ok } from '../../../../../shared/result.ts';

const target = { to: '192.0.2.1', family: 4, timeoutMs: 1_000 } as const;

test('Windows sends one packet and waits 1000 ms', () => {
  const { file, args } = pingCommand(target, {}, 'win32');
  expect([file, ...args].join(' ')).toBe('C:\\Windows\\System32\\ping.exe -4 -n 1 -w 1000 192.0.2.1');
});

test('Linux sends one packet, waits 1 s and speaks English', () => {
  const { file, args, env } = pingCommand(target, {}, 'linux');
  expect([file, ...args].join(' ')).toBe('ping -4 -n -c 1 -W 1 -- 192.0.2.1');
  expect(env).toMatchObject({ LC_ALL: 'C' });
});

test('macOS has a program of its own for IPv6', () => {
  expect(pingCommand(target, {}, 'darwin').args.join(' ')).toBe('-n -c 1 -W 1000 192.0.2.1');
  expect(pingCommand({ ...target, to: '::1', family: 6 }, {}, 'darwin').file).toBe('ping6');
});

test('timeout, verbose, quiet and further arguments reach the program', () => {
  const settings = { verbose: true, quiet: true, extra: ['-s', '1200', '-t', '9'] };
  const { args, timeoutMs } = pingCommand({ ...target, timeoutMs: 2_500 }, settings, 'linux');
  expect(args.join(' ')).toBe('-4 -n -c 1 -W 3 -v -q -s 1200 -t 9 -- 192.0.2.1');
  expect(timeoutMs).toBe(3_500);
});

test.each([
  [['-s', '65507'], true],
  [['-s', '65508'], false],
  [['-s', '-1'], false],
  [['-s'], false],
  [['-t', '255'], true],
  [['-t', '256'], false],
  [['-I', 'eth0'], true],
  [['-I', '-x'], false],
  [['-M', 'do'], true],
  [['-f'], false],
  [['-c', '100000'], false],
  [['-i', '0'], false],
  [['203.0.113.1'], false],
  [['--', '203.0.113.1'], false],
  [['constructor'], false],
  [['-s', '56;reboot'], false],
])('of further arguments only those on the list are taken: %j', (extra, taken) => {
  const checked = checkPingArguments(extra, 'linux');
  expect(checked.ok).toBe(taken);
  if (!checked.ok)
    expect(checked.fault).toMatchObject({ code: 'settings.invalid', args: { key: 'pingArguments' } });
});

const log = createLog({ level: 'error', sinks: [] });
const request = { ...target, signal: new AbortController().signal, onLate: () => undefined };
const output = (change: Partial<CommandOutput>): CommandOutput => ({
  exitCode: 1,
  stdout: '',
  stderr: '',
  ...change,
});

test.each([
  [
    output({ exitCode: 0, stdout: '64 bytes from 192.0.2.1: icmp_seq=1 ttl=57 time=3.5 ms' }),
    { outcome: 'answered', rttMs: 3.5, ttl: 57 },
  ],
  [output({ stdout: '1 packets transmitted, 0 received' }), { outcome: 'timeout' }],
  [output({ exitCode: 0, stdout: 'garbage' }), { outcome: 'timeout' }],
  [
    output({ exitCode: 0, stdout: '64 bytes from 192.0.2.1: icmp_seq=1 ttl=57 time=1003 ms' }),
    { outcome: 'timeout' },
  ],
  [
    output({ stdout: 'From 10.0.0.1 icmp_seq=1 Destination Host Unreachable' }),
    { outcome: 'unreachable', code: 1, from: '10.0.0.1' },
  ],
  [
    output({ exitCode: 2, stderr: 'ping: socktype: SOCK_RAW\nping: socket: Operation not permitted' }),
    { outcome: 'no-way' },
  ],
  [
    output({ exitCode: 2, stderr: 'ping: bad size' }),
    { outcome: 'error', why: { reason: 'said', program: 'ping', text: 'ping: bad size' } },
  ],
])('its end is read: %j', async (printed, expected) => {
  const program = createPingProgram({ log, platform: 'linux', run: async () => ok(printed) });
  expect(await program.ping(request)).toMatchObject(expected);
});

test('a program that is missing is no way, one that hangs is a time-out', async () => {
  const missing = createPingProgram({
    log,
    run: async () => fail(fault('command.not-found', { command: 'ping' })),
  });
  expect(await missing.ping(request)).toEqual({
    outcome: 'no-way',
    reason: 'command.not-found',
    lasting: true,
  });
  const hanging = createPingProgram({
    log,
    run: async () => fail(fault('command.timed-out', { command: 'ping', timeoutMs: 1 })),
  });
  expect(await hanging.ping(request)).toEqual({ outcome: 'timeout' });
});

test('the program is ended with its target', async () => {
  const ended = new AbortController();
  const run = (command: Command) =>
    new Promise<never>((_, reject) => {
      command.signal?.addEventListener('abort', () => reject(command.signal?.reason));
    });
  const outcome = createPingProgram({ log, run }).ping({ ...request, signal: ended.signal });
  ended.abort();
  expect(await outcome).toEqual({ outcome: 'timeout' });
});
