import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commands } from '../../main/cli/commands.ts';
import { formatCode, makeCode } from '../../shared/invite/code.ts';
import { inviteMessage } from '../../shared/invite/message.ts';
import { settingNames } from '../../shared/model/settings/registry.ts';
import { ok } from '../../shared/result.ts';
import { fakeEngine } from '../mocks/fake-engine.ts';
import { CliSandbox } from './kit/cli-process.ts';

let box: CliSandbox;

beforeEach(async () => {
  box = await CliSandbox.make();
});

afterEach(async () => {
  await box.close();
});

describe('with an engine running', () => {
  it('creates, shows and leaves a party', async () => {
    const engine = await box.host();
    const created = await box.run(['party', 'create', 'Friday LAN']);
    expect(created).toMatchObject({ code: 0, err: '' });
    expect(created.out).toContain('lanrage://join/203.0.113.10:8667#AAAA-BBBB-CCCC-DDDD');
    expect(created.out).toContain('It isn’t known yet whether friends outside your home can join.');
    expect(created.out).toContain('Get LANrage at https://');
    const status = await box.run(['status']);
    expect(status.out).toMatch(/^Friday LAN\n/);
    expect(status.out).toMatch(/\nJoin +It isn’t known yet/);
    expect(status.out).toMatch(/Jon +10\.66\.0\.2 +● direct +18 ms +1\.6 ms +0\.4 % +good +direct 203/);
    expect(JSON.parse((await box.run(['status', '--json'])).out)).toMatchObject({
      ok: true,
      party: { name: 'Friday LAN' },
    });
    expect(await box.run(['party', 'leave', '--json'])).toMatchObject({ code: 0, out: '{"ok":true}\n' });
    expect(engine.history).toContain('leaveParty');
  });

  it('joins by a whole pasted message, and says the address', async () => {
    await box.host();
    const words = ['party', 'join', 'come:', 'lanrage://join/#AAAA-BBBB-CCCC-DDDD'];
    expect(JSON.parse((await box.run([...words, '--json'])).out)).toEqual({
      ok: true,
      name: 'Friday LAN',
      address: '10.66.0.2',
    });
    expect((await box.run(words)).out).toBe('You are in "Friday LAN". Your address in it: 10.66.0.2\n');
  });

  it('joins by the two lines of an invite, whatever stands around them, also from standard input', async () => {
    const asked: string[] = [];
    const engine = fakeEngine();
    const joinParty: typeof engine.handlers.joinParty = async (input) => {
      asked.push(input.invite);
      return ok({ name: 'Friday LAN', address: '10.66.0.2' });
    };
    await box.host({ ...engine, handlers: { ...engine.handlers, joinParty } });
    const code = formatCode(makeCode(Uint8Array.from({ length: 15 }, (_, i) => i)));
    const invite = `lanrage://join/203.0.113.10:8667#${code}`;
    const party = { name: 'Friday LAN', code, invite };
    const message = `[20:01] Ben: ${inviteMessage({ party, codeSuffices: false, page: null }, 'en')}\n${'see you '.repeat(300)}`;
    expect(await box.run(['party', 'join', message])).toMatchObject({ code: 0 });
    const read = async () => message;
    expect(await box.run(['party', 'join'], undefined, { read })).toMatchObject({ code: 0 });
    expect(await box.run(['party', 'join', '-'], undefined, { read })).toMatchObject({ code: 0 });
    expect(asked).toEqual([invite, invite, invite]);
  });

  it('puts an expected failure into words, with what to type next', async () => {
    await box.host();
    expect(await box.run(['party', 'leave'])).toEqual({
      code: 1,
      out: '',
      err: [
        '✗ You are in no party',
        '  There is nothing to leave. Create a party, or join one with an invite.',
        '  → lanrage party create',
        "  → lanrage party join 'INVITE'",
        '',
      ].join('\n'),
    });
    const json = await box.run(['party', 'leave', '--json']);
    expect(json).toMatchObject({ code: 1, err: '' });
    expect(JSON.parse(json.out)).toEqual({ ok: false, fault: { code: 'party.none', args: {} } });
  });

  it('shows each change under --watch, and ends when the engine does', async () => {
    await box.host();
    const started = Promise.withResolvers<void>();
    const watching = box.run(['status', '--watch', '--json'], started.resolve);
    await started.promise;
    await box.run(['party', 'create']);
    expect(await box.run(['down'])).toEqual({ code: 0, out: 'LANrage is down.\n', err: '' });
    const { code, out } = await watching;
    const lines = out
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));
    expect(lines.map(({ seq, fault }) => seq ?? fault.code)).toEqual([1, 2, 'engine.not-running']);
    expect(code).toBe(1);
  });

  it('changes settings through it', async () => {
    const engine = await box.host();
    expect(await box.run(['settings', 'mtu=1380'])).toMatchObject({ code: 0 });
    expect(engine.history).toContain('updateSettings');
  });

  it('applies what waits, after the changes that are named beside it', async () => {
    const engine = await box.host();
    const applied = await box.run(['settings', 'mtu=1380', '--apply', '--json']);
    expect(JSON.parse(applied.out)).toMatchObject({ ok: true, mtu: 1380, waiting: [], applied: [] });
    const asked = engine.history.filter((call) => call === 'updateSettings' || call === 'applyWaiting');
    expect(asked.slice(-2)).toEqual(['updateSettings', 'applyWaiting']);
  });
});

