/** A relay of another process, as raw frames. */
import { createHmac, randomBytes } from 'node:crypto';
import { toBase64url } from '../../main/crypto/encoding.ts';
import type { Endpoint } from '../../shared/address.ts';
import type { ControlAnswer, RelayInfo } from '../../shared/control/messages.ts';
import { relayProofBytes } from '../../shared/control/transcripts.ts';
import { TestClient } from './control-client.ts';

export const relaySecret = 'the secret of the relays';

export function relayInfo(id: string): RelayInfo {
  const publicKey = randomBytes(32).toString('base64');
  return { id, publicKey, port: 3478, endpoints: ['203.0.113.9:3478'], probe: null };
}

export async function registerRelay(
  endpoint: Endpoint,
  relay: RelayInfo,
  secret = relaySecret,
): Promise<{ client: TestClient; answer: ControlAnswer }> {
  const client = new TestClient(endpoint);
  const bytes = relayProofBytes(await client.nonce, relay.id, relay.publicKey);
  const proof = toBase64url(createHmac('sha256', secret).update(bytes).digest());
  return { client, answer: await client.ask('relay.register', { version: 1, relay, proof }) };
}
