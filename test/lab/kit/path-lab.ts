/** Two machines with two routers between them, over IPv4 and IPv6: near – one – two – far. The last link bears 1300 bytes. */

import { must } from './command.ts';
import { LabHost } from './host.ts';
import { internetName } from './names.ts';
import { createNamespace, inNamespace, ip, namespaceNames, removeNamespace } from './namespace.ts';

export const LAST_LINK_MTU = 1_300;

/** Addresses by family, as seen from `near`. */
export const PATH = {
  4: {
    near: '198.51.100.2',
    one: '198.51.100.1',
    two: '198.51.100.66',
    far: '198.51.100.130',
    behindOne: '198.51.100.194',
  },
  6: {
    near: '2001:db8:1::2',
    one: '2001:db8:1::1',
    two: '2001:db8:2::2',
    far: '2001:db8:3::2',
    behindOne: '2001:db8:4::2',
  },
} as const;

export interface PathLab {
  readonly near: LabHost;
  readonly one: LabHost;
  readonly two: LabHost;
  readonly far: LabHost;
  /** Which users' programs may open ICMP datagram sockets: all of them, or none. */
  allowDatagramSockets(allowed: boolean): void;
  close(): void;
}

/** Builds it; every namespace is removed by `close`, and at exit. */
export function createPathLab(): PathLab {
  const prefix = internetName('path');
  const namespaces = ['near', 'one', 'two', 'far'].map((name) => `${prefix}-${name}`);
  const [near = '', one = '', two = '', far = ''] = namespaces;
  const close = (): void => {
    process.off('exit', close);
    const existing = namespaceNames();
    for (const namespace of namespaces) if (existing.includes(namespace)) removeNamespace(namespace);
  };
  process.once('exit', close);
  const sysctl = (namespace: string, setting: string): void =>
    void must(...inNamespace(namespace, 'sysctl', ['-qw', setting]));
  /** Every machine's device towards far is called `ahead`, the other one `back`. */
  const link = (left: string, right: string, mtu = 1_500): void => {
    ip(left, [
      `link add ahead mtu ${mtu} type veth peer name back mtu ${mtu} netns ${right}`,
      'link set ahead up',
    ]);
    ip(right, ['link set back up']);
  };
  const assign = (namespace: string, device: string, ipv4: string, ipv6: string): void =>
    ip(namespace, [`addr add ${ipv4}/26 dev ${device}`, `addr add ${ipv6}/64 dev ${device} nodad`]);

  for (const namespace of namespaces) createNamespace(namespace);
  link(near, one);
  link(one, two);
  link(two, far, LAST_LINK_MTU);
  assign(near, 'ahead', PATH[4].near, PATH[6].near);
  assign(one, 'back', PATH[4].one, PATH[6].one);
  assign(one, 'ahead', '198.51.100.65', '2001:db8:2::1');
  assign(two, 'back', PATH[4].two, PATH[6].two);
  assign(two, 'ahead', '198.51.100.129', '2001:db8:3::1');
  assign(far, 'back', PATH[4].far, PATH[6].far);
  ip(near, [`route add default via ${PATH[4].one}`, `route add default via ${PATH[6].one}`]);
  ip(one, [`route add 198.51.100.128/26 via ${PATH[4].two}`, `route add 2001:db8:3::/64 via ${PATH[6].two}`]);
  ip(two, ['route add 198.51.100.0/26 via 198.51.100.65', 'route add 2001:db8:1::/64 via 2001:db8:2::1']);
  ip(far, ['route add default via 198.51.100.129', 'route add default via 2001:db8:3::1']);
  for (const router of [one, two]) {
    sysctl(router, 'net.ipv4.ip_forward=1');
    sysctl(router, 'net.ipv6.conf.all.forwarding=1');
    // Else Linux routers fall silent after six complaints, and a traceroute's truth with them.
    sysctl(router, 'net.ipv4.icmp_ratelimit=0');
    sysctl(router, 'net.ipv6.icmp.ratelimit=0');
  }
  const allowDatagramSockets = (allowed: boolean): void =>
    sysctl(near, `net.ipv4.ping_group_range=${allowed ? '0 2147483647' : '1 0'}`);
  allowDatagramSockets(true);
  return {
    near: new LabHost('near', near, PATH[4].near, PATH[6].near),
    one: new LabHost('one', one, PATH[4].one, PATH[6].one),
    two: new LabHost('two', two, PATH[4].two, PATH[6].two),
    far: new LabHost('far', far, PATH[4].far, PATH[6].far),
    allowDatagramSockets,
    close,
  };
}
