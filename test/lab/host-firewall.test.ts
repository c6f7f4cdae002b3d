/** The machine's own firewall, as the helper opens and closes it for a party. What then gets in, the doctor's rows show. */
import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { HelperClient } from '../../main/engine/helper/helper-client.ts';
import { describeLab } from './kit/describe-lab.ts';
import { returnInterfaceNames, takeInterfaceName } from './kit/interface-names.ts';
import { createNamespace, inNamespace, nft, removeNamespace } from './kit/namespace.ts';
import { createKeys } from './kit/relayed-players.ts';
import { connectTo, startHelper } from './kit/running-helper.ts';

const GAMES = [{ first: 1024, last: 65_535 }];
/** As systems have it that let nobody in. */
const SHUT = `table inet filter {
  chain input {
    type filter hook input priority filter; policy drop;
    iif lo accept
    ct state established,related accept
  }
}
table inet second { chain guard { type filter hook input priority 10; policy accept; tcp dport 1-65535 drop; }; }`;

describeLab('a machine whose firewall lets nobody in', () => {
  const machine = `lab${process.pid}-shut`;
  const folder = `/run/lanrage-shut-${process.pid}`;
  let name: string;

  beforeEach(() => {
    name = takeInterfaceName();
    createNamespace(machine);
    nft(machine, SHUT);
  });

  afterEach(() => {
    removeNamespace(machine);
    returnInterfaceNames([name]);
    rmSync(folder, { recursive: true, force: true });
  });

  function rules(): string[] {
    const [file, args] = inNamespace(machine, 'nft', ['list', 'ruleset']);
    const { stdout } = spawnSync(file, args, { encoding: 'utf8' });
    return stdout.split('\n').filter((line) => line.includes(`comment "${name}-party"`));
  }

  async function inParty(): Promise<{ client: HelperClient; process: ChildProcess }> {
    const helper = startHelper(machine, folder);
    const client = await connectTo(helper);
    const { privateKey } = createKeys();
    const device = { name, privateKey, listenPort: 0, mtu: 1420 };
    expect(await client.call('interface.up', device)).toMatchObject({ ok: true });
    expect(await client.call('interface.address', { name, address: '10.66.0.1', prefix: 16 })).toMatchObject({
      ok: true,
    });
    return { client, process: helper.process };
  }

  test('lets the party in before every rule that could drop it, and nobody else', async () => {
    const { client } = await inParty();
    expect(await client.call('firewall.find', { name })).toMatchObject({
      value: { kind: 'nftables', chain: 'inet filter input' },
    });
    expect(rules()).toEqual([]);

    expect(await client.call('firewall.open', { name, ports: GAMES })).toMatchObject({ ok: true });

    const open = rules();
    expect(open).toHaveLength(6);
    for (const rule of open)
      expect(rule).toContain(`iifname "${name}" ip saddr 10.66.0.0/16 ip daddr 10.66.0.1`);
    await client.call('firewall.open', { name, ports: GAMES });
    expect(rules()).toHaveLength(6);
    await client.call('shutdown', {});
  });

  test.each([
    ['the firewall is closed again', (client: HelperClient) => client.call('firewall.close', { name })],
    ['the party ends', (client: HelperClient) => client.call('interface.down', { name })],
    [
      'the machine gets an address in another party',
      (client: HelperClient) => client.call('interface.address', { name, address: '10.99.0.1', prefix: 16 }),
    ],
    ['the helper ends', (client: HelperClient) => client.call('shutdown', {})],
  ])('is as it was once %s', async (_, end) => {
    const { client } = await inParty();
    await client.call('firewall.open', { name, ports: GAMES });
    await end(client);
    await vi.waitFor(() => expect(rules()).toEqual([]));
    await client.call('shutdown', {});
  });

  test('is as it was when a helper starts after engine, helper and tunnel crashed', async () => {
    const { client, process: helper } = await inParty();
    await client.call('firewall.open', { name, ports: GAMES });
    helper.kill('SIGKILL');
    await once(helper, 'exit');
    spawnSync(...inNamespace(machine, 'ip', ['link', 'del', name]));
    expect(rules()).toHaveLength(6);

    const next = await connectTo(startHelper(machine, folder));
    await next.call('environment', {});

    await vi.waitFor(() => expect(rules()).toEqual([]));
    await next.call('shutdown', {});
  });

  test('opens no port that is the system’s, nor before there is a party', async () => {
    const { client } = await inParty();
    const ports = [{ first: 22, last: 65_535 }];
    expect(await client.call('firewall.open', { name, ports })).toMatchObject({
      fault: { code: 'helper.rejected', args: { reason: 'privileged-port' } },
    });
    expect(await client.call('firewall.open', { name: 'lanrage9999', ports: GAMES })).toMatchObject({
      fault: { code: 'tunnel.interface-missing' },
    });
    expect(rules()).toEqual([]);
    await client.call('shutdown', {});
  });
});
