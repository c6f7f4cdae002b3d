/** What a member says of itself to the others, and its sealed and signed form on the wire. */
import { z } from 'zod';
import type { MemberRecord } from '../../../shared/control/messages.ts';
import { recordBytes, transcript } from '../../../shared/control/transcripts.ts';
import { reachabilitySchema, unknownReachability } from '../../../shared/model/reachability.ts';
import { displayNameSchema } from '../../../shared/model/wire.ts';
import { parseJson } from '../../base/parse-json.ts';
import { open, seal } from '../../crypto/seal.ts';
import { sign, verify } from '../../crypto/signature.ts';

export const peerRecordSchema = z.object({
  name: displayNameSchema,
  app: z.string().max(64),
  reachability: reachabilitySchema.default(unknownReachability),
  /** Drawn anew at each start of an engine; signals are bound to that of both ends. */
  run: z.string().max(32).default(''),
  /** By which rules it takes the control server over, if at all; see `SUCCESSION_VERSION`. */
  succession: z.int().optional(),
});
export type PeerRecord = z.output<typeof peerRecordSchema>;

/** Whom a record belongs to; all of it is bound into seal and signature. */
export interface RecordScope {
  readonly partyId: string;
  readonly identity: string;
  readonly wireguardKey: string;
  readonly sealKey: Uint8Array;
}

/** Seals and signs a record. @param seq - must be higher than that of any record before. */
export function encodeRecord(
  record: PeerRecord,
  seq: number,
  scope: RecordScope,
  identitySeed: Uint8Array,
): MemberRecord {
  const sealed = seal(scope.sealKey, sealContext(scope), new TextEncoder().encode(JSON.stringify(record)));
  const signature = sign(identitySeed, recordBytes(scope.partyId, scope.wireguardKey, seq, sealed));
  return { seq, sealed, signature };
}

/** Checks and opens a record. @returns the record, or why it can't be believed. */
export function decodeRecord(
  record: MemberRecord,
  scope: RecordScope,
): { readonly record: PeerRecord } | { readonly rejected: 'signature' | 'seal' | 'content' } {
  const signed = recordBytes(scope.partyId, scope.wireguardKey, record.seq, record.sealed);
  if (!verify(scope.identity, signed, record.signature)) return { rejected: 'signature' };
  const bytes = open(scope.sealKey, sealContext(scope), record.sealed);
  if (bytes === null) return { rejected: 'seal' };
  const parsed = peerRecordSchema.safeParse(parseJson(bytes));
  return parsed.success ? { record: parsed.data } : { rejected: 'content' };
}

function sealContext({ partyId, identity }: RecordScope): Uint8Array {
  return transcript('lanrage/sealed-record/v1', partyId, identity);
}
