/** Mutable items of the DHT (BEP 44): bytes under a public key and a salt, of which the highest number counts. */
import { createHash } from 'node:crypto';
import { fromBase64url, toBase64url } from '../../../crypto/encoding.ts';
import { sign, verify } from '../../../crypto/signature.ts';
import type { BencodedDictionary } from './bencode.ts';
import { encodeBencode } from './bencode.ts';

export interface ItemKey {
  readonly seed: Uint8Array;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly salt: string;
}

export interface Item {
  readonly seq: number;
  readonly value: Buffer;
}

const MAX_VALUE_BYTES = 1000;

/** Where the item lies: 20 bytes. */
export function targetOf({ publicKey, salt }: Pick<ItemKey, 'publicKey' | 'salt'>): Buffer {
  return createHash('sha1').update(publicKey).update(salt, 'latin1').digest();
}

/** What the signature of an item is over. */
export function itemBytes(salt: string, seq: number, value: Buffer): Buffer {
  const salted = salt === '' ? [] : [Buffer.from('4:salt'), encodeBencode(salt)];
  return Buffer.concat([...salted, Buffer.from(`3:seqi${seq}e1:v`), encodeBencode(value)]);
}

/** 64 bytes. */
export function signItem({ seed, salt }: ItemKey, { seq, value }: Item): Buffer {
  return Buffer.from(fromBase64url(sign(seed, itemBytes(salt, seq, value))));
}

/** The item in an answer; null: none, or none that is signed by this key. */
export function itemIn(values: BencodedDictionary, { publicKey, salt }: ItemKey): Item | null {
  const { k, sig, seq, v } = values;
  if (!Buffer.isBuffer(v) || v.length > MAX_VALUE_BYTES || typeof seq !== 'number' || seq < 0) return null;
  if (!Buffer.isBuffer(sig) || !Buffer.isBuffer(k) || !k.equals(publicKey)) return null;
  if (!verify(toBase64url(publicKey), itemBytes(salt, seq, v), toBase64url(sig))) return null;
  return { seq, value: Buffer.from(v) };
}
