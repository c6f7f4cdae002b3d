/** A note between two members' engines, as one datagram of the tunnel: "LRS1", then JSON. */
import { successionNoteSchema } from '../../../shared/control/succession.ts';
import { parseJson } from '../../base/parse-json.ts';
import type { Note } from './succession-events.ts';

const MAGIC = 'LRS1';
/** Whatever fits through any tunnel. */
const LIMIT_BYTES = 1232;

export function encodeNote(note: Note): Uint8Array {
  return new TextEncoder().encode(MAGIC + JSON.stringify(note));
}

export function isNote(bytes: Uint8Array): boolean {
  return bytes.length <= LIMIT_BYTES && [...MAGIC].every((letter, at) => bytes[at] === letter.charCodeAt(0));
}

/** Null: malformed. */
export function decodeNote(bytes: Uint8Array): Note | null {
  const parsed = successionNoteSchema.safeParse(parseJson(bytes.subarray(MAGIC.length)));
  return parsed.success ? parsed.data : null;
}
