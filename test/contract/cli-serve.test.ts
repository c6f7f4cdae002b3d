import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withStoredSettings } from '../../main/cli/stored-settings.ts';
import { CliSandbox, exited, firstLine } from './kit/cli-process.ts';

let box: CliSandbox;

beforeEach(async () => {
  box = await CliSandbox.make();
});

afterEach(async () => {
  await box.close();
});

describe('lanrage serve', () => {
  it('says what it serves in one line, and ends at SIGTERM', async () => {
    const child = box.start('serve', 'all', '--json');
    expect(JSON.parse(await firstLine(child))).toEqual({
      event: 'serving',
      control: ['127.0.0.1:8667'],
      relay: ['127.0.0.1:3478'],
      probe: [],
      relayPublicKey: 'key',
    });
    child.kill('SIGTERM');
    expect(await exited(child)).toBe(0);
  });

  it.each([
    [['--log-format', 'json'], /^\{.*"servers started"/m],
    [[], /INFO +servers started/],
  ])('writes its log as %j asks', async (words, expected) => {
    const child = box.start('serve', 'all', ...words);
    const logged = new Promise<string>((resolve) =>
      child.stderr?.once('data', (data) => resolve(String(data))),
    );
    expect(await logged).toMatch(expected);
    child.kill('SIGTERM');
    await exited(child);
  });

  it('writes its log as the settings of its data folder say', async () => {
    await mkdir(box.dataDir, { mode: 0o700 });
    const stored = withStoredSettings(box.dataDir, (store) => store.update({ logFormat: 'json' }));
    expect((await stored).ok).toBe(true);
    const child = box.start('serve', 'all');
    const logged = new Promise<string>((resolve) =>
      child.stderr?.once('data', (data) => resolve(String(data))),
    );
    expect(await logged).toMatch(/^\{.*"servers started"/m);
    child.kill('SIGTERM');
    await exited(child);
  });

  it('says it to a person in words', async () => {
    const child = box.start('serve', 'control');
    expect(await firstLine(child)).toBe('Control server  127.0.0.1:8667');
  });

  it.each([
    [['serve'], 'Say what to serve'],
    [['serve', 'everything'], 'Say what to serve'],
    [['serve', 'control', '--listen', 'localhost:8667'], '--listen localhost:8667 is no address'],
    [['serve', 'all', '--public', '203.0.113.10'], '--public 203.0.113.10 is no address'],
    [['serve', 'control', '--tls-cert', 'x'], 'belong together'],
    [['serve', 'control', '--public', '203.0.113.10:3478'], 'does not start'],
    [['serve', 'all', '--register', 'ws://203.0.113.10:8667'], '--register is for a relay alone'],
    [['serve', 'all', '--kernel', 'on'], '--kernel is "auto" or "off"'],
    [['serve', 'control', '--kernel', 'off'], 'does not start'],
    [['serve', 'all', '--processes', '0'], '--processes is a number from 1 to 64'],
    [['serve', 'control', '--processes', '2'], 'does not start'],
    [['serve', 'all', '--member-limit', '1'], '--member-limit is a number from 2 to 64'],
    [['serve', 'all', '--probe-listen', '203.0.113.11'], '--probe-listen 203.0.113.11 is no address'],
    [
      ['serve', 'all', '--public', '203.0.113.10:3478', '--probe-listen', '0.0.0.0:3479'],
      'add --probe-public',
    ],
    [['serve', 'all', '--probe-public', '203.0.113.11:3479'], 'give both'],
    [['serve', 'all', '--tcp-listen', '0.0.0.0:443'], 'tunnels share its port'],
    [['serve', 'all', '--tcp-public', 'https://relay.example/relay'], 'is no address of tunnels'],
    [['serve', 'all', '--tcp-public', 'wss://relay.example/other'], 'is no address of tunnels'],
    [['serve', 'relay', '--tcp-listen', '443'], '--tcp-listen 443 is no address'],
    [
      [
        ...['serve', 'relay', '--register', 'ws://203.0.113.10:8667', '--public', '203.0.113.10:3478'],
        ...['--tcp-listen', '0.0.0.0:443'],
      ],
      'add --tcp-public',
    ],
    [['serve', 'control', '--probe-listen', '203.0.113.11:3479'], 'does not start'],
    [['serve', 'all', '--trusted-proxy', 'proxy.example'], '--trusted-proxy proxy.example is no address'],
    [['serve', 'all', '--trusted-proxy', '10.0.0.0/33'], 'is no address or network'],
    [['serve', 'all', '--log-format', 'xml'], '--log-format is "human" or "json"'],
    [['serve', 'all', '--health', '0.0.0.0:8080'], 'on its own port'],
    [['serve', 'relay', '--health', '8080'], '--health 8080 is no address'],
    [
      [
        ...['serve', 'relay', '--register', 'ws://203.0.113.10:8667', '--public', '203.0.113.10:3478'],
        ...['--trusted-proxy', '10.0.0.0/8'],
      ],
      'starts neither here',
    ],
    [['serve', 'relay'], 'A relay alone needs --register'],
    [['serve', 'relay', '--register', 'ws://203.0.113.10:8667'], 'add --public'],
  ])('refuses %j', async (words, problem) => {
    const result = await box.run(words);
    expect(result).toMatchObject({ code: 2, out: '' });
    expect(result.err).toContain(problem);
  });

  it('takes no secret that others could read', async () => {
    const path = join(box.folder, 'secret');
    await writeFile(path, 'hush');
    await chmod(path, 0o644);
    const result = await box.run(['serve', 'all', '--secret-file', path, '--json']);
    expect(JSON.parse(result.out)).toEqual({
      ok: false,
      fault: {
        code: 'storage.unreadable',
        args: { path, reason: 'was-exposed' },
      },
    });
  });

  it('names the file that it cannot read', async () => {
    const missing = join(box.folder, 'none');
    for (const option of [
      ['--secret-file', missing],
      ['--tls-cert', missing, '--tls-key', missing],
    ]) {
      const result = await box.run(['serve', 'all', '--json', ...option]);
      expect(JSON.parse(result.out)).toMatchObject({
        fault: { code: 'storage.unreadable', args: { path: missing } },
      });
    }
  });

  it('refuses a data directory where others could put files', async () => {
    await mkdir(box.dataDir);
    await mkdir(join(box.dataDir, 'servers'));
    await chmod(join(box.dataDir, 'servers'), 0o777);
    const result = await box.run(['serve', 'all', '--json']);
    expect(JSON.parse(result.out)).toMatchObject({ fault: { code: 'storage.unwritable' } });
  });
});
