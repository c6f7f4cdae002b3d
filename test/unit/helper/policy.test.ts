import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkAddress,
  findConflict,
  MAX_PEERS,
  rejectListenPort,
  rejectPeers,
  rejectReaddressing,
  type TunnelFacts,
} from '../../../main/helper/policy.ts';
import { formatIpv4, parseSubnet, type Subnet } from '../../../shared/address.ts';
import type { PeerConfig } from '../../../shared/helper/verbs.ts';
import { endpointSchema } from '../../../shared/model/wire.ts';

const key = () => randomBytes(32).toString('base64');
const party = subnet('10.66.0.0/16');

function subnet(text: string): Subnet {
  const parsed = parseSubnet(text);
  if (parsed === null) throw new Error(text);
  return parsed;
}

function tunnel(facts: Partial<TunnelFacts> = {}): TunnelFacts {
  const address = { address: '10.66.0.1', subnet: party };
  return { publicKey: key(), address, peers: new Map(), ...facts };
}

function peer(fields: Partial<PeerConfig> = {}): PeerConfig {
  return { publicKey: key(), allowedIps: [], keepaliveSeconds: 0, fresh: false, ...fields };
}

describe('the address of an interface', () => {
  test.each([
    ['10.66.0.1', 16, '10.66.0.0/16'],
    ['172.31.255.254', 12, '172.16.0.0/12'],
    ['192.168.4.2', 30, '192.168.4.0/30'],
  ])('%s/%i may be a host of %s', (address, prefix, network) => {
    expect(checkAddress(address, prefix)).toEqual({ subnet: subnet(network) });
  });

  test.each([
    ['8.8.8.8', 24],
    ['127.0.0.1', 8],
    ['169.254.1.1', 16],
    ['224.0.0.5', 24],
    ['100.64.0.1', 16],
    ['172.32.0.1', 16],
    // The address is private, its network isn't as a whole.
    ['172.16.0.1', 11],
    ['192.168.0.1', 15],
    ['10.66.0.0', 16],
    ['10.66.255.255', 16],
    ['010.66.0.1', 16],
    ['0.0.0.1', 8],
  ])('%s/%i is refused', (address, prefix) => {
    expect(checkAddress(address, prefix)).toHaveProperty('reason');
  });

  test('a network of the machine that takes packets from it is a conflict; its own and a wider route are not', () => {
    const networks = [
      { subnet: subnet('192.168.1.0/24'), device: 'eth0', address: null },
      { subnet: subnet('10.66.0.0/16'), device: 'lanrage0', address: '10.66.0.1' },
      { subnet: subnet('10.0.0.0/8'), device: 'vpn0', address: null },
      { subnet: subnet('10.66.9.0/24'), device: 'tun0', address: null },
    ];
    expect(findConflict(party, 'lanrage0', networks)?.device).toBe('tun0');
    expect(findConflict(subnet('10.66.0.0/17'), 'lanrage1', networks)?.device).toBe('lanrage0');
    expect(findConflict(subnet('10.66.10.0/24'), 'lanrage0', networks)).toBeNull();
    expect(findConflict(subnet('10.67.0.0/16'), 'lanrage0', networks)).toBeNull();
  });

  test('may not change away from the peers that are set', () => {
    const routed = new Map([[key(), { allowedIps: ['10.66.0.2/32'], endpoint: '198.51.100.7:4000' }]]);
    const at = (address: string, network: string) =>
      rejectReaddressing(routed, { address, subnet: subnet(network) });
    expect(at('10.66.0.9', '10.66.0.0/16')).toBeNull();
    expect(at('10.66.0.2', '10.66.0.0/16')).toEqual({ reason: 'allowed-ip-own' });
    expect(at('10.67.0.1', '10.67.0.0/16')).toEqual({ reason: 'allowed-ip-outside' });
    const relay = new Map([[key(), { allowedIps: [], endpoint: '10.66.0.7:3478' }]]);
    expect(rejectReaddressing(relay, { address: '10.66.0.1', subnet: party })).toEqual({
      reason: 'endpoint-in-tunnel',
    });
  });
});

describe('the port of an interface', () => {
  test.each([
    [0, null],
    [1024, null],
    [65535, null],
    [53, { reason: 'privileged-port' }],
    [1023, { reason: 'privileged-port' }],
  ])('%i: %j', (port, reason) => {
    expect(rejectListenPort(port)).toEqual(reason);
  });
});

