import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createUapiControl } from '../../main/helper/tunnel/uapi-control.ts';

const KEY = 'QJvwO94Ks5jv9ZqgBOCyzVDd2jce3sAZxw8ke6M620o=';
const PEER = 'q5gY44C1rz59jNULBtXS3DsAq72VTOhpoZ+cQBLzgXQ=';
const hex = (key: string) => Buffer.from(key, 'base64').toString('hex');
const friend = { publicKey: PEER, allowedIps: ['10.66.0.2/32'], keepaliveSeconds: 0, fresh: false };

describe.skipIf(process.platform === 'win32')('a device of wireguard-go by its socket', () => {
  let folder: string;
  let server: Server;
  let asked: string[];
  let answer: string | null;
  let isThere: boolean;
  const control = () =>
    createUapiControl(
      () => isThere,
      (name) => join(folder, name),
    );

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lr-'));
    [asked, answer, isThere] = [[], 'errno=0\n\n', true];
    server = createServer((socket) => {
      let request = '';
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        request += chunk;
        if (!request.endsWith('\n\n')) return;
        asked.push(request);
        if (answer !== null) socket.write(answer);
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(join(folder, 'lanrage0'), resolve);
    });
  });

  afterEach(() => {
    vi.useRealTimers();
    server.close();
    rmSync(folder, { recursive: true });
  });

  test('forgets and sets peers in one transaction', async () => {
    expect(await control().setPeers('lanrage0', [friend], [PEER])).toEqual({ ok: true, value: undefined });
    expect(asked).toEqual([
      [
        'set=1',
        `public_key=${hex(PEER)}`,
        'remove=true',
        `public_key=${hex(PEER)}`,
        'persistent_keepalive_interval=0',
        'replace_allowed_ips=true',
        'allowed_ip=10.66.0.2/32',
        '',
        '',
      ].join('\n'),
    ]);
  });

  test('an answer may come in pieces', async () => {
    answer = null;
    server.on('connection', (socket) => {
      socket.once('data', () => {
        socket.write('listen_port=416');
        setTimeout(() => socket.write('41\nerrno=0\n\n'), 5);
      });
    });
    expect(await control().listenPort('lanrage0')).toEqual({ ok: true, value: 41641 });
  });

  test('a port that another program has is told apart from other refusals', async () => {
    const { EADDRINUSE } = await import('node:os').then(({ constants }) => constants.errno);
    answer = `errno=-${EADDRINUSE}\n\n`;
    expect(await control().setListenPort('lanrage0', 9)).toMatchObject({
      fault: { code: 'tunnel.port-taken', args: { port: 9 } },
    });
    expect(await control().setPrivateKey('lanrage0', KEY)).toMatchObject({
      fault: { code: 'tunnel.create-failed', args: { reason: 'tool-failed', exitCode: EADDRINUSE } },
    });
  });

  test('no refusal repeats a secret', async () => {
    answer = 'errno=-22\n\n';
    const refused = await control().setPrivateKey('lanrage0', KEY);
    expect(JSON.stringify(refused)).not.toMatch(new RegExp(`${KEY.slice(0, 20)}|${hex(KEY).slice(0, 20)}`));
    answer = `private_key=${hex(KEY)}\n\n`;
    const unknown = await control().status('lanrage0');
    expect(unknown).toMatchObject({ fault: { args: { reason: 'unknown-format' } } });
    expect(JSON.stringify(unknown)).not.toContain(hex(KEY).slice(0, 20));
  });

  test('a device that is gone is told from one that nobody serves', async () => {
    const failed = { fault: { code: 'tunnel.create-failed', args: { problem: 'command.failed' } } };
    expect(await control().status('lanrage1')).toMatchObject(failed);
    isThere = false;
    expect(await control().status('lanrage1')).toMatchObject({
      fault: { code: 'tunnel.interface-missing', args: { name: 'lanrage1' } },
    });
  });

  test('one that hangs is given up', async () => {
    answer = null;
    const asking = control().status('lanrage0');
    expect(await asking).toMatchObject({ fault: { args: { problem: 'command.timed-out' } } });
  });
});
