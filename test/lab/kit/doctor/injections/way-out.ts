/** What can be wrong between the computer and the Internet: router, provider, names, what a network lets through. */
import { LabHost } from '../../host.ts';
import { ip } from '../../namespace.ts';
import { forGood, type Injection, onAlice } from '../injection.ts';
import { NAME_SERVER } from '../outside.ts';
import { filter, redirect, routerPage } from '../tamper.ts';
import type { Ward } from '../ward.ts';

/** Takes a port of alice's router down. */
function unplug(port: 'lan' | 'wan'): Injection['happen'] {
  return forGood(({ aliceHome: { routers } }) => ip(routers[0] ?? '', [`link set ${port} down`]));
}

/** Makes alice's router drop what it would pass on. */
export function dropping(rule: string): Injection['happen'] {
  return async ({ aliceHome: { routers } }) => filter(routers[0], 'forward', rule);
}

/** The network is closed, and its router takes every connection itself. */
async function boxBetween({ aliceHome: { routers, hosts } }: Ward): Promise<undefined> {
  const [router = ''] = routers;
  const address = hosts[0].address.replace(/\d+$/, '1');
  const box = new LabHost('box', router, address).tool('../doctor/tools/take-connections', [444, address]);
  await box.json((line) => line.ready === true);
  filter(router, 'forward', 'drop');
  redirect(router, 'tcp dport 1-65535 redirect to :444');
}

function lying(lies: string): Injection['happen'] {
  return forGood(({ internet, outside }) => outside.lie(internet, lies));
}

export const wayOutInjections: readonly Injection[] = [
  {
    title: 'router leaves pings unanswered',
    expected: ['doctor.icmp-filtered'],
    isTraceless: true,
    happen: async ({ aliceHome: { routers } }) =>
      filter(routers[0], 'input', 'iifname "lan" meta l4proto icmp drop'),
  },
  {
    title: 'network lets no UDP through',
    expected: ['doctor.udp-blocked'],
    lastsMs: 10_000,
    happen: dropping('udp dport 53 accept; udp sport 53 accept; meta l4proto udp drop'),
  },
  {
    title: 'network wants a sign-in',
    expected: ['doctor.captive-portal'],
    happen: forGood(async ({ aliceHome: { routers, hosts } }) => {
      const [router] = routers;
      await routerPage({ router, host: hosts[0], port: 8080, status: 302 });
      filter(router, 'forward', `ip daddr != ${NAME_SERVER} ip saddr != ${NAME_SERVER} drop`);
      redirect(router, 'tcp dport 80 redirect to :8080');
    }),
  },
  {
    title: 'no default route',
    expected: ['doctor.no-route'],
    happen: onAlice('ip route del default'),
  },
  {
    title: 'router is dead',
    expected: ['doctor.gateway-silent'],
    happen: unplug('lan'),
  },
  {
    title: 'provider’s line is dead',
    expected: ['doctor.no-internet'],
    inSubset: true,
    happen: unplug('wan'),
  },
  {
    title: 'provider’s line is dead at the party’s own house',
    scene: 'served at home',
    expected: ['doctor.no-internet'],
    friendFinds: ['doctor.no-internet'],
    happen: unplug('wan'),
  },
  {
    title: 'box takes every connection at the party’s own house',
    scene: 'served at home',
    expected: ['doctor.no-internet'],
    friendFinds: ['doctor.no-internet'],
    happen: boxBetween,
  },
  {
    title: 'box takes every connection',
    scene: 'no party',
    expected: ['doctor.no-internet'],
    happen: boxBetween,
  },
  ...['127.0.0.1', '0.0.0.0'].map(
    (lies): Injection => ({
      title: `name server leads everybody to ${lies}`,
      expected: ['doctor.dns-lies'],
      friendFinds: ['doctor.dns-lies'],
      happen: lying(lies),
    }),
  ),
  {
    title: 'name server leads everybody to themselves',
    scene: 'no party',
    expected: ['doctor.dns-lies'],
    happen: lying('127.0.0.1'),
  },
  {
    title: 'name server is dead',
    expected: ['doctor.dns-dead'],
    happen: forGood(({ outside: { nameServer } }) => {
      nameServer.kill('SIGKILL');
      return nameServer.exited;
    }),
  },
];
