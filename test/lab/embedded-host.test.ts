/** A party that its host's own machine serves, joined from outside: through a port of the router, and over IPv6. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answersPings } from './kit/answers-pings.ts';
import { describeLab } from './kit/describe-lab.ts';
import { LabEngine } from './kit/engine.ts';
import { createInternet, type Internet } from './kit/internet.ts';
import { productLeftovers } from './kit/leftovers.ts';
import { PortMappingRouter } from './kit/miniupnpd.ts';
import { serveEchoes, transfers } from './kit/traffic.ts';

const embedded = { settings: { controlServer: null } };

describeLab('a host behind a router that maps ports', () => {
  let internet: Internet;
  let router: PortMappingRouter;
  let host: LabEngine;
  let guest: LabEngine;

  beforeAll(async () => {
    internet = createInternet('hosting');
    const home = internet.home({ nat: 'port-restricted' });
    router = await PortMappingRouter.open(internet, home);
    host = new LabEngine(internet, home.hosts[0], embedded);
    guest = new LabEngine(internet, internet.home({ nat: 'symmetric' }).hosts[0], embedded);
    await Promise.all([host.up(), guest.up(), serveEchoes(host.host), serveEchoes(guest.host)]);
  });

  afterAll(() => internet?.close());

  test('has the router’s address in its invite, and is joined by it', async () => {
    const { invite } = await host.done<{ invite: string }>('party', 'create', 'Couch');
    expect(invite).toContain(`${host.host.address}:8667`);
    expect(invite).toContain(`${router.publicAddress}:8667`);

    await guest.done('party', 'join', invite);
    const { party } = await guest.reaches(await host.address());
    expect(party?.relay?.endpoint).toBe(`${router.publicAddress}:3478`);
  });

  test('is reached directly in the end, through a mapped port of its own', async () => {
    const { party } = await guest.shows('direct', await host.address());
    expect(party?.peers[0]).toMatchObject({ direct: 'mapped', relayedReason: null });
    await host.shows('direct', await guest.address());

    await answersPings(guest.host, await host.address());
    expect(await transfers(host.host, await guest.address())).toBe(true);
  });

  test('leaves nothing on the router nor on the machine when it leaves', async () => {
    expect(router.mappings().length).toBeGreaterThan(3);
    await host.done('party', 'leave');
    expect(router.mappings()).toEqual([]);
    await host.done('down');
    await expect.poll(() => productLeftovers(host)).toEqual([]);
  });
}, ['miniupnpd']);

describeLab('a host that only IPv6 reaches', () => {
  let internet: Internet;

  beforeAll(() => {
    internet = createInternet('hosting');
  });

  afterAll(() => internet?.close());

  test('is joined over it, and reached directly', async () => {
    const home = internet.home({ nat: 'symmetric', ipv6: 'open' });
    const host = new LabEngine(internet, home.hosts[0], embedded);
    const guestHome = internet.home({ nat: 'symmetric', ipv6: 'firewalled' });
    const guest = new LabEngine(internet, guestHome.hosts[0], embedded);
    await Promise.all([host.up(), guest.up()]);
    const { invite } = await host.done<{ invite: string }>('party', 'create', 'Couch');
    expect(invite).toContain(`[${host.host.address6}]:8667`);

    await guest.done('party', 'join', invite);
    const { party } = await guest.reaches(await host.address());
    expect(party?.relay?.endpoint).toBe(`[${host.host.address6}]:3478`);
    const { party: later } = await guest.shows('direct', await host.address());
    expect(later?.peers[0]).toMatchObject({ direct: 'ipv6' });
    await answersPings(guest.host, await host.address());
  });
});

describeLab('a host on an open machine', () => {
  let internet: Internet;

  beforeAll(() => {
    internet = createInternet('hosting');
  });

  afterAll(() => internet?.close());

  test('is left for the direct path by whoever joins through a symmetric NAT', async () => {
    const host = new LabEngine(internet, internet.open(), embedded);
    const guest = new LabEngine(internet, internet.home({ nat: 'symmetric' }).hosts[0], embedded);
    await Promise.all([host.up(), guest.up()]);
    const { invite } = await host.done<{ invite: string }>('party', 'create', 'Couch');
    await guest.done('party', 'join', invite);

    await Promise.all([
      guest.shows('direct', await host.address()),
      host.shows('direct', await guest.address()),
    ]);
    await answersPings(guest.host, await host.address());
  });
});
