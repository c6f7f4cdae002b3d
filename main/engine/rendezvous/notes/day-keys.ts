/**
 * The keys and names under which members meet, all out of the party's code: those that a place sees are others each day, so
 * that it can't tell one evening's party from the next one's.
 */
import { createHmac, hkdfSync } from 'node:crypto';
import { schnorr } from '@noble/curves/secp256k1.js';
import { fromBase64url } from '../../../crypto/encoding.ts';
import { publicKeyOf } from '../../../crypto/signature.ts';

/** h: what those write who take others in. k: what those write who want in. */
export type Slot = 'h' | 'k';

export interface DayKeys {
  readonly day: number;
  /** Ed25519, of the DHT's items. */
  readonly item: { readonly seed: Uint8Array; readonly publicKey: Uint8Array };
  /** secp256k1 as BIP 340 has it; the public half in hex, as events name it. */
  readonly event: { readonly secret: Uint8Array; readonly publicKey: string };
  /** Kind of the events: one of those that relays pass on and don't keep (NIP-01: 20000 to 29999). */
  readonly eventKind: number;
  /** 32 hex digits. */
  readonly topics: Readonly<Record<Slot, string>>;
}

const DAY_MS = 86_400_000;
/** How far two clocks may be apart and their owners still meet by the names of one day. */
const CLOCKS_APART_MS = 2 * 3_600_000;
/** Kinds in which no protocol of others is at home. */
const KINDS = { first: 25_100, count: 900 };

/** What notes are sealed with, 32 bytes. @param rendezvousKey - of the party. */
export function noteKeyOf(rendezvousKey: Uint8Array): Uint8Array {
  return derive(rendezvousKey, 'v1 seal', 32);
}

/** Where a place stands in the order that all who hold the code agree on: by this, ascending. */
export function rankOf(rendezvousKey: Uint8Array, place: string): string {
  return createHmac('sha256', derive(rendezvousKey, 'v1 order', 32))
    .update(place)
    .digest('hex');
}

export function dayKeysOf(rendezvousKey: Uint8Array, day: number): DayKeys {
  const seed = derive(rendezvousKey, `v1 item ${day}`, 32);
  const topic = (slot: Slot) =>
    Buffer.from(derive(rendezvousKey, `v1 topic ${slot} ${day}`, 16)).toString('hex');
  const kind = Buffer.from(derive(rendezvousKey, `v1 kind ${day}`, 4)).readUInt32BE();
  return {
    day,
    item: { seed, publicKey: fromBase64url(publicKeyOf(seed)) },
    event: eventKeys(rendezvousKey, `v1 event ${day}`),
    eventKind: KINDS.first + (kind % KINDS.count),
    topics: { h: topic('h'), k: topic('k') },
  };
}

/** The day in UTC. @param unixMs - by the clock that counts. */
export function dayOf(unixMs: number): number {
  return Math.floor(unixMs / DAY_MS);
}

/** The days that it may be for somebody else, today first: near midnight two, else one. */
export function daysAround(unixMs: number): number[] {
  const today = dayOf(unixMs);
  return [...new Set([today, dayOf(unixMs - CLOCKS_APART_MS), dayOf(unixMs + CLOCKS_APART_MS)])];
}

function eventKeys(key: Uint8Array, label: string): DayKeys['event'] {
  const secret = derive(key, label, 32);
  try {
    return { secret, publicKey: Buffer.from(schnorr.getPublicKey(secret)).toString('hex') };
  } catch {
    // No number of the curve, as one in 2^128 is.
    return eventKeys(key, `${label}'`);
  }
}

function derive(key: Uint8Array, label: string, bytes: number): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, new Uint8Array(), label, bytes));
}
