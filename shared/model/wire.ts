/** Field schemas that every boundary shares: control frames, helper verbs, settings and the contract. */
import { z } from 'zod';
import { parseEndpoint, parseIpv4, parseSubnet } from '../address.ts';
import type { Fault } from '../faults/fault.ts';
import type { ValueReason } from '../faults/fault-reasons.ts';

/** The message of a rule of ours: the code of a reason, which {@link valueComplaint} reads. */
export function rule(code: ValueReason): string {
  return code;
}

/** Standard base64 of exactly 32 bytes: Curve25519 and preshared keys, as `wg` writes them. */
export const keySchema = z.string().regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/, rule('malformed'));

/** Base64url without padding, of exactly `bytes` bytes. */
export function bytesSchema(bytes: number): z.ZodString {
  const length = Math.ceil((bytes * 4) / 3);
  return z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${length}}$`), rule('malformed'));
}

/** Base64url without padding, of at most `bytes` bytes. */
export function blobSchema(bytes: number): z.ZodString {
  return z
    .string()
    .max(Math.ceil((bytes * 4) / 3))
    .regex(/^[A-Za-z0-9_-]*$/, rule('malformed'));
}

export const ipv4Schema = z.string().refine((text) => parseIpv4(text) !== null, rule('malformed'));
export const subnetSchema = z.string().refine((text) => parseSubnet(text) !== null, rule('not-subnet'));
export const endpointSchema = z
  .string()
  .max(64)
  .refine((text) => parseEndpoint(text) !== null, rule('malformed'));
export const portSchema = z.int().min(0).max(65535);

const NAME_LENGTH = 40;
/** Controls, format characters (zero width, reading direction), halves of surrogate pairs, line separators. */
const UNSHOWABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
/** What makes one emoji of several, e.g. a family: the one format character that may stay. */
const EMOJI_JOINER =
  /(\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]?)\u200d(?=\p{Extended_Pictographic})/gu;
/** Letters and symbols that are drawn as nothing: the fillers of Hangul, the empty Braille cell. */
const BLANK = /[\p{Default_Ignorable_Code_Point}\u2800]/gu;
const SEEN = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** A name that people read: trimmed, 1–40 characters, something to see, and nothing that hides or turns the rest. */
export const displayNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(NAME_LENGTH)
  .refine((text) => !UNSHOWABLE.test(text.replace(EMOJI_JOINER, '$1')), rule('unshowable'))
  .refine((text) => SEEN.test(text.replace(BLANK, '')), rule('invisible'));

/** Makes a name of a text that nobody chose as one: without what can't be shown, and cut where it is too long; null: nothing is left. */
export function fitDisplayName(text: string): string | null {
  let name = '';
  for (const character of text.trim()) {
    if (name.length + character.length > NAME_LENGTH) break;
    if (!UNSHOWABLE.test(character)) name += character;
  }
  return displayNameSchema.safeParse(name).data ?? null;
}

/** A fault as it crosses a boundary. Codes of a newer version stay readable: they are shown as unknown. */
export const faultSchema = z
  .object({
    code: z.string().max(64),
    args: z.record(z.string().max(64), z.union([z.string().max(2048), z.number(), z.boolean()])),
  })
  .transform((value) => value as unknown as Fault);