describe('without one', () => {
  it.each(['status', 'status --watch', 'down', 'party create', 'party leave', 'party join X'])(
    '"%s" says that nothing runs, and what to do',
    async (words) => {
      const result = await box.run(words.split(' '));
      expect(result).toMatchObject({ code: 1, out: '' });
      expect(result.err).toContain('LANrage is not running');
      expect(result.err).toContain('lanrage up');
    },
  );

  it('settings are read and changed all the same', async () => {
    expect(await box.run(['settings', 'displayName=Mara', 'mtu=1380'])).toMatchObject({ code: 0 });
    const { out } = await box.run(['settings']);
    expect(out).toContain('displayName=Mara\n');
    expect(out).toContain('mtu=1380\n');
    expect(out).toContain('controlServer=none\n');
  });

  it('no setting changes when one of several is wrong', async () => {
    const wrong = await box.run(['settings', 'mtu=1380', 'apiPort=99999', '--json']);
    expect(wrong.code).toBe(1);
    expect(JSON.parse(wrong.out)).toMatchObject({
      fault: { code: 'settings.invalid', args: { key: 'apiPort' } },
    });
    expect((await box.run(['settings'])).out).toContain('mtu=1420\n');
  });
});

describe('a wrong line', () => {
  it.each([
    ['statsu', 'There is no command "statsu". Did you mean "lanrage status"?'],
    ['prty create', 'Did you mean "lanrage party create"?'],
    ['party jion', 'Did you mean "lanrage party join"?'],
    ['create', 'Did you mean "lanrage party create"?'],
    ['party', 'Say what to do: "lanrage party create"'],
    ['xyzzy', 'There is no command "xyzzy".\n'],
    ['status --wach', 'There is no option --wach. Did you mean --watch?'],
    ['status now', '"now" is one word too many.'],
    ['up --set', '--set needs a value'],
    ['up --detach=yes', '--detach takes no value.'],
    ['party join', 'The invite is missing'],
  ])('"%s" is told in one sentence and ends with 2', async (words, problem) => {
    const result = await box.run(words.split(' '));
    expect(result).toMatchObject({ code: 2, out: '' });
    expect(result.err).toContain(problem);
    expect(result.err).toMatch(/\n {2}See "lanrage .*--help"\.\n$/);
  });

  it('is one line of JSON with --json', async () => {
    const { code, out, err } = await box.run(['statsu', '--json']);
    expect({ code, err }).toEqual({ code: 2, err: '' });
    expect(JSON.parse(out)).toMatchObject({ ok: false, fault: { code: 'ipc.bad-request' } });
  });
});

describe('help', () => {
  it('lists all commands when none is given', async () => {
    const { code, out } = await box.run(['--help']);
    expect(code).toBe(0);
    for (const { name } of commands) expect(out).toContain(`\n  ${name} `);
    expect(out).toContain('Exit codes: 0 ');
  });

  it.each(commands.map(({ name }) => name))('explains "%s", in lines that fit a terminal', async (name) => {
    const { code, out } = await box.run([...name.split(' '), '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^Usage: lanrage ${name}`));
    expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  it('explains each setting: what it does, takes and is by default, and when a change takes effect', async () => {
    const help = (await box.run(['settings', '--help'])).out.replace(/\n {10,}/g, ' ');
    for (const name of settingNames) {
      expect(help).toMatch(new RegExp(`\\n  ${name} .+ Values: .+; default: .+ Takes effect .+\\.\\n`));
    }
    expect(help).toMatch(
      / Values: 576 to 9000 bytes; default: 1420\. Takes effect the next time the tunnel is created\./,
    );
    expect(help).toMatch(/\n {2}theme .* Values: system, light, or dark; default: system\./);
    expect(help).toContain('default: [{"metric":"down", "threshold":300000,');
  });

  it('says the version', async () => {
    expect((await box.run(['--version'])).out).toMatch(/^lanrage \d+\.\d+\.\d+\n$/);
  });
});
