import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { chooseHosts } from '../../../../main/engine/path/reachability/host-candidates.ts';

const at = (cidr: string, internal = false): NetworkInterfaceInfo => {
  const address = cidr.split('/')[0] ?? '';
  const common = { address, netmask: '', mac: '', internal, cidr };
  return address.includes(':') ? { ...common, family: 'IPv6', scopeid: 0 } : { ...common, family: 'IPv4' };
};
const endpoints = (list: ReturnType<typeof chooseHosts>) => list.map(({ endpoint }) => endpoint);

describe('the addresses that others are told of', () => {
  it('are those of all interfaces but loopback, link-local ones and our own tunnel', () => {
    const interfaces = {
      lo: [at('127.0.0.1/8', true)],
      eth0: [at('192.168.1.5/24'), at('fe80::1/64'), at('169.254.3.4/16')],
      lanrage0: [at('10.66.0.2/16')],
    };
    expect(chooseHosts(interfaces, new Set(), 51820)).toEqual([
      { type: 'host', endpoint: '192.168.1.5:51820', network: '192.168.1.0/24' },
    ]);
  });

  it('leave out IPv6 addresses that will not last, and tell the network of the others', () => {
    const interfaces = {
      eth0: [at('2001:db8:1:2:aaaa::1/64'), at('2001:db8:1:2::5/64'), at('fd00:1::7/64')],
    };
    const shortLived = new Set(['2001:0db8:0001:0002:aaaa:0000:0000:0001']);
    expect(chooseHosts(interfaces, shortLived, 51820)).toEqual([
      { type: 'host', endpoint: '[2001:db8:1:2::5]:51820', network: '2001:0db8:0001:0002::/64' },
      { type: 'host', endpoint: '[fd00:1::7]:51820', network: 'fd00:0001:0000:0000::/64' },
    ]);
  });

  it('are eight at most, of which three are IPv6, so that neither family crowds the other out', () => {
    const many = Array.from({ length: 9 }, (_, i) => [
      at(`10.0.${i}.1/24`),
      at(`2001:db8::${i + 1}/64`),
    ]).flat();
    const chosen = endpoints(chooseHosts({ eth0: many }, new Set(), 1));
    expect(chosen.filter((endpoint) => endpoint.startsWith('['))).toHaveLength(3);
    expect(chosen).toHaveLength(8);
  });
});
