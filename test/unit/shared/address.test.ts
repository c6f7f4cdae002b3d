import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  contains,
  formatEndpoint,
  formatIpv4,
  formatSubnet,
  hostAddress,
  hostCount,
  isIpv6,
  overlaps,
  parseEndpoint,
  parseIpv4,
  parseSubnet,
  type Subnet,
} from '../../../shared/address.ts';

const value = fc.nat({ max: 0xffffffff });
const subnet = fc.tuple(value, fc.integer({ min: 0, max: 32 })).map(([address, prefix]): Subnet => {
  const size = 2 ** (32 - prefix);
  return { base: Math.floor(address / size) * size, prefix };
});
/** Texts that look like addresses without being chosen to be ones. */
const nearAddress = fc.stringMatching(/^[0-9a-fA-F:.%]{0,24}$/);

describe('IPv4', () => {
  it('comes back from its text', () => {
    fc.assert(
      fc.property(value, (address) => {
        expect(parseIpv4(formatIpv4(address))).toBe(address);
      }),
    );
  });

  it('is what the runtime takes for IPv4', () => {
    fc.assert(
      fc.property(fc.oneof(nearAddress, fc.ipV4(), fc.string()), (text) => {
        expect(parseIpv4(text) !== null).toBe(isIPv4(text));
      }),
    );
  });

  it.each(['', '1.2.3', '1.2.3.4.5', '1.2.3.256', '01.2.3.4', '1.2.3.4 ', '0x1.2.3.4', '1.2.3.٤', '1..3.4'])(
    'is not “%s”',
    (text) => expect(parseIpv4(text)).toBeNull(),
  );
});

describe('IPv6', () => {
  it('is what the runtime takes for IPv6, zones left out', () => {
    fc.assert(
      fc.property(fc.oneof(nearAddress, fc.ipV6(), fc.string()), (text) => {
        expect(isIpv6(text)).toBe(isIPv6(text) && !text.includes('%'));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['::', true],
    ['::1', true],
    ['2001:db8::7', true],
    ['::ffff:192.0.2.1', true],
    ['1:2:3:4:5:6:7:8', true],
    ['1:2:3:4:5:6:192.0.2.1', true],
    ['1:2:3:4:5:6:7', false],
    ['1:2:3:4:5:6:7:8:9', false],
    ['1::2::3', false],
    ['1:2:3:4:5:6:7::8', false],
    [':1:2:3:4:5:6:7', false],
    ['192.0.2.1::', false],
    ['1::192.0.2.256', false],
    ['fe80::1%eth0', false],
    ['12345::', false],
    [':::', false],
  ])('%s: %s', (text, expected) => expect(isIpv6(text)).toBe(expected));
});

describe('an endpoint', () => {
  it('comes back from its text', () => {
    const endpoint = fc.record({
      address: fc.oneof(fc.ipV4(), fc.ipV6().filter(isIpv6)),
      port: fc.integer({ min: 1, max: 65535 }),
    });
    fc.assert(
      fc.property(endpoint, (one) => {
        expect(parseEndpoint(formatEndpoint(one))).toEqual(one);
      }),
    );
  });

  it.each([
    '1.2.3.4',
    '1.2.3.4:0',
    '1.2.3.4:65536',
    '1.2.3.4:080',
    '::1:80',
    '[1.2.3.4]:80',
    '[::1]',
    '[::1]:',
    'example.org:80',
    '1.2.3.4:80\n',
    ' 1.2.3.4:80',
    '[::1%lo]:80',
  ])('is not “%s”', (text) => expect(parseEndpoint(text)).toBeNull());
});

describe('a subnet', () => {
  it('comes back from its text', () => {
    fc.assert(
      fc.property(subnet, (one) => {
        expect(parseSubnet(formatSubnet(one))).toEqual(one);
      }),
    );
  });

  it.each([
    '10.0.0.0',
    '10.0.0.1/8',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/8/8',
    '/8',
    '10.0.0.0/',
    '::/0',
  ])('is not “%s”', (text) => expect(parseSubnet(text)).toBeNull());

  it('contains exactly the addresses between its ends', () => {
    fc.assert(
      fc.property(subnet, value, (one, address) => {
        const inside = address >= one.base && address < one.base + 2 ** (32 - one.prefix);
        expect(contains(one, address)).toBe(inside);
      }),
    );
  });

  it('overlaps another one when either contains the other’s base, whichever is asked', () => {
    fc.assert(
      fc.property(subnet, subnet, (a, b) => {
        expect(overlaps(a, b)).toBe(contains(a, b.base) || contains(b, a.base));
        expect(overlaps(b, a)).toBe(overlaps(a, b));
      }),
    );
  });

  it('gives out each host address once, and neither network nor broadcast address', () => {
    const small = parseSubnet('10.66.0.0/29');
    const hosts = Array.from({ length: 9 }, (_, i) => small && hostAddress(small, i));
    const six = [1, 2, 3, 4, 5, 6].map((last) => `10.66.0.${last}`);
    expect(hosts).toEqual([null, ...six, null, null]);
  });

  it.each([
    ['10.66.0.0/16', 65_534],
    ['10.66.0.0/30', 2],
    ['10.66.0.0/31', 0],
    ['10.66.0.1/32', 0],
    ['0.0.0.0/0', 2 ** 32 - 2],
  ])('%s has %i hosts', (text, count) => {
    const parsed = parseSubnet(text);
    expect(parsed && hostCount(parsed)).toBe(count);
  });

  it.each([1.5, Number.NaN, -1, Number.POSITIVE_INFINITY])('has no host number %d', (index) => {
    expect(hostAddress({ base: 0x0a420000, prefix: 16 }, index)).toBeNull();
  });
});
