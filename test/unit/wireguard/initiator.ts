/**
 * The initiator half of WireGuard, written from the paper (§5.4) with other libraries than the relay's responder, so
 * that a mistake in one is not hidden by the same mistake in the other.
 */
import { chacha20poly1305, xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { blake2s } from '@noble/hashes/blake2.js';
import { hmac } from '@noble/hashes/hmac.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';

const ZERO_NONCE = new Uint8Array(12);
const EMPTY = new Uint8Array(0);

const H = (...parts: Uint8Array[]): Uint8Array => blake2s(concatBytes(...parts));
const MAC = (key: Uint8Array, message: Uint8Array): Uint8Array => blake2s(message, { key, dkLen: 16 });

function kdf3(key: Uint8Array, input: Uint8Array): [Uint8Array, Uint8Array, Uint8Array] {
  const root = hmac(blake2s, key, input);
  const first = hmac(blake2s, root, Uint8Array.of(1));
  const second = hmac(blake2s, root, concatBytes(first, Uint8Array.of(2)));
  return [first, second, hmac(blake2s, root, concatBytes(second, Uint8Array.of(3)))];
}

export interface Initiation {
  readonly datagram: Uint8Array;
  readonly ephemeral: Uint8Array;
  readonly chain: Uint8Array;
  readonly hash: Uint8Array;
}

export interface InitiatorSession {
  readonly sendingKey: Uint8Array;
  readonly remoteIndex: number;
}

export interface TestInitiator {
  readonly publicKey: Uint8Array;
  readonly key: string;
  initiate(options: { index: number; time: number; cookie?: Uint8Array }): Initiation;
  /** Checks every field of a response and derives the session; throws when anything is wrong. */
  finish(initiation: Initiation, response: Uint8Array): InitiatorSession;
  openCookieReply(initiation: Initiation, reply: Uint8Array): Uint8Array;
  /** Makes mac1 anew after a test changed the message. */
  sign(datagram: Uint8Array): void;
}

export function createInitiator(privateKey: Uint8Array, responder: Uint8Array): TestInitiator {
  const publicKey = x25519.getPublicKey(privateKey);

  function initiate({ index, time, cookie }: { index: number; time: number; cookie?: Uint8Array }) {
    const ephemeral = x25519.utils.randomSecretKey();
    const ephemeralPublic = x25519.getPublicKey(ephemeral);
    let chain = H(utf8ToBytes('Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s'));
    let hash = H(H(chain, utf8ToBytes('WireGuard v1 zx2c4 Jason@zx2c4.com')), responder);
    hash = H(hash, ephemeralPublic);
    [chain] = kdf3(chain, ephemeralPublic);
    let key: Uint8Array;
    [chain, key] = kdf3(chain, x25519.getSharedSecret(ephemeral, responder));
    const sealedStatic = chacha20poly1305(key, ZERO_NONCE, hash).encrypt(publicKey);
    hash = H(hash, sealedStatic);
    [chain, key] = kdf3(chain, x25519.getSharedSecret(privateKey, responder));
    const sealedTime = chacha20poly1305(key, ZERO_NONCE, hash).encrypt(tai64n(time));
    hash = H(hash, sealedTime);

    const head = new Uint8Array(8);
    head[0] = 1;
    new DataView(head.buffer).setUint32(4, index, true);
    const body = concatBytes(head, ephemeralPublic, sealedStatic, sealedTime);
    const withMac1 = concatBytes(body, MAC(H(utf8ToBytes('mac1----'), responder), body));
    const mac2 = cookie === undefined ? new Uint8Array(16) : MAC(cookie, withMac1);
    return { datagram: concatBytes(withMac1, mac2), ephemeral, chain, hash };
  }

  function finish(initiation: Initiation, response: Uint8Array): InitiatorSession {
    const view = new DataView(response.buffer, response.byteOffset, response.byteLength);
    const sent = new DataView(initiation.datagram.buffer, initiation.datagram.byteOffset);
    check(response.length === 92 && view.getUint32(0, true) === 2, 'not a response');
    check(view.getUint32(8, true) === sent.getUint32(4, true), 'response for another index');
    const mac1 = MAC(H(utf8ToBytes('mac1----'), publicKey), response.subarray(0, 60));
    check(
      mac1.every((byte, at) => byte === response[60 + at]),
      'wrong mac1',
    );
    check(
      response.subarray(76).every((byte) => byte === 0),
      'mac2 without a cookie',
    );
    const ephemeral = response.subarray(12, 44);
    let { chain, hash } = initiation;
    hash = H(hash, ephemeral);
    [chain] = kdf3(chain, ephemeral);
    [chain] = kdf3(chain, x25519.getSharedSecret(initiation.ephemeral, ephemeral));
    [chain] = kdf3(chain, x25519.getSharedSecret(privateKey, ephemeral));
    const [last, temporary, key] = kdf3(chain, new Uint8Array(32));
    hash = H(hash, temporary);
    chacha20poly1305(key, ZERO_NONCE, hash).decrypt(response.subarray(44, 60));
    const [sendingKey] = kdf3(last, EMPTY);
    return { sendingKey, remoteIndex: view.getUint32(4, true) };
  }

  function openCookieReply(initiation: Initiation, reply: Uint8Array): Uint8Array {
    check(reply.length === 64 && reply[0] === 3, 'not a cookie reply');
    check(
      reply.subarray(4, 8).every((byte, at) => byte === initiation.datagram[4 + at]),
      'cookie for another index',
    );
    const key = H(utf8ToBytes('cookie--'), responder);
    const cipher = xchacha20poly1305(key, reply.subarray(8, 32), initiation.datagram.subarray(116, 132));
    return cipher.decrypt(reply.subarray(32));
  }

  function sign(datagram: Uint8Array): void {
    datagram.set(MAC(H(utf8ToBytes('mac1----'), responder), datagram.subarray(0, 116)), 116);
  }

  const key = Buffer.from(publicKey).toString('base64');
  return { publicKey, key, initiate, finish, openCookieReply, sign };
}

/** Transport data of a session; without a payload it is a keepalive. */
export function transportData(session: InitiatorSession, counter: number, payload = EMPTY): Uint8Array {
  const head = new Uint8Array(16);
  const view = new DataView(head.buffer);
  head[0] = 4;
  view.setUint32(4, session.remoteIndex, true);
  view.setBigUint64(8, BigInt(counter), true);
  const nonce = concatBytes(new Uint8Array(4), head.subarray(8));
  return concatBytes(head, chacha20poly1305(session.sendingKey, nonce).encrypt(payload));
}

/** TAI64N: 2^62 plus seconds, then nanoseconds; both big-endian. @param time - seconds. */
function tai64n(time: number): Uint8Array {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, 2n ** 62n + BigInt(Math.floor(time)));
  view.setUint32(8, Math.round((time % 1) * 1e9));
  return bytes;
}

function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}
