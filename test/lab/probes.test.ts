/** What the probes say against what the lab knows and what the real tools say, in the same namespaces at the same time. */

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import { createLog } from '../../main/base/log/create-log.ts';
import { createMonitor } from '../../main/engine/probing/monitor.ts';
import { openPing } from '../../main/engine/probing/open-ping.ts';
import { createProber } from '../../main/engine/probing/probes/prober.ts';
import type { ProbeResult } from '../../shared/model/target.ts';
import { systemNames } from '../mocks/system-names.ts';
import { must } from './kit/command.ts';
import { describeLab } from './kit/describe-lab.ts';
import type { LabHost } from './kit/host.ts';
import { inNamespace, nft } from './kit/namespace.ts';
import { createPathLab, LAST_LINK_MTU, PATH, type PathLab } from './kit/path-lab.ts';

interface Pinged {
  readonly vias: readonly string[];
  readonly outcomes: Readonly<Record<string, number>>;
  readonly rttsMs: readonly number[];
  readonly late: readonly number[];
  readonly last: Record<string, unknown>;
}
interface Traced {
  readonly via: string;
  readonly reached: boolean;
  readonly hops: readonly {
    readonly ttl: number;
    readonly address: string | null;
    readonly rttsMs: readonly (number | null)[];
  }[];
}

const p50 = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
const NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] as const;

async function ask<T>(host: LabHost, asked: object, { unprivileged = false } = {}): Promise<T> {
  const script = join(import.meta.dirname, 'kit/tools/probe.ts');
  const command = [...(unprivileged ? NOBODY : []), process.execPath, script, JSON.stringify(asked)];
  const child = host.spawn(command[0] ?? '', command.slice(1));
  const { done } = await child.json<{ done: T }>((line) => 'done' in line, 60_000);
  await child.exited;
  return done;
}

/** The times that a real tool prints, one for each packet. */
async function timesOf(host: LabHost, file: 'ping' | 'fping', to: string, count: number): Promise<number[]> {
  const args =
    file === 'ping'
      ? ['-n', '-i', '0.01', '-c', String(count), to]
      : ['-p', '10', '-C', String(count), '-q', to];
  const { stdout, stderr } = await host.exec(file, args, 60_000);
  const text = file === 'ping' ? stdout : stderr;
  const found =
    file === 'ping' ? text.matchAll(/time=([\d.]+) ms/g) : (text.split(' : ')[1] ?? '').matchAll(/([\d.]+)/g);
  return Array.from(found, ([, ms]) => Number(ms));
}

