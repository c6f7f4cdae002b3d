import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeLab } from './kit/describe-lab.ts';
import type { LabHost } from './kit/host.ts';
import { createInternet, type Internet, SECOND_SERVER_ADDRESS, SERVER_ADDRESS } from './kit/internet.ts';
import { natTruth } from './kit/nat-truth.ts';

const REFLECTOR = [SERVER_ADDRESS, SECOND_SERVER_ADDRESS, 4001, 4002] as const;

import { echoes, serveEchoes } from './kit/traffic.ts';

interface Observed {
  readonly mapping: string;
  readonly filtering: string;
  readonly seen: string | null;
  readonly portKept: boolean;
}

describeLab('the NATs of the lab, observed with UDP probes', () => {
  let internet: Internet;

  beforeAll(async () => {
    internet = createInternet('nats');
    await internet.server.tool('udp-reflector', REFLECTOR).json((line) => line.ready === true);
  });

  afterAll(() => internet?.close());

  function observe(host: LabHost): Promise<Observed> {
    return host.script<Observed>('udp-probe', REFLECTOR);
  }

  const independent = 'endpoint-independent';
  test.each(natTruth)('%s maps and filters as its name says', async (_title, options, mapping, filtering) => {
    const home = internet.home(options);

    const observed = await observe(home.hosts[0]);

    expect(observed).toMatchObject({ mapping, filtering, seen: home.publicAddress });
    expect(observed.portKept).toBe(mapping === independent);
  });

  test('a home that blocks UDP lets no UDP through, yet TCP passes', async () => {
    const [host] = internet.home({ nat: 'udp-blocked' }).hosts;
    const server = internet.server.tool('tcp-echo', [4003]);
    await server.json((line) => line.ready === true);

    const observed = await observe(host);
    const transfer = await host.script<{ intact: boolean }>('tcp-transfer', [SERVER_ADDRESS, 4003, 10_000]);

    expect(observed).toMatchObject({ mapping: 'blocked', filtering: 'blocked' });
    expect(transfer.intact).toBe(true);
  });

  test('an open host is seen under its own address and hears everybody', async () => {
    const host = internet.open();

    const observed = await observe(host);

    expect(observed).toEqual({
      mapping: independent,
      filtering: independent,
      seen: host.address,
      portKept: true,
    });
  });

  test("two hosts of one home reach each other without their router's rules", async () => {
    const [first, second] = internet.home({ nat: 'udp-blocked', hosts: 2 }).hosts;
    if (second === undefined) throw new Error('the home has one host only');
    await serveEchoes(second);

    const ping = await first.exec('ping', ['-c', '1', '-W', '1', '-t', '1', second.address]);

    expect(ping.code).toBe(0);
    expect(await echoes(first, second.address)).toBe(1);
  });

  test('nobody reaches a host behind a port-restricted NAT unasked', async () => {
    const home = internet.home({ nat: 'port-restricted' });

    const route = `192.168.0.0/16 via ${home.publicAddress}`.split(' ');
    await internet.server.exec('ip', ['route', 'add', ...route]);
    const ping = await internet.server.exec('ping', ['-c', '1', '-W', '1', home.hosts[0].address]);

    expect(ping.code).not.toBe(0);
  });
});
