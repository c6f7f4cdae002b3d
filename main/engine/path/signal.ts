/** What members tell each other through the control plane, sealed and signed, to bring a link up. */
import { z } from 'zod';
import { signalBytes, transcript } from '../../../shared/control/transcripts.ts';
import { parseJson } from '../../base/parse-json.ts';
import { open, seal } from '../../crypto/seal.ts';
import { sign, verify } from '../../crypto/signature.ts';

/**
 * reach: configure me without keepalive, then say ready. ready: you are configured here, start the handshake.
 * So exactly one side initiates: two that start at once drop each other's response and stall for 5 s.
 */
export const linkSignalSchema = z.object({
  kind: z.enum(['reach', 'ready']),
  /** Rises with every signal of a sender, also over restarts, so that none can be played back. */
  seq: z.int().min(0),
});
export type LinkSignal = z.infer<typeof linkSignalSchema>;

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
export function encodeSignal(
  signal: LinkSignal,
  scope: SignalScope,
  identitySeed: Uint8Array,
): SignalEnvelope {
  const sealed = seal(scope.sealKey, context(scope), new TextEncoder().encode(JSON.stringify(signal)));
  return { sealed, signature: sign(identitySeed, signalBytes(scope.partyId, scope.from, scope.to, sealed)) };
}

/** Checks and opens a signal; null when it isn't the sender's, isn't for this party, or isn't one. */
export function decodeSignal(
  envelope: SignalEnvelope,
  scope: SignalScope,
  identity: string,
): LinkSignal | null {
  const signed = signalBytes(scope.partyId, scope.from, scope.to, envelope.sealed);
  if (!verify(identity, signed, envelope.signature)) return null;
  const bytes = open(scope.sealKey, context(scope), envelope.sealed);
  const parsed = linkSignalSchema.safeParse(bytes === null ? undefined : parseJson(bytes));
  return parsed.success ? parsed.data : null;
}

function context({ partyId, from, to }: SignalScope): Uint8Array {
  return transcript('lanrage/sealed-signal/v1', partyId, from, to);
}
