import { schnorr } from '@noble/curves/secp256k1.js';
import { describe, expect, it } from 'vitest';
import { dayKeysOf, daysAround } from '../../../../main/engine/rendezvous/notes/day-keys.ts';
import { partyNamed } from './kit.ts';

const { rendezvousKey } = partyNamed('party');
const at = (hours: number) => Date.UTC(2026, 10, 30) + hours * 3_600_000;
const day = Date.UTC(2026, 10, 30) / 86_400_000;

describe('keys of a day', () => {
  it('are the same for all who hold the code, and others on each day and with each code', () => {
    const own = dayKeysOf(rendezvousKey, day);
    expect(dayKeysOf(rendezvousKey, day)).toEqual(own);
    for (const other of [
      dayKeysOf(rendezvousKey, day + 1),
      dayKeysOf(partyNamed('other').rendezvousKey, day),
    ]) {
      expect(other.item.publicKey).not.toEqual(own.item.publicKey);
      expect(other.event.publicKey).not.toBe(own.event.publicKey);
      expect(other.topics.h).not.toBe(own.topics.h);
      expect(other.topics.k).not.toBe(own.topics.k);
    }
  });

  it('name kinds that relays pass on and keep no longer, at which nobody else is at home', () => {
    const kinds = Array.from({ length: 400 }, (_, i) => dayKeysOf(rendezvousKey, i).eventKind);
    expect(Math.min(...kinds)).toBeGreaterThanOrEqual(25_100);
    expect(Math.max(...kinds)).toBeLessThan(26_000);
    expect(new Set(kinds).size).toBeGreaterThan(200);
  });

  it('near midnight are those of two days, else those of one', () => {
    expect(daysAround(at(12))).toEqual([day]);
    expect(daysAround(at(1.5))).toEqual([day, day - 1]);
    expect(daysAround(at(22.5))).toEqual([day, day + 1]);
    expect(daysAround(at(2.5))).toEqual([day]);
  });

  it('let two meet whose clocks are two hours apart, at any time of the day', () => {
    for (let hours = 0; hours < 48; hours += 0.25) {
      const mine = daysAround(at(hours));
      const [theirs = 0] = daysAround(at(hours + 1.99));
      expect(mine).toContain(theirs);
    }
  });
});

describe('BIP 340', () => {
  const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
  // https://github.com/bitcoin/bips/blob/master/bip-0340/test-vectors.csv, 0, 1 and 5.
  it('signs as its test vectors do', () => {
    const signature = schnorr.sign(
      bytes('00'.repeat(32)),
      bytes(`${'00'.repeat(31)}03`),
      bytes('00'.repeat(32)),
    );
    expect(Buffer.from(signature).toString('hex').toUpperCase()).toBe(
      'E907831F80848D1069A5371B402410364BDF1C5F8307B0084C55F1CE2DCA8215' +
        '25F66A4A85EA8B71E482A74F382D2CE5EBEEE8FDB2172F477DF4900D310536C0',
    );
    const second = schnorr.sign(
      bytes('243F6A8885A308D313198A2E03707344A4093822299F31D0082EFA98EC4E6C89'),
      bytes('B7E151628AED2A6ABF7158809CF4F3C762E7160F38B4DA56A784D9045190CFEF'),
      bytes(`${'00'.repeat(31)}01`),
    );
    expect(Buffer.from(second).toString('hex').toUpperCase()).toBe(
      '6896BD60EEAE296DB48A229FF71DFE071BDE413E6D43F917DC8DCF8C78DE3341' +
        '8906D11AC976ABCCB20B091292BFF4EA897EFCB639EA871CFA95F6DE339E4B0A',
    );
  });
});
