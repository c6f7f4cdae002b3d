import { describe, expect, it } from 'vitest';
import { linuxRoutedNetworks } from '../../../../main/engine/machine/linux-network.ts';
import type { OwnNetwork } from '../../../../main/engine/machine/machine.ts';
import {
  chooseSubnet,
  findClash,
  ownNetworks,
  rejectSubnet,
} from '../../../../main/engine/machine/own-networks.ts';
import { formatSubnet, parseSubnet, type Subnet } from '../../../../shared/address.ts';

function subnet(text: string): Subnet {
  const parsed = parseSubnet(text);
  if (parsed === null) throw new Error(text);
  return parsed;
}

const network = (text: string, address: string | null = null): OwnNetwork => ({
  device: 'eth0',
  subnet: subnet(text),
  address,
});

function chosen(wanted: string, networks: readonly OwnNetwork[]): string {
  const result = chooseSubnet(subnet(wanted), networks);
  return result.ok ? formatSubnet(result.value) : result.fault.code;
}

describe('the subnet of a new party', () => {
  it('is the wanted one while nothing here is in it', () => {
    expect(chosen('10.66.0.0/16', [network('192.168.1.0/24'), network('10.67.0.0/16')])).toBe('10.66.0.0/16');
  });

  it('is the next free one where a network of this machine is inside the wanted one', () => {
    expect(chosen('10.66.0.0/16', [network('10.66.3.0/24'), network('10.67.0.0/24')])).toBe('10.68.0.0/16');
  });

  it('leaves out the one that has a name server of this machine, which no route need tell of', () => {
    const server = { device: 'its name server', subnet: subnet('10.66.255.53/32'), address: null };
    const networks = ownNetworks({ interfaces: () => ({}), routedNetworks: () => [server] }, null);
    expect(chosen('10.66.0.0/16', networks)).toBe('10.67.0.0/16');
  });

  it('is not a public one, whatever the settings say', () => {
    expect(chosen('8.8.8.0/24', [])).toBe('party.subnet-refused');
  });

  it('keeps away from a wide route, which would lose what is in it', () => {
    expect(chosen('10.66.0.0/16', [network('10.0.0.0/8')])).toBe('172.31.0.0/16');
  });

  it('lies within a wide route where such ones fill all private ranges', () => {
    const all = [network('10.0.0.0/8'), network('172.16.0.0/12'), network('192.168.0.0/16')];
    expect(chosen('10.66.0.0/16', all)).toBe('10.66.0.0/16');
  });

  it('is none where this machine has routes as long as its own everywhere', () => {
    const sixteens = (start: string, from: number, to: number): OwnNetwork[] =>
      Array.from({ length: to - from + 1 }, (_, i) => network(`${start}.${from + i}.0.0/16`));
    const all = [...sixteens('10', 0, 255), ...sixteens('172', 16, 31), ...sixteens('192', 168, 168)];
    expect(chosen('10.66.0.0/16', all)).toBe('party.no-free-subnet');
  });
});

describe('a subnet that a server names', () => {
  it.each(['10.66.0.0/16', '10.0.0.0/8', '172.16.0.0/12', '192.168.7.0/30'])('may be %s', (text) => {
    expect(rejectSubnet(subnet(text))).toBeNull();
  });

  it.each([
    ['everything', '0.0.0.0/0'],
    ['half of it', '128.0.0.0/1'],
    ['a public network', '93.184.216.0/24'],
    ['one that reaches beyond the private range', '172.0.0.0/8'],
    ['loopback', '127.0.0.0/8'],
    ['link-local', '169.254.0.0/16'],
    ['multicast', '224.0.0.0/8'],
    ['the space of providers', '100.64.0.0/10'],
    ['nothing, as before a party has one', '0.0.0.0/8'],
    ['one without room for two', '10.1.2.4/31'],
  ])('may not be %s', (_what, text) => {
    expect(rejectSubnet(subnet(text))).toEqual({ code: 'party.subnet-refused', args: { subnet: text } });
  });
});

describe('a clash', () => {
  it('is a route that is as long as the party’s, or longer', () => {
    const networks = [network('192.168.1.0/24'), network('10.66.3.0/24')];
    expect(findClash(subnet('10.66.0.0/16'), networks)).toBe(networks[1]);
    expect(findClash(subnet('10.66.3.0/24'), networks)).toBe(networks[1]);
    expect(findClash(subnet('10.67.0.0/16'), networks)).toBeUndefined();
  });

  it('is no wider route, from which the party’s takes precedence', () => {
    expect(findClash(subnet('10.66.0.0/16'), [network('10.0.0.0/8'), network('10.0.0.0/9')])).toBeUndefined();
  });

  it('is the machine’s own address among the party’s, however wide its network is', () => {
    const own = network('10.0.0.0/8', '10.66.7.7');
    expect(findClash(subnet('10.66.0.0/16'), [own])).toBe(own);
    expect(findClash(subnet('10.66.0.0/16'), [network('10.0.0.0/8', '10.1.1.1')])).toBeUndefined();
  });
});

describe('the routes of Linux', () => {
  const head = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT';
  const line = (device: string, destination: string, mask: string): string =>
    [device, destination, '0100A8C0', '0003', '0', '0', '0', mask, '0', '0', '0'].join('\t');
  const parsed = (...lines: string[]): string[] =>
    linuxRoutedNetworks([head, ...lines, ''].join('\n')).map(
      (own) => `${formatSubnet(own.subnet)} ${own.device}`,
    );

  it('are read in the byte order of the machine', () => {
    const routes = parsed(line('eth0', '0001A8C0', '00FFFFFF'), line('wg7', '0000420A', '0000FFFF'));
    expect(routes).toEqual(['192.168.1.0/24 eth0', '10.66.0.0/16 wg7']);
  });

  it('leave out the default route and the halves that a VPN puts before it', () => {
    const halves = [line('tun0', '00000000', '00000080'), line('tun0', '00000080', '00000080')];
    expect(parsed(line('eth0', '00000000', '00000000'), ...halves)).toEqual([]);
  });

  it('are none in a table that is none', () => {
    expect(linuxRoutedNetworks('')).toEqual([]);
    expect(linuxRoutedNetworks('no such table\nat all\n')).toEqual([]);
  });
});
