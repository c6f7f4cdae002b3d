import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeLab } from './kit/describe-lab.ts';
import type { LabHost } from './kit/host.ts';
import { createInternet, type Internet, SECOND_SERVER_ADDRESS, SERVER_ADDRESS } from './kit/internet.ts';
import { SECOND_SERVER_ADDRESS6, SERVER_ADDRESS6 } from './kit/ipv6.ts';
import { natTruth } from './kit/nat-truth.ts';
import { echoes, serveEchoes } from './kit/traffic.ts';

const REFLECTOR = [SERVER_ADDRESS, SECOND_SERVER_ADDRESS, 4001, 4002] as const;
const REFLECTOR6 = [SERVER_ADDRESS6, SECOND_SERVER_ADDRESS6, 4001, 4002] as const;

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
    for (const addresses of [REFLECTOR, REFLECTOR6]) {
      await internet.server.tool('udp-reflector', addresses).json((line) => line.ready === true);
    }
  });

  afterAll(() => internet?.close());

  function observe(host: LabHost, reflector: typeof REFLECTOR | typeof REFLECTOR6 = REFLECTOR) {
    return host.script<Observed>('udp-probe', reflector);
  }

  const independent = 'endpoint-independent';
  const exact = 'address-and-port-dependent';
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

  test.each([
    ['an open IPv6 router lets everybody in', { ipv6: 'open' }, independent],
    ['a firewalled IPv6 router lets only answers in', { ipv6: 'firewalled' }, exact],
    ['so does one behind a carrier', { ipv6: 'firewalled', carrier: 'symmetric' }, exact],
  ] as const)('%s, and translates nothing', async (_title, options, filtering) => {
    const [host] = internet.home({ nat: 'symmetric', ...options }).hosts;

    const observed = await observe(host, REFLECTOR6);

    expect(observed).toEqual({ mapping: independent, filtering, seen: host.address6, portKept: true });
  });

  test('a home that blocks UDP blocks it in IPv6, too', async () => {
    const [host] = internet.home({ nat: 'udp-blocked', ipv6: 'open' }).hosts;

    expect(await observe(host, REFLECTOR6)).toMatchObject({ mapping: 'blocked', filtering: 'blocked' });
    expect((await host.exec('ping', ['-c', '1', '-W', '1', SERVER_ADDRESS6])).code).toBe(0);
  });

  test('homes reach each other over IPv6 where the other one is open', async () => {
    const [[one], [other]] = [
      internet.home({ nat: 'symmetric', ipv6: 'firewalled' }).hosts,
      internet.home({ nat: 'symmetric', ipv6: 'open' }).hosts,
    ];
    const reaches = async (from: LabHost, to: LabHost): Promise<boolean> =>
      (await from.exec('ping', ['-c', '1', '-W', '1', to.address6 ?? ''])).code === 0;

    expect(await reaches(one, other)).toBe(true);
    expect(await reaches(other, one)).toBe(false);
  });

  test('a home has no IPv6 unless it is asked for', async () => {
    const { hosts } = internet.home({ nat: 'port-restricted' });

    expect((await hosts[0].exec('ping', ['-c', '1', '-W', '1', SERVER_ADDRESS6])).code).not.toBe(0);
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
