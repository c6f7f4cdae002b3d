/** Port mapping against a real router's daemon. What counts is the router's ruleset, not what anybody claims. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeLab } from './kit/describe-lab.ts';
import type { LabHost } from './kit/host.ts';
import { createInternet, type Internet } from './kit/internet.ts';
import { PortMappingRouter, type SpokenProtocol } from './kit/miniupnpd.ts';
import type { LabProcess } from './kit/process.ts';

const PORT = 51_820;
/** Renewed after 4 s, the soonest; without that it ends after 8 s. */
const LEASE_SECONDS = 8;

interface Opened {
  readonly opened: boolean;
  readonly protocol: string;
  readonly external: string;
  readonly tookMs: number;
  readonly fault?: { readonly code: string };
}

describeLab("opening a port on a home's router (miniupnpd)", () => {
  let internet: Internet;

  beforeAll(() => {
    internet = createInternet('portmap');
  });

  afterAll(() => internet?.close());

  async function homeThatSpeaks(...speaks: readonly SpokenProtocol[]) {
    const home = internet.home({ nat: 'port-restricted', hosts: 2 });
    const router = await PortMappingRouter.open(internet, home, speaks);
    const [player, other = player] = home.hosts;
    return { router, player, other };
  }

  function mapPort(host: LabHost, leaseSeconds = LEASE_SECONDS): LabProcess {
    return host.tool('map-port', [JSON.stringify({ internalPort: PORT, leaseSeconds })]);
  }

  function opened(client: LabProcess): Promise<Opened> {
    return client.json<Opened>((line) => 'opened' in line);
  }

  async function sendTo(external: string, text: string, from = internet.server): Promise<void> {
    const [address = '', port = ''] = external.split(':');
    await from.exec('bash', ['-c', `printf %s "$1" >/dev/udp/$2/$3`, '-', text, address, port]);
  }

  /** Whether the client hears a text that is sent to the outside until it does; what waits for it sets the limit. */
  async function hears(client: LabProcess, external: string, text: string): Promise<void> {
    const sending = setInterval(() => void sendTo(external, text), 500);
    try {
      await sendTo(external, text);
      await client.json((line) => line.received === text);
    } finally {
      clearInterval(sending);
    }
  }

  const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * 1000));

  test.concurrent.each(['pcp', 'nat-pmp', 'upnp'] as const)(
    '%s: others reach the port, beyond its first lease, until the process is stopped',
    async (protocol) => {
      const { router, player } = await homeThatSpeaks(protocol);
      const client = mapPort(player);

      const { external, ...answer } = await opened(client);
      expect({ ...answer, external }).toMatchObject({
        protocol,
        external: `${router.publicAddress}:${PORT}`,
      });
      console.log(`${protocol}: open after ${answer.tookMs} ms`);
      expect(router.mappings()).toEqual([`${PORT} → ${player.address}:${PORT}`]);

      await hears(client, external, 'first');

      await seconds(LEASE_SECONDS + 4);
      expect(router.mappings()).toHaveLength(1);
      await hears(client, external, 'later');

      client.kill('SIGTERM');
      expect(await client.exited).toBe(0);
      expect(router.mappings()).toEqual([]);
    },
  );

  test.concurrent.each(['pcp', 'nat-pmp', 'upnp'] as const)(
    '%s: what a killed process left ends with its lease, and its successor gets a mapping at once',
    async (protocol) => {
      const { router, player } = await homeThatSpeaks(protocol);
      const killed = mapPort(player);
      await opened(killed);
      killed.kill('SIGKILL');
      await killed.exited;
      expect(router.mappings()).toHaveLength(1);

      const next = mapPort(player);
      expect(await opened(next)).toMatchObject({ opened: true, protocol });
      next.kill('SIGTERM');
      await next.exited;

      await seconds(LEASE_SECONDS + 4);
      expect(router.mappings()).toEqual([]);
    },
  );

  test.concurrent.each(['pcp', 'nat-pmp', 'upnp'] as const)(
    '%s: a mapping that the router forgot in a restart is made again',
    async (protocol) => {
      const { router, player } = await homeThatSpeaks(protocol);
      const client = mapPort(player);
      const { external } = await opened(client);

      await router.crash();
      expect(router.mappings()).toEqual([]);
      await router.start();

      for (let tries = 0; router.mappings().length === 0 && tries < 20; tries++) await seconds(1);
      expect(router.mappings()).toHaveLength(1);
      await hears(client, external, 'after');
      client.kill('SIGTERM');
      await client.exited;
      expect(router.mappings()).toEqual([]);
    },
  );

  test('two machines of a home that want the same port both get one, and leave the other’s alone', async () => {
    const { router, player, other } = await homeThatSpeaks('upnp');
    const first = mapPort(player);
    await opened(first);
    const second = mapPort(other);

    const { external } = await opened(second);

    expect(external).not.toBe(`${router.publicAddress}:${PORT}`);
    await hears(second, external, 'hello');
    second.kill('SIGTERM');
    await second.exited;
    expect(router.mappings()).toEqual([`${PORT} → ${player.address}:${PORT}`]);
    first.kill('SIGTERM');
    await first.exited;
    expect(router.mappings()).toEqual([]);
  });

  test('a router that speaks all three is asked by PCP, and keeps one mapping only', async () => {
    const { router, player } = await homeThatSpeaks('pcp', 'nat-pmp', 'upnp');
    const client = mapPort(player);

    expect(await opened(client)).toMatchObject({ opened: true, protocol: 'pcp' });
    expect(router.mappings()).toHaveLength(1);
    client.kill('SIGTERM');
    await client.exited;
  });

  test('a router behind its carrier’s NAT is known as such, and is left with nothing', async () => {
    const home = internet.home({ nat: 'port-restricted', carrier: 'port-restricted' });
    const router = await PortMappingRouter.open(internet, home);

    const answer = await opened(mapPort(home.hosts[0]));

    expect(answer).toMatchObject({ opened: false, fault: { code: 'portmap.behind-another-nat' } });
    expect(router.mappings()).toEqual([]);
  });

  test('another home reaches the port, too', async () => {
    const { player, router } = await homeThatSpeaks('pcp');
    const [stranger] = internet.home({ nat: 'port-restricted' }).hosts;
    const client = mapPort(player);
    const { external } = await opened(client);

    await sendTo(external, 'from home', stranger);

    await client.json((line) => line.received === 'from home');
    client.kill('SIGTERM');
    await client.exited;
    expect(router.mappings()).toEqual([]);
  });

  test('a router that speaks none of them is known as such within three seconds', async () => {
    const home = internet.home({ nat: 'port-restricted' });

    const answer = await opened(mapPort(home.hosts[0]));

    expect(answer).toMatchObject({ opened: false, fault: { code: 'portmap.none-found' } });
    expect(answer.tookMs).toBeLessThan(3_000);
  });
}, ['miniupnpd']);
