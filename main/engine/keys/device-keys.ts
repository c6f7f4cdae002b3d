/** The two long-lived keys of a device: made once, kept for good, and checked against their public halves. */
import { randomBytes } from 'node:crypto';
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { WriteFault } from '../../base/storage-fault.ts';
import { fromBase64url, toBase64url } from '../../crypto/encoding.ts';
import { peerIdOf } from '../../crypto/peer-id.ts';
import { openFileSecretStore, type SecretStore } from './secret-store.ts';

const KEY_BYTES = 32;

export interface DeviceKeys {
  /** Ed25519, RFC 8032; the public half is base64url. */
  readonly identity: { readonly seed: Uint8Array; readonly publicKey: string };
  readonly peerId: string;
  /** Curve25519, RFC 7748; both halves in standard base64, as `wg` writes them. */
  readonly wireguard: { readonly privateKey: string; readonly publicKey: string };
}

export interface LoadedDeviceKeys extends DeviceKeys {
  /** Others could read a private key until now: worth a warning. */
  readonly wasExposed: boolean;
}

export interface DeviceKeysOptions {
  /** A secure source; the system's when absent. */
  readonly random?: (bytes: number) => Uint8Array;
  /** Files in the directory when absent. */
  readonly secrets?: SecretStore;
}

export type DeviceKeysFault = 'keys.unreadable' | 'keys.locked' | 'keys.mismatch' | WriteFault;

/** How one pair is made and written. */
interface Pair {
  readonly name: string;
  make(random: Uint8Array): Uint8Array;
  derive(privateKey: Uint8Array): Uint8Array;
  encode(bytes: Uint8Array): string;
  decode(text: string): Uint8Array;
}

const identityPair: Pair = {
  name: 'identity',
  make: (random) => random,
  derive: (seed) => ed25519.getPublicKey(seed),
  encode: toBase64url,
  decode: fromBase64url,
};

const wireguardPair: Pair = {
  name: 'wireguard',
  make: clamp,
  derive: (privateKey) => x25519.getPublicKey(privateKey),
  encode: (bytes) => Buffer.from(bytes).toString('base64'),
  decode: (text) => new Uint8Array(Buffer.from(text, 'base64')),
};

/**
 * Loads the keys of this device, and makes those that are missing. The public halves are stored as well and compared
 * with what the private ones give, so that a mixed-up or damaged file is found before a peer is refused.
 * @param directory - made when it is missing.
 * @fault keys.unreadable - a file is there but cannot be read or holds no key. @fault keys.mismatch - the halves differ.
 * @fault keys.locked - the desktop's key store holds them, and this process cannot ask it.
 * @fault storage.full @fault storage.unwritable - new keys could not be kept.
 */
export async function loadDeviceKeys(
  directory: string,
  { random = randomBytes, secrets = openFileSecretStore(directory) }: DeviceKeysOptions = {},
): Promise<Result<LoadedDeviceKeys, DeviceKeysFault>> {
  const identity = await loadPair(identityPair, secrets, random);
  if (!identity.ok) return identity;
  const wireguard = await loadPair(wireguardPair, secrets, random);
  if (!wireguard.ok) return wireguard;
  const publicKey = identityPair.encode(identity.value.publicKey);
  return ok({
    identity: { seed: identity.value.privateKey, publicKey },
    peerId: peerIdOf(publicKey),
    wireguard: {
      privateKey: wireguardPair.encode(wireguard.value.privateKey),
      publicKey: wireguardPair.encode(wireguard.value.publicKey),
    },
    wasExposed: identity.value.wasExposed || wireguard.value.wasExposed,
  });
}

interface LoadedPair {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly wasExposed: boolean;
}

async function loadPair(
  pair: Pair,
  secrets: SecretStore,
  random: (bytes: number) => Uint8Array,
): Promise<Result<LoadedPair, DeviceKeysFault>> {
  const stored = await readKey(pair, secrets, `${pair.name}.key`);
  if (!stored.ok) return stored;
  if (stored.value === null) return makePair(pair, secrets, random);

  const { bytes: privateKey, wasExposed } = stored.value;
  const publicKey = pair.derive(privateKey);
  const publicName = `${pair.name}.pub`;
  const known = await readKey(pair, secrets, publicName);
  if (!known.ok) return known;
  if (known.value === null) {
    // The process ended between writing the two halves.
    const written = await secrets.write(publicName, pair.encode(publicKey));
    if (!written.ok) return written;
  } else if (!Buffer.from(known.value.bytes).equals(publicKey)) {
    return fail(fault('keys.mismatch', { path: secrets.locationOf(`${pair.name}.key`) }));
  }
  return ok({ privateKey, publicKey, wasExposed });
}

async function makePair(
  pair: Pair,
  secrets: SecretStore,
  random: (bytes: number) => Uint8Array,
): Promise<Result<LoadedPair, WriteFault>> {
  const privateKey = pair.make(new Uint8Array(random(KEY_BYTES)));
  const publicKey = pair.derive(privateKey);
  const first = await secrets.write(`${pair.name}.key`, pair.encode(privateKey));
  if (!first.ok) return first;
  const second = await secrets.write(`${pair.name}.pub`, pair.encode(publicKey));
  return second.ok ? ok({ privateKey, publicKey, wasExposed: false }) : second;
}

async function readKey(
  pair: Pair,
  secrets: SecretStore,
  name: string,
): Promise<Result<{ bytes: Uint8Array; wasExposed: boolean } | null, 'keys.unreadable' | 'keys.locked'>> {
  const path = secrets.locationOf(name);
  const stored = await secrets.read(name);
  if (!stored.ok) {
    const { fault: problem } = stored;
    if (problem.code === 'keys.locked') return fail(problem);
    return fail(fault('keys.unreadable', { ...problem.args, path }));
  }
  if (stored.value === null) return ok(null);
  const text = stored.value.text.trim();
  const bytes = pair.decode(text);
  // Compared as text too: decoding skips whatever is no base64.
  if (bytes.length !== KEY_BYTES || pair.encode(bytes) !== text) {
    return fail(fault('keys.unreadable', { path, reason: 'not-a-key' }));
  }
  return ok({ bytes, wasExposed: stored.value.wasExposed });
}

/** Sets the bits that Curve25519 fixes, as `wg genkey` does. @see RFC 7748 §5 */
function clamp(random: Uint8Array): Uint8Array {
  const key = Uint8Array.from(random);
  key[0] = (key[0] ?? 0) & 0b1111_1000;
  key[31] = ((key[31] ?? 0) & 0b0111_1111) | 0b0100_0000;
  return key;
}
