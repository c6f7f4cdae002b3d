import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { hostCandidates } from '../../../../main/engine/path/reachability/host-candidates.ts';

const at = (cidr: string, internal = false): NetworkInterfaceInfo => {
  const address = cidr.split('/')[0] ?? '';
  const common = { address, netmask: '', mac: '', internal, cidr };
  return address.includes(':') ? { ...common, family: 'IPv6', scopeid: 0 } : { ...common, family: 'IPv4' };
};
const machine = (
  interfaces: Record<string, NetworkInterfaceInfo[]>,
  { routes = [] as string[], shortLived = [] as string[] } = {},
) => ({
  interfaces: () => interfaces,
  defaultRoutes: () => routes,
  shortLivedIpv6: () => new Set(shortLived),
});
const endpoints = (list: ReturnType<typeof hostCandidates>) => list.map(({ endpoint }) => endpoint);

describe('the addresses that others are told of', () => {
  it('are those of all interfaces but loopback, link-local ones and our own tunnel', () => {
    const interfaces = {
      lo: [at('127.0.0.1/8', true)],
      eth0: [at('192.168.1.5/24'), at('fe80::1/64'), at('169.254.3.4/16')],
      lanrage0: [at('10.66.0.2/16')],
    };
    expect(hostCandidates(machine(interfaces), 51820)).toEqual([
      { type: 'host', endpoint: '192.168.1.5:51820', network: '192.168.1.0/24' },
    ]);
  });

  it('leave out IPv6 addresses that will not last, and tell the network of the others', () => {
    const interfaces = {
      eth0: [at('2001:db8:1:2:aaaa::1/64'), at('2001:db8:1:2::5/64'), at('fd00:1::7/64')],
    };
    const shortLived = ['2001:0db8:0001:0002:aaaa:0000:0000:0001'];
    expect(hostCandidates(machine(interfaces, { shortLived }), 51820)).toEqual([
      { type: 'host', endpoint: '[2001:db8:1:2::5]:51820', network: '2001:0db8:0001:0002::/64' },
      { type: 'host', endpoint: '[fd00:1::7]:51820', network: 'fd00:0001:0000:0000::/64' },
    ]);
  });

  it('are eight at most, of which three are IPv6, so that neither family crowds the other out', () => {
    const many = Array.from({ length: 9 }, (_, i) => [
      at(`10.0.${i}.1/24`),
      at(`2001:db8::${i + 1}/64`),
    ]).flat();
    const chosen = endpoints(hostCandidates(machine({ eth0: many }), 1));
    expect(chosen.filter((endpoint) => endpoint.startsWith('['))).toHaveLength(3);
    expect(chosen).toHaveLength(8);
  });

  const containers = Object.fromEntries(
    Array.from({ length: 6 }, (_, i) => [`br-${i}`, [at(`172.${17 + i}.0.1/16`)]]),
  );

  it('begin with the device that leads to everywhere, whatever the system lists before it', () => {
    const interfaces = { ...containers, tun0: [at('10.8.0.6/24')], wlan0: [at('192.168.1.5/24')] };
    const chosen = endpoints(hostCandidates(machine(interfaces, { routes: ['wlan0 0101A8C0 600'] }), 1));
    expect(chosen.slice(0, 3)).toEqual(['192.168.1.5:1', '10.8.0.6:1', '172.17.0.1:1']);
  });

  it('begin with the address that packets leave from where the system does not tell its routes', () => {
    const interfaces = {
      'vEthernet (Default Switch)': [at('172.20.16.1/20')],
      Hamachi: [at('25.3.4.5/8')],
      Ethernet: [at('192.168.1.5/24')],
    };
    const chosen = endpoints(hostCandidates(machine(interfaces), 1, '192.168.1.5'));
    expect(chosen).toEqual(['192.168.1.5:1', '25.3.4.5:1', '172.20.16.1:1']);
  });

  it('end with networks in which this machine is the router, or alone, where nothing tells more', () => {
    const interfaces = { ...containers, wg0: [at('10.9.0.7/32')], eth1: [at('192.168.1.5/24')] };
    expect(endpoints(hostCandidates(machine(interfaces), 1))[0]).toBe('192.168.1.5:1');
  });
});
