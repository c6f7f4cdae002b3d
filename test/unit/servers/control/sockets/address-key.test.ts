import { describe, expect, it } from 'vitest';
import { addressKey, plainAddress } from '../../../../../main/servers/control/sockets/address-key.ts';

describe('who stands behind an address', () => {
  it('is the IPv4 address, also where it is mapped into IPv6', () => {
    expect(addressKey('192.0.2.7')).toBe('192.0.2.7');
    expect(addressKey(plainAddress('::ffff:192.0.2.7'))).toBe('192.0.2.7');
  });

  it('is the same for every address of one IPv6 /64, however it is written', () => {
    const key = addressKey('2001:db8:0:7::1');
    expect(addressKey('2001:0db8:0000:0007:ffff:0:1:2')).toBe(key);
    expect(addressKey(plainAddress('2001:db8:0:7::9%eth0'))).toBe(key);
    expect(addressKey('2001:db8:0:8::1')).not.toBe(key);
    expect(addressKey('::1')).toBe('0:0:0:0::/64');
  });

  it('is whatever the socket said when that is no address', () => {
    expect(addressKey('')).toBe('');
  });
});