describeLab('probes', () => {
  let lab: PathLab;
  beforeAll(() => {
    lab = createPathLab();
  });
  afterAll(() => lab.close());
  afterEach(() => {
    for (const { namespace } of [lab.near, lab.one, lab.two, lab.far])
      must(...inNamespace(namespace, 'nft', ['flush', 'ruleset']));
    lab.allowDatagramSockets(true);
  });

  test.each([
    ['loopback', '127.0.0.1'],
    ['loopback, IPv6', '::1'],
    ['two routers away', PATH[4].far],
    ['two routers away, IPv6', PATH[6].far],
  ])('our median is within 0.1 ms of ping’s and fping’s: %s', async (_, to) => {
    const COUNT = 200;
    const [ours, ping, fping] = await Promise.all([
      ask<Pinged>(lab.near, { what: 'ping', to, count: COUNT }),
      timesOf(lab.near, 'ping', to, COUNT),
      timesOf(lab.near, 'fping', to, COUNT),
    ]);
    expect(ours).toMatchObject({ vias: ['icmp-datagram'], outcomes: { answered: COUNT } });
    const medians = { ours: p50(ours.rttsMs), ping: p50(ping), fping: p50(fping) };
    console.log(`median ms to ${to}: ${JSON.stringify(medians)}`);
    expect(Math.abs(medians.ours - medians.ping)).toBeLessThan(0.1);
    expect(Math.abs(medians.ours - medians.fping)).toBeLessThan(0.1);
  });

  test('a raw socket is as good where datagram sockets are not allowed', async () => {
    lab.allowDatagramSockets(false);
    const [ours, ping] = await Promise.all([
      ask<Pinged>(lab.near, { what: 'ping', to: PATH[4].far, count: 200 }),
      timesOf(lab.near, 'ping', PATH[4].far, 200),
    ]);
    expect(ours).toMatchObject({ vias: ['icmp-raw'], outcomes: { answered: 200 }, last: { ttl: 62 } });
    expect(Math.abs(p50(ours.rttsMs) - p50(ping))).toBeLessThan(0.1);
  });

  test.each([4, 6] as const)('loss is what the lab injected, over 1,000 probes: IPv%d', async (family) => {
    const type = family === 4 ? 'icmp type echo-request' : 'icmpv6 type echo-request';
    nft(
      lab.one.namespace,
      `table inet loss {
         counter asked { }
         counter dropped { }
         chain forward {
           type filter hook forward priority 0;
           ${type} counter name asked
           ${type} numgen random mod 100 < 12 counter name dropped drop
         }
       }`,
    );
    const ours = await ask<Pinged>(lab.near, {
      what: 'ping',
      to: PATH[family].far,
      count: 1_000,
      intervalMs: 4,
      timeoutMs: 500,
    });
    const counted = must(...inNamespace(lab.one.namespace, 'nft', ['list', 'counters']));
    const [asked = 0, dropped = 0] = Array.from(counted.matchAll(/packets (\d+)/g), ([, packets]) =>
      Number(packets),
    );
    expect(asked).toBe(1_000);
    const lost = ours.outcomes.timeout ?? 0;
    console.log(`injected ${dropped}, measured ${lost} of ${asked}`);
    expect(dropped).toBeGreaterThan(60);
    expect(Math.abs(lost - dropped)).toBeLessThanOrEqual(10);
  });

  test.each([
    [4, 'icmp-datagram'],
    [6, 'icmp-datagram'],
    [4, 'icmp-raw'],
    [6, 'icmp-raw'],
  ] as const)('traceroute shows the routers that are there: IPv%d by %s', async (family, via) => {
    lab.allowDatagramSockets(via === 'icmp-datagram');
    const { one, two, far } = PATH[family];
    const trace = await ask<Traced>(lab.near, { what: 'trace', to: far });
    expect(trace).toMatchObject({ via, reached: true });
    expect(trace.hops.map(({ address }) => address)).toEqual([one, two, far]);
    for (const { rttsMs } of trace.hops)
      expect(rttsMs.every((ms) => ms !== null && ms > 0 && ms < 50)).toBe(true);
    const { stdout } = await lab.near.exec('traceroute', ['-n', '-q', '1', '-I', far]);
    const theirs = Array.from(stdout.matchAll(/^\s*\d+\s+([0-9a-f.:]+)/gm), ([, address]) => address);
    expect(theirs).toEqual([one, two, far]);
  });

  test('without any socket the system’s ping traces the route and pings', async () => {
    lab.allowDatagramSockets(false);
    // A ping that may do what we may not: the system's has a capability of its own.
    const { far, one, two } = PATH[4];
    const unprivileged = { unprivileged: true };
    const trace = await ask<Traced>(lab.near, { what: 'trace', to: far }, unprivileged);
    expect(trace).toMatchObject({ via: 'ping', reached: true });
    expect(trace.hops.map(({ address }) => address)).toEqual([one, two, far]);
    const pinged = await ask<Pinged>(
      lab.near,
      { what: 'ping', to: far, count: 3, intervalMs: 200 },
      unprivileged,
    );
    expect(pinged).toMatchObject({ vias: ['ping'], outcomes: { answered: 3 } });
    const mtu = await ask(lab.near, { what: 'mtu', to: far }, unprivileged);
    expect(mtu).toMatchObject({ via: 'ping', mtu: LAST_LINK_MTU, limitedBy: two });
  });

  test('anybody may ping where the system allows datagram sockets', async () => {
    const pinged = await ask<Pinged>(
      lab.near,
      { what: 'ping', to: PATH[6].far, count: 3 },
      { unprivileged: true },
    );
    expect(pinged).toMatchObject({ vias: ['icmp-datagram'], outcomes: { answered: 3 } });
  });

  test.each([4, 6] as const)(
    'the path MTU is that of the narrowest link, and who said so: IPv%d',
    async (family) => {
      expect(await ask(lab.near, { what: 'mtu', to: PATH[family].far })).toEqual({
        via: 'icmp-datagram',
        mtu: LAST_LINK_MTU,
        limitedBy: PATH[family].two,
        blackHole: false,
      });
    },
  );

  test('127.0.0.1 at 1 s yields a result within 2 s', async () => {
    const log = createLog({ level: 'error', sinks: [] });
    const ping = await openPing({ clock: systemClock, log, random: randomBytes });
    const prober = createProber({ ping, names: systemNames() });
    const first = Promise.withResolvers<ProbeResult>();
    const monitor = createMonitor({ prober, clock: systemClock, log, onResult: first.resolve });
    monitor.add({
      id: 'me',
      name: 'This machine',
      kind: 'icmp',
      address: '127.0.0.1',
      port: null,
      family: 'any',
      intervalMs: 1_000,
      timeoutMs: 1_000,
    });
    const startedAt = performance.now();
    expect(await first.promise).toMatchObject({ target: 'me', result: { outcome: 'answered' } });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    monitor.close();
    ping.close();
  });

  test('the path MTU is found in a black hole, too', async () => {
    nft(
      lab.two.namespace,
      'table ip hole { chain out { type filter hook output priority 0; icmp type destination-unreachable drop; }; }',
    );
    expect(await ask(lab.near, { what: 'mtu', to: PATH[4].far })).toMatchObject({
      mtu: LAST_LINK_MTU,
      limitedBy: null,
      blackHole: true,
    });
  });

  test.each([
    ['unreachable', 1],
    ['prohibit', 13],
  ] as const)('a router that says %s is heard, with its code', async (kind, code) => {
    must('ip', ['-n', lab.one.namespace, 'route', 'replace', kind, '198.51.100.192/26']);
    const { outcomes, last } = await ask<Pinged>(lab.near, { what: 'ping', to: PATH[4].behindOne });
    expect(outcomes).toEqual({ unreachable: 1 });
    expect(last).toEqual({ outcome: 'unreachable', code, from: PATH[4].one });
  });

  test('silence is a time-out, and no route at all is said at once', async () => {
    must('ip', ['-n', lab.one.namespace, 'route', 'replace', 'blackhole', '198.51.100.192/26']);
    const silent = { what: 'ping', to: PATH[4].behindOne, timeoutMs: 200 };
    expect(await ask<Pinged>(lab.near, silent)).toMatchObject({ outcomes: { timeout: 1 } });
    const { last } = await ask<Pinged>(lab.far, { what: 'ping', to: '2001:db8:ffff::1' });
    expect(last).toMatchObject({ outcome: 'unreachable' });
  });

  test('forged replies are not believed, though their sender knows identifier and sequence', async () => {
    nft(
      lab.far.namespace,
      'table ip deaf { chain in { type filter hook input priority 0; icmp type echo-request drop; }; }',
    );
    const probing = lab.near.tool('probe', [
      JSON.stringify({ what: 'ping', to: PATH[4].far, count: 30, intervalMs: 50, timeoutMs: 300 }),
    ]);
    await probing.json((line) => line.ready === true);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { stdout } = await lab.near.exec('cat', ['/proc/net/icmp']);
    const [, identifier = ''] = /:\s*00000000:([0-9A-F]{4}) /.exec(stdout) ?? [];
    const { sent } = await lab.far.script<{ sent: number }>('forge-replies', [
      PATH[4].near,
      Number.parseInt(identifier, 16),
      800,
    ]);
    expect(sent).toBeGreaterThan(500);
    const { done } = await probing.json<{ done: Pinged }>((line) => 'done' in line);
    expect(done.outcomes).toEqual({ timeout: 30 });
    expect(done.late).toEqual([]);
  });

  test('a permission that a firewall takes away and gives back interrupts nothing', async () => {
    const probing = lab.near.tool('probe', [
      JSON.stringify({ what: 'ping', to: PATH[4].far, count: 60, intervalMs: 50 }),
    ]);
    await probing.json((line) => line.ready === true);
    await new Promise((resolve) => setTimeout(resolve, 700));
    nft(
      lab.near.namespace,
      'table ip wall { chain out { type filter hook output priority 0; icmp type echo-request drop; }; }',
    );
    await new Promise((resolve) => setTimeout(resolve, 700));
    must(...inNamespace(lab.near.namespace, 'nft', ['flush', 'ruleset']));
    const { done } = await probing.json<{ done: Pinged }>((line) => 'done' in line);
    expect(done.outcomes.denied ?? 0).toBeGreaterThan(0);
    expect(done.last.outcome).toBe('answered');
    expect(done.vias).toContain('icmp-datagram');
    expect(done.vias.length).toBeGreaterThan(1);
  });
}, ['fping', 'traceroute', 'setpriv']);
