/**
 * IPv6 of the lab, out of 2001:db8::/32 (RFC 3849): the bridge is 2001:db8::/64 and its namespace routes between the
 * homes, each of which has a prefix of its own. Nothing translates addresses; a home's router filters or doesn't.
 */
import { PATIENCE_MS } from '../../setup/limits.ts';
import { must, run } from './command.ts';
import { inNamespace, ip } from './namespace.ts';

export const SERVER_ADDRESS6 = '2001:db8::10';
export const SECOND_SERVER_ADDRESS6 = '2001:db8::11';
/** The router in the middle, which everybody on the bridge sends through. */
export const CORE_ADDRESS6 = '2001:db8::1';

/** firewalled: the router lets in what was asked for, as most do (RFC 6092); open: it lets everything in. */
export type HomeIpv6 = 'none' | 'open' | 'firewalled';

/** What the n-th site has on the bridge. */
export function siteAddress6(number: number): string {
  return `2001:db8::1:${number.toString(16)}`;
}

/** The network of the n-th home. */
export function homePrefix6(number: number): string {
  return `2001:db8:${number.toString(16)}:`;
}

/** Gives an interface an IPv6 address. */
export function assign6(namespace: string, device: string, address: string): void {
  ip(namespace, [`addr add ${address}/64 dev ${device}`]);
}

/** Sends what a machine on the bridge has for elsewhere through the core. */
export function routeThroughCore(namespace: string): void {
  ip(namespace, [`route add default via ${CORE_ADDRESS6}`]);
}

/**
 * Waits until a machine gets answers from the middle. The kernel takes an address or a port of a bridge into use some time
 * after it was told to: what is sent earlier is lost, and only asked for again a second later.
 */
export function awaitIpv6(namespace: string): void {
  const deadline = Date.now() + PATIENCE_MS;
  while (run(...inNamespace(namespace, 'ping', ['-n', '-c', '1', '-W', '1', CORE_ADDRESS6])).code !== 0) {
    if (Date.now() > deadline) throw new Error(`${namespace} gets no answer over IPv6`);
  }
}

/** Lets a namespace route IPv6. */
export function forward6(namespace: string): void {
  must(...inNamespace(namespace, 'sysctl', ['-qw', 'net.ipv6.conf.all.forwarding=1']));
}

/** The rules of a router with the interfaces `wan` and `lan`. @param udpBlocked - as in the same home's IPv4. */
export function ipv6Ruleset(kind: Exclude<HomeIpv6, 'none'>, udpBlocked: boolean): string {
  const policy = kind === 'open' ? 'accept' : 'drop';
  return `
table ip6 firewall {
  chain forwarding {
    type filter hook forward priority filter; policy ${policy};
    ${udpBlocked ? 'meta l4proto udp drop' : ''}
    iifname "lan" accept
    ct state established,related accept
  }
}
`;
}
