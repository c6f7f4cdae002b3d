import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseWgDump } from '../../../main/helper/tunnel/wg-dump.ts';

const key = () => randomBytes(32).toString('base64');
const [secret, own, psk, a, b] = [key(), key(), key(), key(), key()];
const device = `${secret}\t${own}\t51820\toff`;
const peerA = `${a}\t${psk}\t203.0.113.5:40000\t10.66.0.2/32,10.66.0.3/32\t1700000000\t120\t4096\t25`;
const peerB = `${b}\t(none)\t(none)\t(none)\t0\t0\t148\toff`;

describe('parsing `wg show dump`', () => {
  test('reads device and peers, and tells what is not there by null, an empty list or 0', () => {
    expect(parseWgDump('lanrage0', `${device}\n${peerA}\n${peerB}\n`)).toEqual({
      name: 'lanrage0',
      publicKey: own,
      listenPort: 51820,
      peers: [
        {
          publicKey: a,
          endpoint: '203.0.113.5:40000',
          allowedIps: ['10.66.0.2/32', '10.66.0.3/32'],
          latestHandshake: 1_700_000_000,
          rxBytes: 120,
          txBytes: 4096,
          keepaliveSeconds: 25,
        },
        {
          publicKey: b,
          endpoint: null,
          allowedIps: [],
          latestHandshake: null,
          rxBytes: 0,
          txBytes: 148,
          keepaliveSeconds: 0,
        },
      ],
    });
  });

  test('reads a device that has no key and no peer yet', () => {
    expect(parseWgDump('lanrage0', '(none)\t(none)\t0\toff\n')).toEqual({
      name: 'lanrage0',
      publicKey: null,
      listenPort: 0,
      peers: [],
    });
  });

  test('drops both secrets', () => {
    const text = JSON.stringify(parseWgDump('lanrage0', `${device}\n${peerA}\n`));
    expect(text).not.toContain(secret);
    expect(text).not.toContain(psk);
  });

  test.each([
    ['nothing', ''],
    ['an error text', 'Unable to access interface: No such device\n'],
    ['a missing field', `${secret}\t${own}\t51820\n`],
    ['an additional field', `${device}\t\n`],
    ['a port out of range', `${secret}\t${own}\t65536\toff\n`],
    ['a port in hex', `${secret}\t${own}\t0x50\toff\n`],
    ['a key that is none', `${secret}\tnonsense\t1\toff\n`],
    ['an empty line between peers', `${device}\n${peerA}\n\n${peerB}\n`],
    ['a peer without its key', `${device}\n(none)${peerB.slice(b.length)}\n`],
    ['negative counters', `${device}\n${peerA.replace('120', '-1')}\n`],
    ['counters beyond exact numbers', `${device}\n${peerA.replace('120', '99999999999999999999')}\n`],
    ['carriage returns', `${device}\r\n${peerA}\r\n`],
  ])('takes no dump with %s', (_, text) => {
    expect(parseWgDump('lanrage0', text)).toBeNull();
  });

  test('never throws, whatever it is given', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseWgDump('lanrage0', text)));
    const mutated = fc.tuple(fc.nat(300), fc.string({ maxLength: 3 }));
    fc.assert(
      fc.property(mutated, ([at, insert]) => {
        const text = `${device}\n${peerA}\n`;
        void parseWgDump('lanrage0', text.slice(0, at) + insert + text.slice(at + 1));
      }),
    );
  });
});
