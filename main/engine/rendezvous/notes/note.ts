/**
 * What players tell each other at places of strangers. Each note has the same length, whatever it says; docs/protocol.md has
 * the layout. Sealed with a key of the code, so that who carries it can't read it, and signed within by its writer's identity,
 * so that a fellow can't write in somebody else's name.
 */
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { transcript } from '../../../../shared/control/transcripts.ts';
import { fromBase64url, toBase64url } from '../../../crypto/encoding.ts';
import { peerIdOf } from '../../../crypto/peer-id.ts';
import { sign, verify } from '../../../crypto/signature.ts';
import type { Door, Identity, MeetingFacts } from '../rendezvous.ts';
import type { Slot } from './day-keys.ts';
import { DOOR_BYTES, decodeDoor, encodeDoor } from './door-part.ts';
import { decodeFacts, encodeFacts } from './facts-part.ts';

export type NoteKind = 'record' | 'ask' | 'knock' | 'gone';

/** A note without its signature. */
export interface NoteBody extends MeetingFacts {
  readonly kind: NoteKind;
  readonly identity: string;
  readonly at: number;
  /** Of a record and a gone: whose; of a knock: for whom; null in an ask. */
  readonly instance: string | null;
  /** Of an ask and a knock: its own; of a record: that of the ask which it answers, or null. */
  readonly nonce: string | null;
  readonly term: number;
  /** Of a record: where it lets its reader in; else null. */
  readonly door: Door | null;
}

export interface Note extends NoteBody {
  readonly peer: string;
}

/** Why something that came is no note. sealed: made without the code, or for another slot. */
export type NoteFlaw = 'length' | 'sealed' | 'version' | 'malformed' | 'signature';

export interface NoteKeys {
  readonly partyId: string;
  /** Of `noteKeyOf`. */
  readonly noteKey: Uint8Array;
}

const VERSION = 1;
const KINDS: readonly NoteKind[] = ['record', 'ask', 'knock', 'gone'];
const AT = {
  version: 0,
  kind: 1,
  at: 2,
  term: 10,
  identity: 14,
  instance: 46,
  nonce: 62,
  facts: 78,
  door: 198,
};
/** Zeros to here, for what later versions may have to say. */
const SIGNED_BYTES = 256;
const SIGNATURE_BYTES = 64;
const PLAIN_BYTES = SIGNED_BYTES + SIGNATURE_BYTES;
const SEAL_NONCE_BYTES = 24;
const SEAL_TAG_BYTES = 16;
/** Of every note, sealed. */
export const NOTE_BYTES = SEAL_NONCE_BYTES + PLAIN_BYTES + SEAL_TAG_BYTES;

/** Which slot a kind of note belongs into. */
export function slotOf(kind: NoteKind): Slot {
  return kind === 'ask' || kind === 'knock' ? 'k' : 'h';
}

/** Signs and seals. @param random - a secure source. @returns {@link NOTE_BYTES}. */
export function sealNote(
  keys: NoteKeys,
  seed: Identity['seed'],
  body: NoteBody,
  random: (bytes: number) => Uint8Array,
): Uint8Array {
  const plain = Buffer.alloc(PLAIN_BYTES);
  plain[AT.version] = VERSION;
  plain[AT.kind] = KINDS.indexOf(body.kind);
  plain.writeBigUInt64BE(BigInt(body.at), AT.at);
  plain.writeUInt32BE(body.term, AT.term);
  plain.set(fromBase64url(body.identity), AT.identity);
  if (body.instance !== null) plain.set(fromBase64url(body.instance), AT.instance);
  if (body.nonce !== null) plain.set(fromBase64url(body.nonce), AT.nonce);
  encodeFacts(body, plain.subarray(AT.facts, AT.door));
  if (body.door !== null) encodeDoor(body.door, plain.subarray(AT.door, AT.door + DOOR_BYTES));
  plain.set(fromBase64url(sign(seed, signedBytes(keys, plain))), SIGNED_BYTES);
  const nonce = random(SEAL_NONCE_BYTES);
  const sealed = xchacha20poly1305(keys.noteKey, nonce, contextOf(slotOf(body.kind))).encrypt(plain);
  return new Uint8Array(Buffer.concat([nonce, sealed]));
}

/** Unseals, checks the signature and parses. */
export function openNote(keys: NoteKeys, slot: Slot, sealed: Uint8Array): Note | NoteFlaw {
  if (sealed.length !== NOTE_BYTES) return 'length';
  const bytes = unseal(keys.noteKey, slot, sealed);
  if (bytes === null) return 'sealed';
  const plain = Buffer.from(bytes);
  if (plain[AT.version] !== VERSION) return 'version';
  const kind = KINDS[plain[AT.kind] ?? 255];
  const facts = decodeFacts(plain.subarray(AT.facts, AT.door));
  const door = decodeDoor(plain.subarray(AT.door, AT.door + DOOR_BYTES));
  const at = Number(plain.readBigUInt64BE(AT.at));
  const term = plain.readUInt32BE(AT.term);
  if (kind === undefined || slotOf(kind) !== slot || facts === null) return 'malformed';
  if (!Number.isSafeInteger(at) || term > 0x7fff_ffff) return 'malformed';
  const instance = sixteenBytes(plain, AT.instance);
  const nonce = sixteenBytes(plain, AT.nonce);
  // Who wants in has drawn a nonce, and knocks at one door; who takes in has an instance.
  const isWhole =
    slot === 'k' ? nonce !== null && (instance !== null) === (kind === 'knock') : instance !== null;
  if (!isWhole || (kind === 'record') !== (door !== null)) return 'malformed';
  const identity = toBase64url(Uint8Array.from(plain.subarray(AT.identity, AT.instance)));
  const signature = toBase64url(Uint8Array.from(plain.subarray(SIGNED_BYTES)));
  if (!verify(identity, signedBytes(keys, plain), signature)) return 'signature';
  return { ...facts, kind, at, term, identity, peer: peerIdOf(identity), instance, nonce, door };
}

function unseal(key: Uint8Array, slot: Slot, sealed: Uint8Array): Uint8Array | null {
  try {
    const nonce = sealed.subarray(0, SEAL_NONCE_BYTES);
    return xchacha20poly1305(key, nonce, contextOf(slot)).decrypt(sealed.subarray(SEAL_NONCE_BYTES));
  } catch {
    return null;
  }
}

function contextOf(slot: Slot): Uint8Array {
  return transcript('lanrage/rendezvous/v1', slot);
}

function signedBytes({ partyId }: NoteKeys, plain: Uint8Array): Uint8Array {
  return transcript('lanrage/rendezvous-note/v1', partyId, plain.subarray(0, SIGNED_BYTES));
}

/** Null: all zeros, which stand for none. */
function sixteenBytes(plain: Buffer, offset: number): string | null {
  const bytes = plain.subarray(offset, offset + 16);
  return bytes.every((byte) => byte === 0) ? null : toBase64url(bytes);
}
