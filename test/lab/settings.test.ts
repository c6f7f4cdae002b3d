import { afterAll, beforeAll, expect, test } from 'vitest';
import { answersPings } from './kit/answers-pings.ts';
import { describeLab } from './kit/describe-lab.ts';
import { LabEngine } from './kit/engine.ts';
import { createInternet, type Internet } from './kit/internet.ts';
import { LabServers } from './kit/servers.ts';

interface Applied {
  readonly applied: readonly string[];
  readonly waiting: readonly { readonly name: string; readonly until: string }[];
}

const TAKEN_PORT = 51_999;

describeLab('settings that are changed during a party', () => {
  let internet: Internet;
  let alice: LabEngine;
  let bob: LabEngine;

  beforeAll(async () => {
    internet = createInternet('settings');
    const servers = new LabServers(internet);
    const homes = [0, 1].map(() => internet.home({ nat: 'port-restricted' }).hosts[0]);
    [alice, bob] = homes.map((host) => new LabEngine(internet, host)) as [LabEngine, LabEngine];
    await servers.start();
    await Promise.all([alice.up(), bob.up()]);
    const { code } = await alice.done<{ code: string }>('party', 'create', 'Settings');
    await bob.done('party', 'join', code);
    await bothReachEachOther();
  });

  afterAll(() => internet?.close());

  async function bothReachEachOther(): Promise<void> {
    const [ofAlice, ofBob] = [await alice.address(), await bob.address()];
    await Promise.all([alice.reaches(ofBob), bob.reaches(ofAlice)]);
    await answersPings(alice.host, ofBob);
  }

  async function deviceOf(name: string): Promise<{ mtu: number; port: number }> {
    const link = await alice.host.exec('ip', ['-o', 'link', 'show', name]);
    const port = await alice.host.exec('wg', ['show', name, 'listen-port']);
    return { mtu: Number(/ mtu (\d+)/.exec(link.stdout)?.[1]), port: Number(port.stdout) };
  }

  test('wait, and change nothing that runs', async () => {
    const changed = await alice.done<Applied>('settings', 'mtu=1300', 'wireguardPort=45454');
    expect(changed.waiting.map(({ name, until }) => `${name}: ${until}`)).toEqual([
      'mtu: tunnel',
      'wireguardPort: tunnel',
    ]);
    expect(await deviceOf(alice.interfaceName)).not.toMatchObject({ mtu: 1300 });
    await bothReachEachOther();
  });

  test('of the tunnel are applied while nobody loses the party', async () => {
    const before = await alice.snapshot();
    const done = await alice.done<Applied>('settings', '--apply');
    expect(done).toMatchObject({ applied: ['mtu', 'wireguardPort'], waiting: [] });
    expect(await deviceOf(alice.interfaceName)).toEqual({ mtu: 1300, port: 45_454 });
    const after = await alice.snapshot();
    expect(after.party?.peers.map(({ id }) => id)).toEqual(before.party?.peers.map(({ id }) => id));
    await bothReachEachOther();
  });

  test('are left as they were where they can’t be applied, and the game goes on', async () => {
    const program = alice.host.tool('udp-echo', [TAKEN_PORT]);
    await program.json((line) => line.ready === true);
    const refused = await alice.cli('settings', `wireguardPort=${TAKEN_PORT}`, '--apply');
    expect(refused).toMatchObject({ ok: false, fault: { code: 'tunnel.port-taken' } });
    expect(await deviceOf(alice.interfaceName)).toEqual({ mtu: 1300, port: 45_454 });
    expect((await alice.snapshot()).waiting).toMatchObject([{ name: 'wireguardPort', inForce: 45_454 }]);
    await bothReachEachOther();
    await alice.done('settings', 'wireguardPort=45454');
    expect((await alice.snapshot()).waiting).toEqual([]);
  });

  test('of the party are applied by entering it again, at the same place', async () => {
    const address = await alice.address();
    const name = internet.interfaceName();
    const done = await alice.done<Applied>(
      'settings',
      `interfaceName=${name}`,
      'keepaliveSeconds=20',
      '--apply',
    );
    expect(done).toMatchObject({ applied: ['interfaceName', 'keepaliveSeconds'], waiting: [] });
    expect(await deviceOf(name)).toEqual({ mtu: 1300, port: 45_454 });
    expect((await alice.host.exec('ip', ['link', 'show', alice.interfaceName])).code).not.toBe(0);
    expect(await alice.address()).toBe(address);
    await bothReachEachOther();
  });

  test('are left as they were where the party can’t be entered with them', async () => {
    const added = await alice.host.exec('ip', ['link', 'add', 'lanrage9876', 'type', 'bridge']);
    expect(added.code, added.stderr).toBe(0);
    const refused = await alice.cli('settings', 'interfaceName=lanrage9876', '--apply');
    expect(refused).toMatchObject({ ok: false, fault: { code: 'tunnel.interface-exists' } });
    expect((await alice.snapshot()).waiting).toMatchObject([{ name: 'interfaceName', until: 'party' }]);
    await bothReachEachOther();
  });
});

describeLab('settings that the host of a party changes', () => {
  let internet: Internet;
  let alice: LabEngine;
  let bob: LabEngine;

  beforeAll(async () => {
    internet = createInternet('settings-host');
    const { hosts } = internet.home({ nat: 'port-restricted', hosts: 2 });
    [alice, bob] = hosts.map(
      (host) => new LabEngine(internet, host, { settings: { controlServer: null } }),
    ) as [LabEngine, LabEngine];
    await Promise.all([alice.up(), bob.up()]);
    const { invite } = await alice.done<{ invite: string }>('party', 'create', 'At home');
    await bob.done('party', 'join', invite);
    await alice.reaches(await bob.address());
  });

  afterAll(() => internet?.close());

  test('are applied, and the guests are there again by themselves', async () => {
    const done = await alice.done<Applied>('settings', 'portMapping=false', '--apply');
    expect(done).toMatchObject({ applied: ['portMapping'], waiting: [] });
    await alice.reaches(await bob.address());
    await bob.reaches(await alice.address());
    await answersPings(alice.host, await bob.address());
  });
});
