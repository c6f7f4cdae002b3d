/** What members say of who runs their party's control server: on the control connection, and through the tunnel. */
import { z } from 'zod';
import { serverUrlSchema } from '../model/settings.ts';
import { bytesSchema, portSchema } from '../model/wire.ts';
import { transcript } from './transcripts.ts';

/** Of taking over; a member whose record says another number, or none, can't. */
export const SUCCESSION_VERSION = 1;
/** A reign fits into one datagram of the tunnel. */
export const REIGN_URLS = 6;
export const REIGN_HEIRS = 6;
/** Terms rise by one at a time: nobody can put the last one into force. */
const TERM_LIMIT = 2 ** 40;

const peerSchema = bytesSchema(16);
const signatureSchema = bytesSchema(64);
const termSchema = z.int().min(0).max(TERM_LIMIT);

/** That a member runs the control server of its party, signed by its identity. */
export const reignSchema = z.object({
  /** Rises with each takeover. */
  term: termSchema,
  peer: peerSchema,
  /** It serves nobody else so far. */
  acting: z.boolean(),
  /** TCP, at its party address. */
  port: portSchema,
  /** The same server from outside the tunnel, best guess first. */
  urls: z.array(serverUrlSchema).max(REIGN_URLS),
  /** Who would take over, the next first. */
  heirs: z.array(peerSchema).max(REIGN_HEIRS),
  signature: signatureSchema,
});

/** That a member left for good, signed by its identity; `seq` is above the numbers of its records before. */
export const tombstoneSchema = z.object({
  peer: peerSchema,
  seq: z.int().min(0),
  signature: signatureSchema,
});

/** One datagram between two members' engines. */
export const successionNoteSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('who') }),
  z.object({ type: z.literal('reign'), reign: reignSchema }),
  z.object({ type: z.literal('ask'), term: termSchema, peer: peerSchema }),
  z.object({ type: z.literal('view'), term: termSchema, isAlive: z.boolean() }),
  z.object({ type: z.literal('take'), term: termSchema }),
  z.object({ type: z.literal('left'), tombstone: tombstoneSchema }),
]);

type Unsigned<T> = Omit<T, 'signature'>;

/** Signed by the identity of whoever runs control. */
export function reignBytes(party: string, reign: Unsigned<z.infer<typeof reignSchema>>): Uint8Array {
  const { term, peer, acting, port, urls, heirs } = reign;
  const parts = [term, peer, acting ? 1 : 0, port, urls.length, ...urls, ...heirs];
  return transcript('lanrage/reign/v1', party, ...parts);
}

/** Signed by the identity of whoever leaves. */
export function tombstoneBytes(party: string, peer: string, seq: number): Uint8Array {
  return transcript('lanrage/left/v1', party, peer, seq);
}

/** Signed by `member-auth` when one server of a party calls at another: binds the caller to this connection. */
export function claimBytes(nonce: string, party: string, identity: string): Uint8Array {
  return transcript('lanrage/claim/v1', nonce, party, identity);
}
