import { chacha20poly1305, xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { describe, expect, it } from 'vitest';
import {
  hash,
  initialChain,
  kdf,
  mac,
  open,
  seal,
} from '../../../../../main/servers/relay/noise/primitives.ts';

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const hex = (data: Uint8Array | null): string | null => data && Buffer.from(data).toString('hex');
const text = (string: string): Uint8Array => new TextEncoder().encode(string);

describe('hash', () => {
  it('is BLAKE2s-256, over its parts joined (RFC 7693, appendix B)', () => {
    const expected = '508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982';
    expect(hex(hash(text('abc')))).toBe(expected);
    expect(hex(hash(text('a'), text(''), text('bc')))).toBe(expected);
  });

  it('starts the chain that WireGuard starts with', () => {
    // The constant in the sources of both Linux and wireguard-go.
    expect(hex(initialChain)).toBe('60e26daef327efc02ec335e2a025d2d016eb4206f87277f52d38d1988b78cd36');
  });
});

describe('mac', () => {
  it('is keyed BLAKE2s with 16 bytes out', () => {
    const key = Uint8Array.from({ length: 32 }, (_, n) => n);
    // Of Python's hashlib, which is built on the reference implementation.
    expect(hex(mac(key, text('abc')))).toBe('61ba5f165c194692e09d12520cc4c74a');
  });
});

describe('kdf', () => {
  it('gives the same first keys, however many are asked for', () => {
    const [one] = kdf(1, text('key'), text('input'));
    const [first, second] = kdf(2, text('key'), text('input'));
    const three = kdf(3, text('key'), text('input'));
    expect(first).toEqual(one);
    expect(three.slice(0, 2)).toEqual([one, second]);
    expect(new Set(three.map(hex)).size).toBe(3);
  });
});

describe('seal and open', () => {
  it('are ChaCha20-Poly1305 with a little-endian counter after four zero bytes', () => {
    // The key stream of a zero key: RFC 8439, appendix A.1, test vector 2.
    const sealed = seal(new Uint8Array(32), 0, new Uint8Array(16), new Uint8Array());
    expect(hex(sealed.subarray(0, 16))).toBe('9f07e7be5551387a98ba977c732d080d');
    const key = new Uint8Array(32).fill(5);
    const cipher = chacha20poly1305(key, bytes('000000000700000001000000'), text('auth'));
    expect(seal(key, 2 ** 32 + 7, text('plain'), text('auth'))).toEqual(cipher.encrypt(text('plain')));
  });

  it('open what they sealed, and nothing that was changed', () => {
    const key = new Uint8Array(32).fill(5);
    const auth = text('auth');
    const sealed = seal(key, 2 ** 32 + 7, text('plain'), auth);
    expect(open(key, 2 ** 32 + 7, sealed, auth)).toEqual(text('plain'));
    expect(open(key, 7, sealed, auth)).toBeNull();
    expect(open(key, 2 ** 32 + 7, sealed, text('other'))).toBeNull();
    for (let at = 0; at < sealed.length; at++) {
      const changed = sealed.map((byte, n) => (n === at ? byte ^ 1 : byte));
      expect(open(key, 2 ** 32 + 7, changed, auth)).toBeNull();
    }
    expect(open(key, 0, new Uint8Array(3), auth)).toBeNull();
  });
});

describe('XChaCha20-Poly1305, which seals cookies', () => {
  it('gives the tag of draft-irtf-cfrg-xchacha, appendix A.3.1', () => {
    const key = Uint8Array.from({ length: 32 }, (_, n) => 0x80 + n);
    const nonce = Uint8Array.from({ length: 24 }, (_, n) => 0x40 + n);
    const auth = bytes('50515253c0c1c2c3c4c5c6c7');
    const plain = text(
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
    );
    const sealed = xchacha20poly1305(key, nonce, auth).encrypt(plain);
    expect(hex(sealed.subarray(-16))).toBe('c0875924c1c7987947deafd8780acf49');
  });
});
