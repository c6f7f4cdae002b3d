import { describe, expect, test } from 'vitest';
import { parseAddresses, parseRoutes } from '../../../main/helper/tunnel/local-networks.ts';
import { formatSubnet } from '../../../shared/address.ts';

describe("the machine's own networks", () => {
  test("are those of its interfaces' IPv4 addresses, host bits cut off", () => {
    const parsed = parseAddresses([
      {
        ifname: 'eth0',
        addr_info: [
          { family: 'inet', local: '192.168.1.20', prefixlen: 24 },
          { family: 'inet6', local: 'fd00::2', prefixlen: 64 },
        ],
      },
      { ifname: 'eth1', addr_info: [] },
      {},
    ]);
    expect(parsed).toEqual([
      { subnet: { base: 0xc0a80100, prefix: 24 }, device: 'eth0', address: '192.168.1.20' },
    ]);
  });

  test('are those of its routes, also single hosts and refusing ones, but not the routes to everywhere', () => {
    const parsed = parseRoutes([
      { dst: 'default', gateway: '192.168.1.1', dev: 'eth0' },
      { dst: '0.0.0.0/1', dev: 'tun0' },
      { dst: '128.0.0.0/1', dev: 'tun0' },
      { dst: '10.0.0.0/8', dev: 'tun0' },
      { dst: '10.66.0.5', dev: 'docker0' },
      { type: 'blackhole', dst: '10.244.0.0/16' },
      { dst: 'fe80::/64', dev: 'eth0' },
    ]);
    expect(parsed?.map(({ subnet, device }) => `${formatSubnet(subnet)} ${device}`)).toEqual([
      '10.0.0.0/8 tun0',
      '10.66.0.5/32 docker0',
      '10.244.0.0/16 blackhole',
    ]);
  });

  test('are unknown when `ip` answers something else', () => {
    for (const parse of [parseAddresses, parseRoutes]) {
      expect(parse(undefined)).toBeNull();
      expect(parse({})).toBeNull();
      expect(parse([{ dst: 5, addr_info: 5 }])).toBeNull();
    }
  });
});
