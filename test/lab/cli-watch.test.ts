import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeLab } from './kit/describe-lab.ts';
import { LabEngine } from './kit/engine.ts';
import { createInternet, type Internet } from './kit/internet.ts';
import { startLanrage } from './kit/product.ts';
import { CONTROL_SERVER, LabServers } from './kit/servers.ts';

describeLab('the command line of two players who reach each other', () => {
  let internet: Internet;
  let alice: LabEngine;
  let bob: LabEngine;

  beforeAll(async () => {
    internet = createInternet('cliwatch');
    const servers = new LabServers(internet);
    const homes = [0, 1].map(() => internet.home({ nat: 'port-restricted' }).hosts[0]);
    const engines = homes.map((host) => new LabEngine(internet, host));
    [alice, bob] = engines as [LabEngine, LabEngine];
    await servers.start();
    await Promise.all(engines.map((engine) => engine.up()));
    await alice.done('settings', 'displayName=Alice');
    await bob.done('settings', 'displayName=Bob');
    const { code } = await alice.done<{ code: string }>('party', 'create', 'Friday night');
    await bob.done('party', 'join', code);
    await alice.shows('direct', await bob.address());
  });

  afterAll(() => internet?.close());

  /** Types a line as a person would. */
  async function type(
    engine: LabEngine,
    ...words: readonly string[]
  ): Promise<{ out: string; code: number | null }> {
    const child = startLanrage(engine.host, [...words, '--data-dir', engine.dataDir]);
    const code = await child.exited;
    if (process.env.LANRAGE_LAB_TALK)
      console.log(`$ lanrage ${words.join(' ')}\n${child.stdout}\n${child.stderr}`);
    return { out: child.stdout, code };
  }

  test('stats show the other player with its latency, versions and messages by type', async () => {
    await expect.poll(async () => (await type(alice, 'stats')).out).toMatch(/Bob +direct +[\d.]+ ms/);

    const { out, code } = await type(alice, 'stats', '--format', 'detailed');

    expect(code).toBe(0);
    expect(out).toContain('Peers        1 direct, 0 relayed');
    expect(out).toMatch(/Versions +lanrage\/[\d.]+ × 2/);
    for (const message of [
      'control.hello',
      'control.answer',
      'echo.request',
      'echo.reply',
      'helper.status',
    ]) {
      expect(out).toMatch(new RegExp(`^${message.replace('.', '\\.')} +\\d`, 'm'));
    }
  });

  test('a ping test shows each answer, and a bandwidth test what the link carries', async () => {
    const ping = await type(alice, 'test', 'ping', 'Bob', '--count', '5');
    const bandwidth = await type(alice, 'test', 'bandwidth', '--seconds', '2');
    const { series } = await alice.done<{ series: { name: string; received: { utilisation?: number } }[] }>(
      'stats',
    );

    expect(ping.code).toBe(0);
    expect(ping.out).toMatch(/^ {3}5 {2}[\d.]+ ms\n✓ ping\n {2}Latency {4}median /m);
    expect(ping.out).toContain('0 %: 0 of 5');
    expect(bandwidth.code).toBe(0);
    expect(bandwidth.out).toMatch(/Up +[\d.]+ [kMG]bit\/s, .*\n +Down +[\d.]+ [kMG]bit\/s, /);
    expect(series.find(({ name }) => name === 'Bob')?.received.utilisation).toBeGreaterThanOrEqual(0);
  });

  test('a test can be stopped by Ctrl-C, and shows what it has', async () => {
    const words = ['test', 'ping', 'Bob', '--count', '1000', '--data-dir', alice.dataDir];
    const child = startLanrage(alice.host, words);
    await expect.poll(() => child.stdout).toMatch(/^ {3}3 /m);

    child.kill('SIGINT');
    const code = await child.exited;

    expect(child.stdout).toContain('▲ ping was stopped');
    expect(code).toBe(1);
  });

  test('whoever is no player is told apart', async () => {
    const { code } = await type(alice, 'test', 'bandwidth', 'Carol');
    expect(code).toBe(1);
  });

  test('connectivity and routing say who reaches whom', async () => {
    const connectivity = await type(alice, 'test', 'connectivity', 'Bob');
    const routing = await type(alice, 'test', 'routing');

    expect(connectivity.code).toBe(0);
    expect(connectivity.out.match(/ {2}✓ /g)?.length ?? 0).toBeGreaterThanOrEqual(3);
    expect(routing.out).toMatch(/Alice +Bob +yes/);
  });

  test('the doctor finds nothing wrong with the tunnel, names each check, and reports without addresses', async () => {
    const { out } = await type(alice, 'doctor', 'peer-echo', 'installed');
    const report = await type(alice, 'doctor', '--report');

    expect(out).toMatch(/^✓ WireGuard is installed: /m);
    expect(out).toMatch(/^✓ Players answer – Bob: /m);
    expect(report.out).toContain('Findings');
    expect(report.out).not.toContain(new URL(CONTROL_SERVER).hostname);
    expect(report.out).not.toContain(await bob.address());
  });

  test('targets are watched from the next second on', async () => {
    const added = await type(alice, 'targets', 'add', 'icmp', await bob.address(), '--name', 'Bob’s PC');
    await expect
      .poll(async () => (await type(alice, 'targets')).out)
      .toMatch(/Bob’s PC +icmp +10\.66\.0\.2 +1 s +answering +[\d.]+ ms/);
    const twice = await type(alice, 'targets', 'add', 'icmp', await bob.address());
    const removed = await type(alice, 'targets', 'remove', 'Bob’s PC');

    expect([added.code, twice.code, removed.code]).toEqual([0, 1, 0]);
  });

  test('a game session has figures of its own, and history goes out as CSV', async () => {
    await type(alice, 'session', 'start', 'Quake');
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const ended = await type(alice, 'session', 'end');
    const csv = await type(alice, 'export', 'history', '--subject', 'Bob', '--from', '1min');

    expect(ended.out).toMatch(/^Quake, .*\n.*\n +Bob +[\d.]+ ms/);
    expect(csv.out.trim().split('\n').length).toBeGreaterThan(3);
  });
});
