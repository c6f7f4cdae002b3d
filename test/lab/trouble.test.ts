import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatCode, makeCode } from '../../shared/invite/code.ts';
import { describeLab } from './kit/describe-lab.ts';
import { type EngineOptions, LabEngine } from './kit/engine.ts';
import type { LabHost } from './kit/host.ts';
import { createInternet, type Internet } from './kit/internet.ts';
import { productLeftovers } from './kit/leftovers.ts';
import { askLanrage } from './kit/product.ts';
import { LabServers } from './kit/servers.ts';

const FULL_AT = 2;

describeLab('what goes wrong is said in one clear fault, and nothing else breaks:', () => {
  let internet: Internet;
  /** Two players who are in no party between the tests. */
  let alice: LabEngine;
  let bob: LabEngine;

  beforeAll(async () => {
    internet = createInternet('trouble');
    const servers = new LabServers(internet, ['--member-limit', String(FULL_AT)]);
    [alice, bob] = [newEngine(), newEngine()];
    await servers.start();
    await Promise.all([alice.up(), bob.up()]);
  });

  afterAll(() => internet?.close());

  function newEngine(options: EngineOptions = {}, host: LabHost = internet.open()): LabEngine {
    return new LabEngine(internet, host, options);
  }

  async function newParty(host: LabEngine): Promise<string> {
    return (await host.done<{ code: string }>('party', 'create', 'Trouble')).code;
  }

  /** Runs while the host's party stands, and ends it. */
  async function inParty(host: LabEngine, body: (code: string) => Promise<void>): Promise<void> {
    const code = await newParty(host);
    try {
      await body(code);
    } finally {
      await host.done('party', 'leave');
    }
  }

  /** IP packets that a machine has sent since it was made. */
  async function packetsSent(host: LabHost): Promise<number> {
    const { stdout } = await host.exec('cat', ['/proc/net/snmp']);
    const [names = [], values = []] = stdout
      .split('\n')
      .filter((line) => line.startsWith('Ip:'))
      .map((line) => line.split(' '));
    return Number(values[names.indexOf('OutRequests')]);
  }

  test('a code that nobody made', async () => {
    const code = formatCode(makeCode(randomBytes(15)));

    const answer = await bob.cli('party', 'join', code);

    expect(answer).toMatchObject({ ok: false, fault: { code: 'party.not-found' } });
    expect((await bob.snapshot()).party).toBeNull();
  });

  test('a mistyped code, without a packet being sent', async () => {
    const code = formatCode(makeCode(randomBytes(15)));
    const mistyped = code.slice(0, -1) + (code.endsWith('A') ? 'B' : 'A');
    const before = await packetsSent(bob.host);

    const answer = await bob.cli('party', 'join', mistyped);

    expect(answer).toMatchObject({ ok: false, fault: { code: 'party.code-mistyped' } });
    expect(await packetsSent(bob.host)).toBe(before);
  });

  test('something that is no code at all', async () => {
    expect(await bob.cli('party', 'join', 'HELLO')).toMatchObject({
      ok: false,
      fault: { code: 'party.code-malformed', args: { length: 5 } },
    });
  });

  test("another program's invite", async () => {
    expect(await bob.cli('party', 'join', 'https://discord.gg/AbCdEf12')).toMatchObject({
      ok: false,
      fault: { code: 'party.invite-foreign', args: { found: 'discord.gg' } },
    });
  });

  test('the code of a party that everybody left', async () => {
    const code = await newParty(alice);
    await alice.done('party', 'leave');

    expect(await bob.cli('party', 'join', code)).toMatchObject({
      ok: false,
      fault: { code: 'party.invite-expired' },
    });
  });

  test('a party that is full', async () => {
    const carol = newEngine();
    await carol.up();
    await inParty(alice, async (code) => {
      await bob.done('party', 'join', code);

      const answer = await carol.cli('party', 'join', code);

      expect(answer).toMatchObject({ ok: false, fault: { code: 'party.full', args: { limit: FULL_AT } } });
      await alice.reaches(await bob.address());
      await bob.done('party', 'leave');
    });
    await carol.done('down');
  });

  test('a second party while in one', async () => {
    await inParty(alice, async () => {
      expect(await alice.cli('party', 'create', 'Another')).toMatchObject({
        ok: false,
        fault: { code: 'party.already-in-one', args: { name: 'Trouble' } },
      });
    });
  });

  test('a second instance on the same data', async () => {
    const second = alice.launch();
    const answer = await second.json<Record<string, unknown>>((line) => 'ok' in line);

    expect(answer).toMatchObject({
      ok: false,
      fault: { code: 'engine.already-running', args: { pid: expect.any(Number) } },
    });
    expect(await second.exited).not.toBe(0);
    expect((await alice.snapshot()).activity).toBe('idle');
  });

  test('a command to an engine that is not running', async () => {
    expect(await newEngine().cli('status')).toMatchObject({
      ok: false,
      fault: { code: 'engine.not-running' },
    });
  });

  test('a WireGuard port that another program has', async () => {
    const carol = newEngine({ settings: { wireguardPort: 51_820 } });
    await carol.host.tool('udp-echo', [51_820]).json((line) => line.ready === true);
    await carol.up();

    const answer = await carol.cli('party', 'create', 'Taken');

    expect(answer).toMatchObject({ ok: false, fault: { code: 'tunnel.port-taken', args: { port: 51_820 } } });
    expect((await carol.snapshot()).party).toBeNull();
    await carol.done('down');
    await expect.poll(() => productLeftovers(carol)).toEqual([]);
  });

  test.each([
    ['control', 'tcp', 8667],
    ['all', 'udp', 3478],
  ])('the port of another server, at `serve %s`', async (role, protocol, port) => {
    const folder = internet.folder(`second-${role}`);

    const answer = await askLanrage(internet.server, ['serve', role, '--data-dir', folder]);

    expect(answer).toMatchObject({
      ok: false,
      fault: { code: 'serve.port-taken', args: { protocol, port } },
    });
  });

  test.each(['1', '65', 'many'])('a member limit of %s', async (limit) => {
    expect(await askLanrage(internet.server, ['serve', 'all', '--member-limit', limit])).toMatchObject({
      ok: false,
      fault: { code: 'ipc.bad-request' },
    });
  });

  test('a port of the embedded server that was chosen, and another program has', async () => {
    const carol = newEngine({ settings: { controlServer: null, embeddedControlPort: 8700 } });
    await carol.host.tool('tcp-echo', [8700]).json((line) => line.ready === true);
    await carol.up();

    const answer = await carol.cli('party', 'create', 'Taken');

    expect(answer).toMatchObject({ ok: false, fault: { code: 'serve.port-taken', args: { port: 8700 } } });
    await carol.done('down');
  });

  test('a server that does not answer', async () => {
    const carol = newEngine({ settings: { controlServer: 'ws://203.0.113.11:8667' } });
    await carol.up();

    expect(await carol.cli('party', 'create', 'Nowhere')).toMatchObject({
      ok: false,
      fault: { code: 'control.unreachable' },
    });
    await carol.done('down');
  });

  test("a party's subnet that the joiner's own network has", async () => {
    const carol = newEngine();
    await addNetwork(carol.host, '10.66.5.1/16');
    await carol.up();
    await inParty(alice, async (code) => {
      expect(await carol.cli('party', 'join', code)).toMatchObject({
        ok: false,
        fault: { code: 'tunnel.address-conflict', args: { subnet: '10.66.0.0/16', device: 'clash0' } },
      });
      await alice.waitFor('an empty party', ({ party }) => party?.peers.length === 0);
    });
    await carol.done('down');
  });

  test("a subnet that the host's own network has: its party takes another one", async () => {
    const carol = newEngine();
    await addNetwork(carol.host, '10.66.5.1/16');
    await carol.up();
    await inParty(carol, async (code) => {
      const { party } = await carol.snapshot();
      await bob.done('party', 'join', code);
      await bob.reaches(await carol.address());

      expect(party?.subnet).toMatch(/^(10\.\d+|172\.\d+|192\.168)\.0\.0\/16$/);
      expect(party?.subnet).not.toBe('10.66.0.0/16');
      await bob.done('party', 'leave');
    });
    await carol.done('down');
  });

  test('WireGuard that is missing, while the interface still opens', async () => {
    const carol = newEngine();
    await carol.host.mount(
      'mount --bind /dev/null /usr/bin/wg; mount --bind /dev/null /usr/bin/wireguard-go',
    );

    const { url } = await carol.up();
    const { tunnel } = await carol.waitFor(
      'the missing tool',
      ({ tunnel: { state } }) => state !== 'unchecked',
    );
    const page = await carol.host.script<{ status: number }>('http-get', [url]);
    const answer = await carol.cli('party', 'create', 'Bare');

    expect(tunnel).toMatchObject({
      state: 'wireguard-missing',
      fault: { code: 'tunnel.wireguard-missing', args: { hint: expect.stringContaining('apt') } },
    });
    expect(page.status).toBe(200);
    expect(answer).toMatchObject({ ok: false, fault: { code: 'tunnel.wireguard-missing' } });
    await carol.done('down');
  });

  test('a data directory that can only be read', async () => {
    const carol = newEngine();
    await carol.host.mount(
      `mount --bind ${carol.dataDir} ${carol.dataDir}; mount -o remount,bind,ro ${carol.dataDir}`,
    );

    expect(await failureOf(carol)).toMatchObject({ code: 'storage.unwritable' });
  });

  test('a disk that is full before the first start', async () => {
    const carol = newEngine();
    await carol.host.mount(fullDisk(carol.dataDir));

    expect(await failureOf(carol)).toMatchObject({ code: 'storage.full' });
  });

  test('a disk that becomes full while it runs: what was there stays, and it starts again later', async () => {
    const carol = newEngine();
    await carol.host.mount(`mount -t tmpfs -o size=4m,mode=700 tmpfs ${carol.dataDir}`);
    await carol.up();
    await carol.done('party', 'create', 'Before');
    const fill = `${carol.dataDir}/filler`;
    await carol.host.exec('dd', ['if=/dev/zero', `of=${fill}`, 'bs=4k']);

    const answer = await carol.cli('settings', 'displayName=Somebody');
    const running = await carol.cli('status');
    await carol.cli('down');
    await carol.host.exec('rm', [fill]);
    await carol.up();

    expect(answer).toMatchObject({ ok: false, fault: { code: 'storage.full' } });
    expect(running.ok).toBe(true);
    await expect.poll(() => carol.cli('status')).toMatchObject({ party: { name: 'Before' } });
    await carol.cli('down');
  });

  async function addNetwork(host: LabHost, address: string): Promise<void> {
    const script = `ip link add clash0 type veth peer name clash1; ip addr add ${address} dev clash0;
      ip link set clash0 up; ip link set clash1 up`;
    await host.exec('sh', ['-ec', script]);
  }

  function fullDisk(folder: string): string {
    return `mount -t tmpfs -o size=64k,mode=700 tmpfs ${folder}; dd if=/dev/zero of=${folder}/filler bs=4k 2>/dev/null || true`;
  }

  /** The fault with which `lanrage up` ends. */
  async function failureOf(engine: LabEngine): Promise<unknown> {
    const process = engine.launch();
    const { fault } = await process.json<{ fault: unknown }>((line) => line.ok === false);
    expect(await process.exited).not.toBe(0);
    await expect.poll(() => productLeftovers(engine)).toEqual([]);
    return fault;
  }
});
