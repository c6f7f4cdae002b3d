/** One server of a party calls at another: both learn which of the two goes on. */
import { claimAnswerSchema } from '../../../shared/control/messages.ts';
import { claimBytes } from '../../../shared/control/succession.ts';
import type { PartyKeys } from '../../crypto/party-keys.ts';
import { sign } from '../../crypto/signature.ts';
import type { Reign } from '../succession/reign.ts';
import { connectAsPeer, type PeerOptions } from './connect-as-peer.ts';

/** @returns who runs the party at the first of these that answers; null: nobody does. */
export async function claimControl(
  servers: readonly string[],
  reign: Reign,
  { partyId, memberAuth }: Pick<PartyKeys, 'partyId' | 'memberAuth'>,
  options: PeerOptions,
  signal: AbortSignal,
): Promise<Reign | null> {
  const opened = await connectAsPeer(servers, options, signal);
  if (!opened.ok) return null;
  const connection = opened.value;
  const proof = sign(memberAuth.seed, claimBytes(connection.nonce, partyId, options.identity.publicKey));
  const said = { ...reign, urls: [...reign.urls], heirs: [...reign.heirs] };
  const answer = await connection.request({ type: 'control.claim', party: partyId, proof, reign: said });
  connection.close();
  return answer.ok ? (claimAnswerSchema.safeParse(answer.value).data?.reign ?? null) : null;
}
