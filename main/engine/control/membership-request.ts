import type { MemberRecord } from '../../../shared/control/messages.ts';
import { keyProofBytes, proofBytes } from '../../../shared/control/transcripts.ts';
import type { ControlConnection, RequestBody } from '../../control-client/control-connection.ts';
import { fromBase64url, toBase64url } from '../../crypto/encoding.ts';
import { keyPairOf } from '../../crypto/key-agreement.ts';
import { proveKey } from '../../crypto/key-proof.ts';
import type { PartyKeys } from '../../crypto/party-keys.ts';
import { sign } from '../../crypto/signature.ts';

/** How a membership begins. */
export type ControlSessionStart =
  | { readonly type: 'create'; readonly subnet: string; readonly about: string }
  | { readonly type: 'join' }
  | { readonly type: 'resume'; readonly token: string };

/** Whose membership of which party it is. */
export interface Membership {
  readonly party: PartyKeys;
  readonly identity: { readonly publicKey: string };
  /** Both halves as `wg` writes them. */
  readonly wireguard: { readonly privateKey: string; readonly publicKey: string };
  readonly record: MemberRecord;
  /** The index wished for. */
  readonly place: number | null;
}

/** What is said to enter a party over a connection, with the proofs that its challenge asks for. */
export function membershipRequest(
  connection: Pick<ControlConnection, 'nonce' | 'serverKey'>,
  start: ControlSessionStart,
  { party, identity, wireguard, record, place }: Membership,
): RequestBody {
  const { partyId, memberAuth } = party;
  if (start.type === 'resume') return { type: 'party.resume', party: partyId, token: start.token, record };
  const { nonce, serverKey } = connection;
  const who = [partyId, identity.publicKey, wireguard.publicKey] as const;
  const membership = {
    party: partyId,
    proof: sign(memberAuth.seed, proofBytes(nonce, ...who)),
    wireguardKey: wireguard.publicKey,
    keyProof: proveWireguardKey(wireguard.privateKey, serverKey, keyProofBytes(nonce, serverKey, ...who)),
    record,
    ...(place === null ? {} : { place }),
  };
  if (start.type === 'join') return { type: 'party.join', ...membership };
  const { subnet, about } = start;
  return { type: 'party.create', ...membership, memberAuth: memberAuth.publicKey, subnet, about };
}

/** To a server whose key is no sound one nothing can be proved: it gets zeros, and is free to refuse them. */
function proveWireguardKey(privateKey: string, serverKey: string, message: Uint8Array): string {
  const own = keyPairOf(new Uint8Array(Buffer.from(privateKey, 'base64')));
  return proveKey(own.privateKey, fromBase64url(serverKey), message) ?? toBase64url(new Uint8Array(32));
}
