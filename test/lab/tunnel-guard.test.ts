import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { HelperClient } from '../../main/engine/helper/helper-client.ts';
import { describeLab } from './kit/describe-lab.ts';
import { returnInterfaceNames, takeInterfaceName } from './kit/interface-names.ts';
import { createNamespace, inNamespace, ip, processesIn, removeNamespace } from './kit/namespace.ts';
import { connectTo, startHelper } from './kit/running-helper.ts';

const PORT = 8668;
const [OWN, FRIEND, BROADCAST] = ['10.66.0.1', '10.66.0.2', '10.66.255.255'];
/** Both machines are one switch apart: a datagram that has not come by now was dropped. */
const ARRIVAL_MS = 150;

describeLab('a neighbour on the LAN of a machine that takes packets on any interface (rp_filter 0)', () => {
  const victim = `lab${process.pid}-guard-victim`;
  const neighbour = `lab${process.pid}-guard-neighbour`;
  const folder = `/run/lanrage-guard-${process.pid}`;
  let name: string;
  let heard: string[];

  beforeEach(() => {
    name = takeInterfaceName();
    for (const namespace of [victim, neighbour]) createNamespace(namespace);
    ip(victim, [`link add lan0 type veth peer name lan0 netns ${neighbour}`]);
    ip(victim, ['addr add 192.168.1.10/24 dev lan0', 'link set lan0 up']);
    ip(neighbour, [
      'addr add 192.168.1.66/24 dev lan0',
      'link set lan0 up',
      `addr add ${FRIEND}/32 dev lo`,
      `route add 10.66.0.0/16 via 192.168.1.10 src ${FRIEND}`,
    ]);
    const open = ['all', 'default', 'lan0'].map((device) => `net.ipv4.conf.${device}.rp_filter=0`);
    run(victim, 'sysctl', '-qw', ...open);
    heard = [];
  });

  afterEach(() => {
    for (const namespace of [victim, neighbour]) removeNamespace(namespace);
    returnInterfaceNames([name]);
    rmSync(folder, { recursive: true, force: true });
  });

  function run(namespace: string, file: string, ...args: string[]): string {
    return spawnSync(...inNamespace(namespace, file, args), { encoding: 'utf8' }).stdout;
  }

  const tables = () => run(victim, 'nft', 'list', 'tables').trim();

  async function started(): Promise<{ client: HelperClient; process: ChildProcess }> {
    const helper = startHelper(victim, folder);
    return { client: await connectTo(helper), process: helper.process };
  }

  const address = (client: HelperClient) =>
    client.call('interface.address', { name, address: OWN, prefix: 16 });

  async function bringUp(client: HelperClient): Promise<void> {
    const privateKey = randomBytes(32).toString('base64');
    await client.call('interface.up', { name, privateKey, listenPort: 0, mtu: 1420 });
    expect(await address(client)).toMatchObject({ ok: true });
  }

  /** Notes what comes, as the engine or a game would take it. */
  async function listen(bound: string): Promise<void> {
    const script = `const s = require('dgram').createSocket('udp4');
      s.on('message', (text, { address }) => console.log(text + ' from ' + address));
      s.bind(${PORT}, '${bound}', () => console.log('listening'));`;
    const child = spawn(...inNamespace(victim, process.execPath, ['-e', script]));
    child.stdout.on('data', (text) => heard.push(...String(text).trim().split('\n')));
    await vi.waitUntil(() => heard.shift() === 'listening', { interval: 5 });
  }

  /** What the victim hears of a datagram; it is sent from the friend's address where the sender has that. */
  async function send(from: string, to: string, text: string): Promise<readonly string[]> {
    const script = `const s = require('dgram').createSocket('udp4');
      s.bind(0, () => { s.setBroadcast(true); s.send('${text}', ${PORT}, '${to}', () => s.close()); });`;
    run(from, process.execPath, '-e', script);
    await delay(ARRIVAL_MS);
    return heard.splice(0);
  }

  test("is heard in a friend's name without the guard, and no more with it", async () => {
    const { client, process: helper } = await started();
    expect(await client.call('environment', {})).toMatchObject({ value: { guarded: true } });
    await bringUp(client);
    await listen('0.0.0.0');

    run(victim, 'nft', 'delete', 'table', 'ip', `${name}_guard`);
    expect(await send(neighbour, OWN, 'lie')).toEqual([`lie from ${FRIEND}`]);
    expect(await send(neighbour, BROADCAST, 'lie to all')).toEqual([`lie to all from ${FRIEND}`]);

    await address(client);
    expect(await send(neighbour, OWN, 'lie')).toEqual([]);
    expect(await send(neighbour, BROADCAST, 'lie to all')).toEqual([]);
    expect(run(victim, 'nft', 'list', 'table', 'ip', `${name}_guard`)).toContain('counter packets 2 ');
    expect(await send(neighbour, '192.168.1.10', 'LAN')).toEqual(['LAN from 192.168.1.66']);
    expect(await send(victim, OWN, 'myself')).toEqual([`myself from ${OWN}`]);

    await client.call('interface.down', { name });
    expect(tables()).toBe('');
    await client.call('shutdown', {});
    await new Promise((resolve) => helper.once('exit', resolve));
  });

  test('finds the guard gone with the tunnel, however that ended', async () => {
    const first = await started();
    await bringUp(first.client);
    run(victim, 'ip', 'link', 'del', name);
    await vi.waitUntil(() => tables() === '');

    await bringUp(first.client);
    for (const pid of processesIn(victim)) process.kill(pid, 'SIGKILL');
    await vi.waitUntil(() => processesIn(victim).length === 0);
    expect(tables()).toBe(`table ip ${name}_guard`);
    const second = await started();
    await second.client.call('environment', {});
    expect(tables()).toBe('');
    await second.client.call('shutdown', {});
  });
});
