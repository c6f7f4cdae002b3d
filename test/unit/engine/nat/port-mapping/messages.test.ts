import { describe, expect, it } from 'vitest';
import { isPublicIpv4 } from '../../../../../main/engine/machine/public-address.ts';
import { EpochWatch } from '../../../../../main/engine/nat/port-mapping/epoch.ts';
import {
  decodeAddress,
  decodePortMap,
  encodeAddressRequest,
  encodePortMap,
  natPmpRefusal,
} from '../../../../../main/engine/nat/port-mapping/nat-pmp-message.ts';
import {
  decodeAnnounce,
  decodeMap,
  deniesPcp,
  encodeAnnounce,
  encodeMap,
  type MapRequest,
  pcpRefusal,
} from '../../../../../main/engine/nat/port-mapping/pcp-message.ts';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const hex = (data: Uint8Array) => Buffer.from(data).toString('hex');
const NONCE = 'f387890c104bb342498de4c2';
const request: MapRequest = {
  clientAddress: '192.168.1.2',
  nonce: bytes(NONCE),
  transport: 'udp',
  internalPort: 7000,
  external: { address: '0.0.0.0', port: 7000 },
  lifetimeSeconds: 3_600,
};
const MAPPED_CLIENT = '00000000000000000000ffffc0a80102';
/** As miniupnpd 2.3.1 answered. */
const GRANT = `02810000 00000e10 00000002 000000000000000000000000 ${NONCE} 11000000 1b581b58 00000000000000000000ffff2d0d0015`;

describe('PCP messages', () => {
  it('ask as RFC 6887 draws them', () => {
    expect(hex(encodeAnnounce('192.168.1.2'))).toBe(`0200000000000000${MAPPED_CLIENT}`);
    expect(hex(encodeMap(request))).toBe(
      `0201000000000e10${MAPPED_CLIENT}${NONCE}110000001b581b5800000000000000000000ffff00000000`,
    );
    expect(hex(encodeMap({ ...request, transport: 'tcp' }))).toContain(`${NONCE}06000000`);
  });

  it('are read as a router sent them', () => {
    expect(decodeMap(bytes(GRANT), request)).toEqual({
      result: 0,
      lifetimeSeconds: 3_600,
      epochSeconds: 2,
      external: { address: '45.13.0.21', port: 7000 },
    });
    expect(decodeAnnounce(bytes('02800000 00000000 00000002 000000000000000000000000'))).toEqual({
      result: 0,
      lifetimeSeconds: 0,
      epochSeconds: 2,
    });
  });

  it('tell a refusal by its name', () => {
    const answer = decodeMap(bytes(GRANT.replace(/^02810000/, '02810008')), request);
    expect(pcpRefusal(answer?.result ?? 0)).toEqual({ reason: 'no-resources' });
    expect(pcpRefusal(77)).toEqual({ reason: 'other-result', result: 77 });
  });

  it.each([
    ['another nonce', GRANT.replace(NONCE, '00'.repeat(12))],
    ['another port', GRANT.replace('1b581b58', '1b591b58')],
    ['another protocol', GRANT.replace(' 11000000', ' 06000000')],
    ['another opcode', GRANT.replace(/^0281/, '0280')],
    ['a request', GRANT.replace(/^0281/, '0201')],
    ['another version', GRANT.replace(/^02/, '01')],
    ['a grant of an IPv6 address', GRANT.replace('ffff2d0d0015', '00002d0d0015')],
    ['a grant of port 0', GRANT.replace('1b581b58', '1b580000')],
    ['one byte less', GRANT.slice(0, -2)],
    ['a length that is no multiple of four', `${GRANT}00`],
    ['more than the longest message', GRANT + '00'.repeat(1_044)],
    ['nothing', ''],
  ])('are no answer with %s', (_what, answer) => {
    expect(decodeMap(bytes(answer), request)).toBeNull();
  });

  it('know a router that has NAT-PMP only', () => {
    expect(deniesPcp(bytes('00800001 00000009'))).toBe(true);
    expect(deniesPcp(bytes(GRANT))).toBe(false);
    expect(deniesPcp(bytes(''))).toBe(false);
  });
});

describe('NAT-PMP messages', () => {
  const wanted = {
    transport: 'udp',
    internalPort: 7001,
    externalPort: 7001,
    lifetimeSeconds: 3_600,
  } as const;

  it('ask as RFC 6886 draws them', () => {
    expect(hex(encodeAddressRequest())).toBe('0000');
    expect(hex(encodePortMap(wanted))).toBe('000100001b591b5900000e10');
    expect(hex(encodePortMap({ ...wanted, transport: 'tcp' }))).toBe('000200001b591b5900000e10');
  });

  it('are read as a router sent them', () => {
    expect(decodeAddress(bytes('00800000 00000002 2d0d0015'))).toEqual({
      result: 0,
      epochSeconds: 2,
      address: '45.13.0.21',
    });
    expect(decodePortMap(bytes('00810000 00000002 1b591b59 00000e10'), wanted)).toEqual({
      result: 0,
      epochSeconds: 2,
      externalPort: 7001,
      lifetimeSeconds: 3_600,
    });
    expect(
      decodePortMap(bytes('00810000 00000002 1b590000 00000000'), { ...wanted, lifetimeSeconds: 0 }),
    ).not.toBeNull();
  });

  it('read a refusal that ends after the epoch', () => {
    expect(decodeAddress(bytes('00800003 00000002'))).toMatchObject({ result: 3, address: '0.0.0.0' });
    expect(decodePortMap(bytes('00810002 00000002'), wanted)).toMatchObject({ result: 2 });
    expect(natPmpRefusal(2)).toEqual({ reason: 'not-authorised' });
  });

  it.each([
    ['another port', '00810000 00000002 1b581b59 00000e10'],
    ['another transport', '00820000 00000002 1b591b59 00000e10'],
    ['another version', '02810000 00000002 1b591b59 00000e10'],
    ['a grant of port 0', '00810000 00000002 1b590000 00000e10'],
    ['a grant that is cut off', '00810000 00000002 1b591b59'],
    ['nothing', ''],
  ])('are no answer with %s', (_what, answer) => {
    expect(decodePortMap(bytes(answer), wanted)).toBeNull();
  });
});

describe('the epoch of a router', () => {
  it.each([
    ['runs on', 100, 160, 60, true],
    ['drifts a little', 100, 157, 60, true],
    ['is a second late', 100, 99, 0, true],
    ['started anew', 100, 5, 60, false],
    ['started anew long ago and looks grown', 100, 160, 600, false],
    ['jumps ahead', 100, 900, 60, false],
  ])('%s', (_what, first, second, secondsBetween, kept) => {
    const watch = new EpochWatch();
    expect(watch.accept(first, 5_000)).toBe(true);
    expect(watch.accept(second, 5_000 + secondsBetween * 1_000)).toBe(kept);
  });
});

describe('an address that the Internet reaches', () => {
  it.each(['8.8.8.8', '45.13.0.1', '203.0.113.9', '100.63.255.255', '172.32.0.1', '192.0.1.1'])(
    'is %s',
    (address) => expect(isPublicIpv4(address)).toBe(true),
  );

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '100.127.255.254',
    '127.0.0.1',
    '169.254.1.1',
    '172.16.0.1',
    '192.0.0.2',
    '192.168.1.1',
    '198.19.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '',
    'router.lan',
    '2001:db8::1',
  ])('is not %s', (address) => expect(isPublicIpv4(address)).toBe(false));
});
