import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DiscoveryOptions } from '../../main/engine/nat/discover-behaviour.ts';
import type { NatReport } from '../../shared/model/nat-report.ts';
import { must } from './kit/command.ts';
import { describeLab } from './kit/describe-lab.ts';
import type { LabHost } from './kit/host.ts';
import { createInternet, type Internet, SECOND_SERVER_ADDRESS, SERVER_ADDRESS } from './kit/internet.ts';
import { inNamespace } from './kit/namespace.ts';
import { natTruth } from './kit/nat-truth.ts';

const PORT = 3478;
const OTHER_PORT = 3479;
const TCP_PORT = 4003;
const BUDGET_MS = 5_000;
/** coturn's two addresses; each offers the other one. */
const COTURN = [`${SERVER_ADDRESS}:${PORT}`, `${SECOND_SERVER_ADDRESS}:${PORT}`];

const independent = 'endpoint-independent';

type Timed = NatReport & { readonly tookMs: number };

describeLab('behaviour discovery against coturn', () => {
  let internet: Internet;

  beforeAll(async () => {
    internet = createInternet('behaviour');
    startCoturn(internet);
    await internet.server.tool('tcp-echo', [TCP_PORT]).json((line) => line.ready === true);
    // Its requests are repeated until coturn is up.
    const { udp } = await discover(internet.server, { budgetMs: 10_000 });
    if (udp !== 'works') throw new Error("coturn doesn't answer");
  });

  afterAll(() => internet?.close());

  function discover(host: LabHost, more: Partial<DiscoveryOptions> = {}): Promise<Timed> {
    const tcpServer = { host: SERVER_ADDRESS, port: TCP_PORT };
    const asked = { servers: COTURN, budgetMs: BUDGET_MS, tcpServer, ...more };
    return host.script<Timed>('discover-behaviour', [JSON.stringify(asked)]);
  }

  test.each(natTruth)('finds %s to be what it is', async (_title, options, mapping, filtering) => {
    const home = internet.home(options);

    const report = await discover(home.hosts[0]);

    const kept = mapping === independent;
    expect(report).toMatchObject({
      mapping,
      filtering,
      hairpinning: kept ? 'no' : 'unknown',
      udp: 'works',
      captivePortal: 'no',
      publicAddress: home.publicAddress,
      portPreserved: kept ? 'yes' : 'no',
      servers: COTURN.map((server) => ({ server, outcome: 'answered', ms: expect.any(Number) })),
    });
    expect(report.tookMs).toBeLessThan(BUDGET_MS);
  });

  test('finds nothing in front of an open host', async () => {
    const host = internet.open();

    expect(await discover(host)).toMatchObject({
      mapping: independent,
      filtering: independent,
      hairpinning: 'yes',
      publicAddress: host.address,
      portPreserved: 'yes',
    });
  });

  test('finds a router that turns packets round', async () => {
    const { hosts, routers, publicAddress } = internet.home({ nat: 'full-cone' });
    const turn = `iifname lan ip daddr ${publicAddress} udp dport 1024-65535 dnat to ${hosts[0].address}`;
    for (const rule of [`nat prerouting ${turn}`, 'nat postrouting oifname lan ct status dnat masquerade']) {
      must(...inNamespace(routers[0] ?? '', 'nft', ['add', 'rule', 'ip', ...rule.split(' ')]));
    }

    expect(await discover(hosts[0])).toMatchObject({ mapping: independent, hairpinning: 'yes' });
  });

  test('says that UDP is blocked where TCP works, and only there', async () => {
    const [host] = internet.home({ nat: 'udp-blocked' }).hosts;

    const [blocked, offline] = await Promise.all([
      discover(host),
      discover(host, { tcpServer: { host: SERVER_ADDRESS, port: TCP_PORT + 1 } }),
    ]);

    const silent = { mapping: 'unknown', filtering: 'unknown', hairpinning: 'unknown', publicAddress: null };
    const servers = COTURN.map((server) => ({ server, outcome: 'no-answer' }));
    expect(blocked).toMatchObject({ ...silent, udp: 'blocked', servers });
    expect(offline).toMatchObject({ ...silent, udp: 'unknown', servers });
    expect(blocked.tookMs).toBeLessThan(BUDGET_MS + 100);
  });

  test('does not call a NAT dependent on the word of one server that does not answer from elsewhere', async () => {
    const home = internet.home({ nat: 'full-cone' });
    // Answers that come from an endpoint which nobody asked are lost on the way.
    const lost = `ip saddr ${SECOND_SERVER_ADDRESS} udp sport ${OTHER_PORT} drop`;
    const chain = 'nat early { type filter hook prerouting priority -200; }';
    for (const command of [`add chain ip ${chain}`, `add rule ip nat early ${lost}`]) {
      must(...inNamespace(home.routers[0] ?? '', 'nft', command.split(' ')));
    }

    const report = await discover(home.hosts[0], { servers: COTURN.slice(0, 1) });

    expect(report).toMatchObject({ mapping: independent, filtering: 'unknown' });
  });
}, ['turnserver']);

describeLab('the network watch', () => {
  let internet: Internet;

  beforeAll(() => {
    internet = createInternet('watch');
  });

  afterAll(() => internet?.close());

  test('notices a new address, a new default route and a stopped process', async () => {
    const host = internet.open();
    const watch = host.tool('watch-network');
    await watch.json((line) => line.ready === true);
    const change = (number: number, what: string) =>
      watch.json(
        ({ changes }) => Array.isArray(changes) && changes.length === number && changes.at(-1) === what,
      );

    await host.exec('ip', ['addr', 'add', '203.0.113.200/24', 'dev', 'eth0']);
    await change(1, 'addresses');
    await host.exec('ip', ['route', 'add', 'default', 'via', SERVER_ADDRESS]);
    await change(2, 'addresses');
    await host.exec('ip', ['route', 'replace', 'default', 'via', SECOND_SERVER_ADDRESS]);
    await change(3, 'addresses');
    watch.kill('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 9_000));
    watch.kill('SIGCONT');
    await change(4, 'sleep');
  });
});

/** Serves STUN with RFC 5780 on both server addresses. */
function startCoturn(internet: Internet): void {
  const folder = internet.folder('coturn');
  const listen = [SERVER_ADDRESS, SECOND_SERVER_ADDRESS].map((ip) => `--listening-ip=${ip}`);
  const ports = [`--listening-port=${PORT}`, `--alt-listening-port=${OTHER_PORT}`];
  const only = ['--stun-only', '--no-cli', '--no-tls', '--no-dtls', '--no-tcp'];
  const files = ['--log-file=stdout', `--pidfile=${folder}/pid`, `--userdb=${folder}/db`];
  internet.server.spawn('turnserver', ['-n', ...listen, ...ports, ...only, ...files]);
}
