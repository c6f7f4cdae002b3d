/** Events of Nostr (NIP-01), as far as notes travel in them. */
import { createHash } from 'node:crypto';
import { schnorr } from '@noble/curves/secp256k1.js';
import type { DayKeys, Slot } from '../notes/day-keys.ts';

export interface NostrEvent {
  readonly id: string;
  readonly pubkey: string;
  /** Unix seconds. */
  readonly created_at: number;
  readonly kind: number;
  readonly tags: readonly (readonly string[])[];
  /** The sealed note, base64. */
  readonly content: string;
  readonly sig: string;
}

/** Signs an event. @param auxiliary - 32 random bytes, as BIP 340 has it. */
export function makeEvent(
  { event, eventKind, topics }: DayKeys,
  slot: Slot,
  sealed: Uint8Array,
  createdAt: number,
  auxiliary: Uint8Array,
): NostrEvent {
  const unsigned = {
    pubkey: event.publicKey,
    created_at: createdAt,
    kind: eventKind,
    tags: [['d', topics[slot]]],
    content: Buffer.from(sealed).toString('base64'),
  };
  const id = eventId(unsigned);
  const sig = Buffer.from(schnorr.sign(id, event.secret, auxiliary)).toString('hex');
  return { ...unsigned, id: id.toString('hex'), sig };
}

export function eventId(event: Omit<NostrEvent, 'id' | 'sig'>): Buffer {
  const { pubkey, created_at, kind, tags, content } = event;
  return createHash('sha256')
    .update(JSON.stringify([0, pubkey, created_at, kind, tags, content]))
    .digest();
}

/** Asks for the notes of a slot under the keys of these days. */
export function filterOf(days: readonly DayKeys[], slot: Slot): Record<string, unknown> {
  return {
    kinds: days.map(({ eventKind }) => eventKind),
    authors: days.map(({ event }) => event.publicKey),
    '#d': days.map(({ topics }) => topics[slot]),
  };
}
