import { hkdfSync, scrypt } from 'node:crypto';
import type { InviteCode } from '../../shared/invite/code.ts';
import { keyIdOf } from './peer-id.ts';
import { publicKeyOf } from './signature.ts';

/** Everything that follows from a party's code. Only `partyId` and `memberAuth.publicKey` are ever shown to a server. */
export interface PartyKeys {
  /** Public name of the party: 16 bytes, base64url. */
  readonly partyId: string;
  /** Ed25519 pair that proves membership to the server. */
  readonly memberAuth: { readonly seed: Uint8Array; readonly publicKey: string };
  /** XChaCha20-Poly1305 key of records and signals, 32 bytes. */
  readonly sealKey: Uint8Array;
  /** From it each WireGuard pair's preshared key is derived, 32 bytes. */
  readonly pskKey: Uint8Array;
  /** From it follow the keys and names under which members meet at places of strangers, 32 bytes. */
  readonly rendezvousKey: Uint8Array;
}

/** 16 MiB and about 0.05 s a guess: with 75 random bits no server can search for the code of a party it holds. */
const SCRYPT = { N: 2 ** 14, r: 8, p: 1, maxmem: 32 * 1024 * 1024 };

/** Derives a party's keys from its code. Takes about 0.05 s off the main thread. */
export async function derivePartyKeys(code: InviteCode): Promise<PartyKeys> {
  const root = await stretch(code);
  const key = (label: string, bytes: number): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', root, new Uint8Array(), label, bytes));
  const seed = key('member-auth', 32);
  const memberAuth = { seed, publicKey: publicKeyOf(seed) };
  return {
    partyId: partyIdOf(memberAuth.publicKey),
    memberAuth,
    sealKey: key('seal', 32),
    pskKey: key('psk', 32),
    rendezvousKey: key('rendezvous', 32),
  };
}

/**
 * The id of the party that a `member-auth` key lets people into: who doesn't know the code can make no party of that id,
 * also not at a server that has lost it. @param publicKey - 32 bytes, base64url.
 */
export function partyIdOf(publicKey: string): string {
  return keyIdOf(publicKey);
}

/** The preshared key of one pair, the same at both ends. @returns 32 bytes, standard base64 as `wg` takes it. */
export function pairPresharedKey(pskKey: Uint8Array, ownKey: string, peerKey: string): string {
  const info = [ownKey, peerKey].sort().join(' ');
  return Buffer.from(hkdfSync('sha256', pskKey, new Uint8Array(), `pair ${info}`, 32)).toString('base64');
}

function stretch(code: InviteCode): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(code, 'lanrage/party/v2', 32, SCRYPT, (error, root) => (error ? reject(error) : resolve(root)));
  });
}
