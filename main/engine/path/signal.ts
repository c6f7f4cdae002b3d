/** What members tell each other through the control plane, sealed and signed, to bring a link up. */
import { z } from 'zod';
import { signalBytes, transcript } from '../../../shared/control/transcripts.ts';
import { directKinds } from '../../../shared/model/reachability.ts';
import { endpointSchema } from '../../../shared/model/wire.ts';
import { parseJson } from '../../base/parse-json.ts';
import { open, seal } from '../../crypto/seal.ts';
import { sign, verify } from '../../crypto/signature.ts';

const attempt = z.int().min(0);
/** One endpoint of the other end's and what it has to open: more would make us send packets anywhere. */
const OPEN_LIMIT = 4;

const reachSchema = z.object({ kind: z.enum(['reach', 'ready']) });
const punchSchema = z.object({
  kind: z.literal('punch'),
  attempt,
  path: z.enum(directKinds),
  target: endpointSchema.nullable(),
  open: z.array(endpointSchema).max(OPEN_LIMIT),
});
const moveSchema = z.object({ kind: z.enum(['punched', 'move']), attempt });
const againSchema = z.object({ kind: z.literal('again') });
const relaySchema = z.object({
  kind: z.literal('relay'),
  relay: z.string().min(1).max(64),
});

/**
 * reach: configure me without keepalive, then say ready. ready: you are configured here, start the handshake.
 * So exactly one side initiates: two that start at once drop each other's response and stall for 5 s.
 */
export type LinkSignal = z.infer<typeof reachSchema>;

/** punch: your part of a move to a direct path. punched: my NAT is open. move: now. again: my network changed. */
export type DirectSignal =
  | z.infer<typeof punchSchema>
  | z.infer<typeof moveSchema>
  | z.infer<typeof againSchema>;

/** Our pair's relay: as decided, or as asked for by the other end. */
export type RelaySignal = z.infer<typeof relaySchema>;

export type Signal = LinkSignal | DirectSignal | RelaySignal;

/** Tells what brings a link up from what moves it. */
export function isLinkSignal(signal: Signal): signal is LinkSignal {
  return signal.kind === 'reach' || signal.kind === 'ready';
}

export const signalSchema = z.discriminatedUnion('kind', [
  reachSchema,
  punchSchema,
  moveSchema,
  againSchema,
  relaySchema,
]);

/** The runs of both ends are in their records; with `seq`, which rises within them, nothing can be played back. */
const letterSchema = z.object({
  from: z.string().max(32),
  to: z.string().max(32),
  seq: z.int().min(0),
  body: signalSchema,
});
export type Letter = z.infer<typeof letterSchema>;

export interface SignalScope {
  readonly partyId: string;
  readonly sealKey: Uint8Array;
  readonly from: string;
  readonly to: string;
}

export interface SignalEnvelope {
  readonly sealed: string;
  readonly signature: string;
}

/** Seals and signs a signal. */
export function encodeSignal(letter: Letter, scope: SignalScope, identitySeed: Uint8Array): SignalEnvelope {
  const sealed = seal(scope.sealKey, context(scope), new TextEncoder().encode(JSON.stringify(letter)));
  return { sealed, signature: sign(identitySeed, signalBytes(scope.partyId, scope.from, scope.to, sealed)) };
}

/** Checks and opens a signal; null when it isn't the sender's, isn't for this party, or isn't one. */
export function decodeSignal(envelope: SignalEnvelope, scope: SignalScope, identity: string): Letter | null {
  const signed = signalBytes(scope.partyId, scope.from, scope.to, envelope.sealed);
  if (!verify(identity, signed, envelope.signature)) return null;
  const bytes = open(scope.sealKey, context(scope), envelope.sealed);
  const parsed = letterSchema.safeParse(bytes === null ? undefined : parseJson(bytes));
  return parsed.success ? parsed.data : null;
}

function context({ partyId, from, to }: SignalScope): Uint8Array {
  return transcript('lanrage/sealed-signal/v1', partyId, from, to);
}
