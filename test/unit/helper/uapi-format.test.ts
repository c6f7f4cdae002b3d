import { describe, expect, test } from 'vitest';
import { publicKeyOf } from '../../../main/helper/public-key.ts';
import {
  errnoOf,
  formatSet,
  keyLine,
  parseDevice,
  peerLines,
  removalLines,
} from '../../../main/helper/tunnel/uapi-format.ts';

const KEY = 'QJvwO94Ks5jv9ZqgBOCyzVDd2jce3sAZxw8ke6M620o=';
const PEER = 'q5gY44C1rz59jNULBtXS3DsAq72VTOhpoZ+cQBLzgXQ=';
const hex = (key: string) => Buffer.from(key, 'base64').toString('hex');

describe("what is said on a device's socket", () => {
  test('a request is its lines and an empty one', () => {
    expect(formatSet(['listen_port=51820'])).toBe('set=1\nlisten_port=51820\n\n');
    expect(keyLine(KEY)).toBe(`private_key=${hex(KEY)}`);
    expect(removalLines(PEER)).toEqual([`public_key=${hex(PEER)}`, 'remove=true']);
  });

  test('a peer replaces its ranges, and leaves what is absent as it is', () => {
    const peer = { publicKey: PEER, keepaliveSeconds: 25, fresh: false };
    expect(peerLines({ ...peer, allowedIps: [] })).toEqual([
      `public_key=${hex(PEER)}`,
      'persistent_keepalive_interval=25',
      'replace_allowed_ips=true',
    ]);
    const whole = { presharedKey: KEY, endpoint: '[2001:db8::1]:51820', allowedIps: ['10.66.0.2/32'] };
    expect(peerLines({ ...peer, ...whole })).toEqual([
      `public_key=${hex(PEER)}`,
      `preshared_key=${hex(KEY)}`,
      'endpoint=[2001:db8::1]:51820',
      'persistent_keepalive_interval=25',
      'replace_allowed_ips=true',
      'allowed_ip=10.66.0.2/32',
    ]);
  });

  const answer = (...lines: string[]) => [...lines, 'errno=0', '', ''].join('\n');

  test('a device tells its public key, port and peers, and no secret', () => {
    const status = parseDevice(
      'lanrage0',
      answer(
        `private_key=${hex(KEY)}`,
        'listen_port=41641',
        'fwmark=0',
        `public_key=${hex(PEER)}`,
        `preshared_key=${hex(KEY)}`,
        'protocol_version=1',
        'endpoint=198.51.100.7:9',
        'last_handshake_time_sec=1785400000',
        'last_handshake_time_nsec=12',
        'tx_bytes=148',
        'rx_bytes=92',
        'persistent_keepalive_interval=25',
        'allowed_ip=10.66.0.2/32',
        'allowed_ip=10.66.0.3/32',
      ),
    );
    expect(status).toEqual({
      name: 'lanrage0',
      publicKey: publicKeyOf(KEY),
      listenPort: 41641,
      peers: [
        {
          publicKey: PEER,
          endpoint: '198.51.100.7:9',
          allowedIps: ['10.66.0.2/32', '10.66.0.3/32'],
          latestHandshake: 1785400000,
          rxBytes: 92,
          txBytes: 148,
          keepaliveSeconds: 25,
        },
      ],
    });
    expect(JSON.stringify(status)).not.toContain(KEY);
  });

  test('a device without key and peers, and a peer that never shook hands', () => {
    expect(parseDevice('lanrage0', answer(`private_key=${'0'.repeat(64)}`))).toEqual({
      name: 'lanrage0',
      publicKey: null,
      listenPort: 0,
      peers: [],
    });
    const never = answer(`public_key=${hex(PEER)}`, 'last_handshake_time_sec=0');
    expect(parseDevice('lanrage0', never)?.peers).toMatchObject([{ latestHandshake: null, endpoint: null }]);
  });

  test.each([
    ['a port that is none', ['listen_port=65536']],
    ['a port in words', ['listen_port=many']],
    ['a key that is none', ['public_key=abc']],
    ['a count that is none', [`public_key=${hex(PEER)}`, 'rx_bytes=-1']],
    ['a count beyond what is exact', [`public_key=${hex(PEER)}`, 'tx_bytes=99999999999999999999']],
  ])('%s is no answer', (_, lines) => {
    expect(parseDevice('lanrage0', answer(...lines))).toBeNull();
  });

  test('an answer ends with a code, or is none', () => {
    expect(errnoOf('errno=0\n\n')).toBe(0);
    expect(errnoOf('listen_port=1\nerrno=-98\n\n')).toBe(-98);
    expect(errnoOf('listen_port=1\n\n')).toBeNull();
    expect(errnoOf('errno=0\nlisten_port=1\n\n')).toBeNull();
  });
});
