import { describe, expect, it } from 'vitest';
import { householdOf, plainAddress } from '../../../main/servers/household.ts';

describe('the household of an address', () => {
  it('is the IPv4 address, also where it is mapped into IPv6', () => {
    expect(householdOf('192.0.2.7')).toBe('192.0.2.7');
    expect(householdOf('198.51.100.1')).not.toBe(householdOf('198.51.100.2'));
    expect(householdOf(plainAddress('::ffff:192.0.2.7'))).toBe('192.0.2.7');
  });

  it('is the same for every address of one IPv6 /64, however it is written', () => {
    const key = householdOf('2001:db8:0:7::1');
    expect(householdOf('2001:0db8:0000:0007:ffff:0:1:2')).toBe(key);
    expect(householdOf(plainAddress('2001:db8:0:7::9%eth0'))).toBe(key);
    expect(householdOf('2001:db8:0:8::1')).not.toBe(key);
    expect(householdOf('2001:db8:0:7:3::4')).toBe(key);
    expect(householdOf('::1')).toBe('0:0:0:0::/64');
  });

  it('is whatever the socket said when that is no address', () => {
    expect(householdOf('')).toBe('');
  });
});