describe('peers', () => {
  test.each(
    [
      '0.0.0.0/32',
      '127.0.0.1/32',
      '224.0.0.251/32',
      '255.255.255.255/32',
      '192.168.1.1/32',
      '10.67.0.2/32',
      '10.66.0.0/32',
      '10.66.255.255/32',
      '10.66.0.1/32',
      '10.66.0.02/32',
      '10.66.0/32',
      '10.66.0.2/16',
      '....../32',
    ].map((allowedIp) => [allowedIp]),
  )('may not be given %s', (allowedIp) => {
    expect(rejectPeers(tunnel(), [peer({ allowedIps: [allowedIp] })], [party])).not.toBeNull();
  });

  test.each(
    [
      '0.0.0.0:1',
      '0.1.2.3:4',
      '224.0.0.1:5353',
      '239.255.255.250:1900',
      '255.255.255.255:9',
      '240.0.0.1:9',
      '10.66.0.2:51820',
      '10.66.255.255:1',
      '10.99.1.1:1',
      '[::]:1',
      '[0:0::0]:1',
      '[ff02::1]:5353',
      '[FF05::2]:1',
      '[::ffff:10.66.0.2]:1',
      '[::ffff:a42:2]:1',
      '[0:0:0:0:0:ffff:7f00:1]:1',
      '[::10.66.0.2]:1',
      '[64:ff9b::10.66.0.2]:1',
    ].map((endpoint) => [endpoint]),
  )('may not be at %s', (endpoint) => {
    const own = [party, subnet('10.99.0.0/16')];
    expect(rejectPeers(tunnel(), [peer({ endpoint })], own)).not.toBeNull();
  });

  test.each(
    ['127.0.0.1:3478', '[::1]:3478', '192.168.1.20:51820', '203.0.113.5:1', '[2001:db8::5]:40000'].map(
      (endpoint) => [endpoint],
    ),
  )('may be at %s', (endpoint) => {
    expect(rejectPeers(tunnel(), [peer({ endpoint, allowedIps: ['10.66.0.2/32'] })], [party])).toBeNull();
  });

  test('are judged without a throw, however their IPv6 endpoint is written', () => {
    const group = fc.oneof(
      fc.constantFrom('', '0', '::', 'ffff', '10.66.0.2'),
      fc.nat(0xffff).map((n) => n.toString(16)),
    );
    fc.assert(
      fc.property(fc.array(group, { maxLength: 9 }), (groups) => {
        const endpoint = `[${groups.join(':')}]:1`;
        if (endpointSchema.safeParse(endpoint).success) rejectPeers(tunnel(), [peer({ endpoint })], [party]);
      }),
      { numRuns: 2_000 },
    );
  });

  test('have no allowed IPs before the interface has an address; a relay needs none', () => {
    const bare = tunnel({ address: null });
    expect(rejectPeers(bare, [peer({ allowedIps: ['10.66.0.2/32'] })], [])).toEqual({
      reason: 'no-address-yet',
    });
    expect(rejectPeers(bare, [peer({ endpoint: '127.0.0.1:3478' })], [])).toBeNull();
  });

  test('never take an allowed IP from another peer, but may pass it on in one request', () => {
    const [first, second] = [key(), key()];
    const facts = tunnel({ peers: new Map([[first, { allowedIps: ['10.66.0.2/32'], endpoint: null }]]) });
    const taking = peer({ publicKey: second, allowedIps: ['10.66.0.2/32'] });
    expect(rejectPeers(facts, [taking], [party])).toEqual({ reason: 'shared-allowed-ip' });
    expect(rejectPeers(facts, [taking, peer({ publicKey: first })], [party])).toBeNull();
    expect(rejectPeers(facts, [taking, peer({ allowedIps: ['10.66.0.2/32'] })], [party])).toEqual({
      reason: 'shared-allowed-ip',
    });
  });

  test('are named once, and never the interface itself', () => {
    const facts = tunnel();
    const twice = peer();
    expect(rejectPeers(facts, [twice, twice], [])).toEqual({ reason: 'peer-named-twice' });
    expect(rejectPeers(facts, [peer({ publicKey: facts.publicKey })], [])).toEqual({ reason: 'own-peer' });
  });

  test('are at most as many as a full party needs', () => {
    const many = Array.from({ length: MAX_PEERS }, () => peer());
    expect(rejectPeers(tunnel(), many, [])).toBeNull();
    const full = tunnel({
      peers: new Map(many.map((one) => [one.publicKey, { allowedIps: [], endpoint: null }])),
    });
    expect(rejectPeers(full, many, [])).toBeNull();
    expect(rejectPeers(full, [peer()], [])).toEqual({
      reason: 'too-many-peers',
      limit: MAX_PEERS,
    });
  });

  test("whatever is accepted is a host of the party's subnet and not the own address", () => {
    const anyAddress = fc.oneof(
      fc.nat(0xffff_ffff),
      fc.integer({ min: party.base - 3, max: party.base + 65_540 }),
    );
    fc.assert(
      fc.property(anyAddress, (value) => {
        const allowed =
          rejectPeers(tunnel(), [peer({ allowedIps: [`${formatIpv4(value)}/32`] })], [party]) === null;
        const offset = value - party.base;
        expect(allowed).toBe(offset > 1 && offset < 65_535);
      }),
    );
  });

  test('whatever address is accepted is a private one', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), fc.integer({ min: 8, max: 30 }), (value, prefix) => {
        const isAccepted = 'subnet' in checkAddress(formatIpv4(value), prefix);
        if (isAccepted) expect(formatIpv4(value)).toMatch(/^(10|192\.168|172\.(1[6-9]|2\d|3[01]))\./);
      }),
    );
  });
});
