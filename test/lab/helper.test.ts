import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connectHelper, type HelperClient } from '../../main/engine/helper/helper-client.ts';
import { HELPER_GRACE_MS, type PeerConfig } from '../../shared/helper/verbs.ts';
import { describeLab } from './kit/describe-lab.ts';
import { returnInterfaceNames, takeInterfaceName, wireguardSocket } from './kit/interface-names.ts';
import { createNamespace, inNamespace, ip, processesIn, removeNamespace } from './kit/namespace.ts';
import { connectTo, HELPER, type RunningHelper, startHelper } from './kit/running-helper.ts';

const GRACE_MS = 3_000;
const NOBODY = 65534;

describeLab('the elevated helper, with wireguard-go', () => {
  const namespace = `lab${process.pid}-helper`;
  const folder = `/run/lanrage-lab-${process.pid}`;
  let name: string;

  beforeEach(() => {
    createNamespace(namespace);
    name = takeInterfaceName();
  });

  afterEach(() => {
    removeNamespace(namespace);
    returnInterfaceNames([name]);
    rmSync(folder, { recursive: true, force: true });
  });

  const start = ({ graceMs = GRACE_MS, uid = 0 } = {}) => startHelper(namespace, folder, { graceMs, uid });

  async function started(options?: { graceMs?: number }): Promise<RunningHelper & { client: HelperClient }> {
    const helper = start(options);
    return { ...helper, client: await connectTo(helper) };
  }

  function hasInterface(): boolean {
    return run('ip', 'link', 'show', name).status === 0;
  }

  function run(file: string, ...args: string[]) {
    const [command, all] = inNamespace(namespace, file, args);
    return spawnSync(command, all, { encoding: 'utf8' });
  }

  function expectNothingLeft(): void {
    expect(hasInterface()).toBe(false);
    expect(processesIn(namespace)).toEqual([]);
    expect(existsSync(wireguardSocket(name))).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  }

  const up = (client: HelperClient, privateKey = randomKey(), listenPort = 0) =>
    client.call('interface.up', { name, privateKey, listenPort, mtu: 1420 });

  test('brings an interface up with key, port, MTU, address and route, and takes all of it away again', async () => {
    const { client, process: helper } = await started();
    expect(await client.call('environment', {})).toMatchObject({
      ok: true,
      value: { backend: 'wireguard-go' },
    });
    const port = 20_000 + (process.pid % 20_000);
    expect(await up(client, randomKey(), port)).toEqual({
      ok: true,
      value: { listenPort: port, adopted: false },
    });
    await succeed(client.call('interface.address', { name, address: '10.66.0.1', prefix: 16 }));
    expect(run('ip', '-o', 'link', 'show', name).stdout).toMatch(/mtu 1420.*/);
    expect(run('ip', 'route', 'show', '10.66.0.0/16').stdout).toContain(`dev ${name}`);
    await succeed(client.call('shutdown', {}));
    expect(await exitOf(helper)).toBe(0);
    expectNothingLeft();
  });

  test('shows no secret on any command line and answers none', async () => {
    const { client } = await started();
    const [privateKey, presharedKey] = [randomKey(), randomKey()];
    await succeed(up(client, privateKey));
    await succeed(client.call('peer.set', { name, peers: [{ ...peer(), presharedKey }] }));
    const status = JSON.stringify(await client.call('status', { name }));
    const shown = processesIn(namespace).map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
    for (const text of [status, ...shown]) {
      expect(text).not.toContain(privateKey);
      expect(text).not.toContain(presharedKey);
    }
    expect(run('wg', 'show', name, 'preshared-keys').stdout).toContain(presharedKey);
    // WireGuard clears some bits of the first and the last byte.
    expect(run('wg', 'show', name, 'private-key').stdout).toContain(privateKey.slice(2, 40));
  });

  test('sets, changes and removes peers, and leaves the counters of the others as they are', async () => {
    const { client } = await started();
    await succeed(up(client));
    await succeed(client.call('interface.address', { name, address: '10.66.0.1', prefix: 16 }));
    // Initiations to the discard port: the counter of sent bytes moves without another end.
    const kept = { ...peer(), endpoint: '127.0.0.1:9', allowedIps: ['10.66.0.2/32'], keepaliveSeconds: 1 };
    const other = { ...peer(), allowedIps: ['10.66.0.3/32'], presharedKey: randomKey() };
    await succeed(client.call('peer.set', { name, peers: [kept, other] }));
    const sent = async () =>
      (await peersOf(client)).find((one) => one.publicKey === kept.publicKey)?.txBytes ?? 0;
    const before = await vi.waitUntil(sent);
    await succeed(
      client.call('peer.set', { name, peers: [{ ...other, allowedIps: ['10.66.0.9/32'], fresh: true }] }),
    );
    await succeed(client.call('peer.remove', { name, publicKey: other.publicKey }));
    expect(await peersOf(client)).toMatchObject([
      {
        publicKey: kept.publicKey,
        endpoint: '127.0.0.1:9',
        allowedIps: ['10.66.0.2/32'],
        keepaliveSeconds: 1,
      },
    ]);
    expect(await sent()).toBeGreaterThanOrEqual(before);
    // What a request does not name stays, and a new start clears it.
    await succeed(client.call('peer.set', { name, peers: [{ ...peer(), publicKey: kept.publicKey }] }));
    expect(await peersOf(client)).toMatchObject([{ endpoint: '127.0.0.1:9', allowedIps: [] }]);
    await succeed(
      client.call('peer.set', { name, peers: [{ ...peer(), publicKey: kept.publicKey, fresh: true }] }),
    );
    expect(await peersOf(client)).toMatchObject([{ endpoint: null, txBytes: 0 }]);

    async function peersOf(of: HelperClient) {
      return (await succeed(of.call('status', { name }))).peers;
    }
  });

  test('refuses a taken port by its number and removes the interface that it had begun', async () => {
    const { client, process: helper } = await started();
    const taker = spawn(
      ...inNamespace(namespace, process.execPath, [
        '-e',
        "const s=require('dgram').createSocket('udp4');s.bind(0,()=>console.log(s.address().port))",
      ]),
    );
    const port = await new Promise<number>((resolve) => {
      taker.stdout.once('data', (text) => resolve(Number(text)));
    });
    expect(await up(client, randomKey(), port)).toEqual({
      ok: false,
      fault: { code: 'tunnel.port-taken', args: { port } },
    });
    expect(hasInterface()).toBe(false);
    const privateKey = randomKey();
    const first = await succeed(up(client, privateKey));
    expect(await up(client, privateKey, port)).toMatchObject({ fault: { code: 'tunnel.port-taken' } });
    expect(await succeed(client.call('status', { name }))).toMatchObject({ listenPort: first.listenPort });
    taker.kill();
    await succeed(client.call('shutdown', {}));
    await exitOf(helper);
    expectNothingLeft();
  });

  test("refuses a subnet that clashes with one of the machine's networks, and names it", async () => {
    ip(namespace, ['link add other type veth', 'addr add 10.66.7.1/24 dev other', 'link set other up']);
    const { client } = await started();
    await succeed(up(client));
    const clash = await client.call('interface.address', { name, address: '10.66.0.1', prefix: 16 });
    expect(clash).toEqual({
      ok: false,
      fault: { code: 'tunnel.address-conflict', args: { subnet: '10.66.7.0/24', device: 'other' } },
    });
    await succeed(client.call('interface.address', { name, address: '10.67.0.1', prefix: 16 }));
    await succeed(client.call('interface.address', { name, address: '10.68.0.1', prefix: 16 }));
    expect(run('ip', '-4', '-o', 'addr', 'show', name).stdout.match(/inet [^ ]+/g)).toEqual([
      'inet 10.68.0.1/16',
    ]);
  });

  test('keeps its hands off a foreign interface of that name', async () => {
    ip(namespace, [`link add ${name} type veth`]);
    const { client, process: helper } = await started();
    expect(await up(client)).toEqual({
      ok: false,
      fault: { code: 'tunnel.interface-exists', args: { name } },
    });
    expect(await client.call('interface.down', { name })).toMatchObject({
      fault: { code: 'tunnel.interface-missing' },
    });
    await succeed(client.call('shutdown', {}));
    await exitOf(helper);
    expect(hasInterface()).toBe(true);
  });

  test('keeps the tunnel of an engine that went away, and the next one adopts it with its peers', async () => {
    const { client, ...helper } = await started();
    const privateKey = randomKey();
    const { listenPort } = await succeed(up(client, privateKey));
    await succeed(client.call('interface.address', { name, address: '10.66.0.1', prefix: 16 }));
    await succeed(client.call('peer.set', { name, peers: [{ ...peer(), allowedIps: ['10.66.0.2/32'] }] }));
    client.close();
    await delay(GRACE_MS / 2);
    const next = await connectTo(helper);
    await delay(GRACE_MS);
    expect(next.interfaces).toEqual([name]);
    expect(await up(next, privateKey)).toEqual({ ok: true, value: { listenPort, adopted: true } });
    expect((await succeed(next.call('status', { name }))).peers).toHaveLength(1);
    await succeed(next.call('interface.address', { name, address: '10.66.0.1', prefix: 16 }));
  });

  test('takes everything down once the grace time is over', async () => {
    const { client, process: helper } = await started();
    await succeed(up(client));
    client.close();
    expect(hasInterface()).toBe(true);
    expect(await exitOf(helper)).toBe(0);
    expectNothingLeft();
  });

  test('ends when nobody ever comes', async () => {
    const helper = start({ graceMs: 200 });
    expect(await exitOf(helper.process)).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('takes everything down when it is told to end', async () => {
    const { client, process: helper } = await started();
    await succeed(up(client));
    helper.kill('SIGTERM');
    expect(await exitOf(helper)).toBe(0);
    expectNothingLeft();
  });

  test('a killed helper leaves the game running, and the next one adopts interface, address and peers', async () => {
    const first = await started();
    const privateKey = randomKey();
    const { listenPort } = await succeed(up(first.client, privateKey));
    await succeed(first.client.call('interface.address', { name, address: '10.66.0.1', prefix: 16 }));
    const friend = { ...peer(), allowedIps: ['10.66.0.2/32'] };
    await succeed(first.client.call('peer.set', { name, peers: [friend] }));
    first.process.kill('SIGKILL');
    await exitOf(first.process);
    expect(hasInterface()).toBe(true);

    const second = await started();
    expect(second.client.interfaces).toEqual([name]);
    expect(await up(second.client, privateKey)).toEqual({ ok: true, value: { listenPort, adopted: true } });
    await delay(GRACE_MS * 1.5);
    expect((await succeed(second.client.call('status', { name }))).peers).toHaveLength(1);
    // The rules know what the first one had set.
    const twice = await second.client.call('peer.set', {
      name,
      peers: [{ ...peer(), allowedIps: friend.allowedIps }],
    });
    expect(twice).toMatchObject({ fault: { code: 'helper.rejected' } });
    await succeed(second.client.call('shutdown', {}));
    await exitOf(second.process);
    expect(hasInterface()).toBe(false);
    expect(processesIn(namespace)).toEqual([]);
  });

  test("a killed helper's interface is made anew for another key, and removed when nobody wants it", async () => {
    const first = await started();
    await succeed(up(first.client));
    first.process.kill('SIGKILL');
    await exitOf(first.process);
    const second = await started();
    expect(await up(second.client)).toMatchObject({ value: { adopted: false } });
    second.process.kill('SIGKILL');
    await exitOf(second.process);
    const third = await started();
    expect(hasInterface()).toBe(true);
    await vi.waitUntil(() => !hasInterface());
    await succeed(third.client.call('shutdown', {}));
  });

  test('notices when wireguard-go ends on its own', async () => {
    const { client } = await started();
    await succeed(up(client));
    run('ip', 'link', 'del', name);
    await vi.waitUntil(async () => !(await client.call('status', { name })).ok);
    expect(await client.call('status', { name })).toMatchObject({
      fault: { code: 'tunnel.interface-missing' },
    });
    expect(await up(client)).toMatchObject({ value: { adopted: false } });
  });

  test("another user can neither connect to the owner's socket nor make its folder", async () => {
    const { socketPath, token } = await started();
    expect(statSync(socketPath).mode & 0o777).toBe(0o600);
    expect(connectAs(NOBODY, socketPath)).toBe('EACCES');

    // Without a client it ends in its time, which three processes of a busy machine may outlast.
    const owned = start({ uid: NOBODY, graceMs: HELPER_GRACE_MS });
    await vi.waitUntil(() => existsSync(owned.socketPath) && statSync(owned.socketPath).uid === NOBODY);
    expect(statSync(owned.socketPath).mode & 0o777).toBe(0o600);
    expect(connectAs(NOBODY, owned.socketPath)).toBe('connected');
    expect(connectAs(NOBODY - 1, owned.socketPath)).toBe('EACCES');
    // The right socket with another's token.
    expect(await connectHelper(owned.socketPath, token)).toMatchObject({ fault: { code: 'helper.refused' } });
  });

  test('refuses a folder that others could have prepared', async () => {
    for (const unsafe of ['/tmp/lanrage-helper-test', `${folder}-link`]) {
      const args = [HELPER, `--socket-dir=${unsafe}`, '--owner-uid=0', `--token-hash=${'A'.repeat(43)}`];
      spawnSync('ln', ['-sfn', '/tmp', `${folder}-link`]);
      expect(spawnSync(process.execPath, args).status).toBe(4);
      rmSync(`${folder}-link`, { force: true });
    }
    expect(existsSync('/tmp/lanrage-helper-test')).toBe(false);
  });
});

/** What a program of that user gets when it connects. */
function connectAs(uid: number, path: string): string {
  const script = `require('net').connect(${JSON.stringify(path)})
    .on('error', (e) => { console.log(e.code); process.exit(); })
    .on('connect', () => { console.log('connected'); process.exit(); })`;
  return spawnSync(process.execPath, ['-e', script], { uid, gid: uid, encoding: 'utf8' }).stdout.trim();
}

function randomKey(): string {
  return randomBytes(32).toString('base64');
}

function peer(): PeerConfig {
  return { publicKey: randomKey(), allowedIps: [], keepaliveSeconds: 0, fresh: false };
}

async function succeed<T>(
  answer: Promise<{ ok: true; value: T } | { ok: false; fault: unknown }>,
): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return result.value;
}

function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
  });
}
