import { createHash, randomBytes } from 'node:crypto';
import { publicKeyOf } from '../../../../main/crypto/signature.ts';
import type { NoteBody } from '../../../../main/engine/rendezvous/notes/note.ts';
import type { Door, HostFacts, Identity, PartyRoot } from '../../../../main/engine/rendezvous/rendezvous.ts';

export function identityNamed(name: string): Identity {
  const seed = createHash('sha256').update(name).digest();
  return { seed, publicKey: publicKeyOf(seed) };
}

export function partyNamed(name: string): PartyRoot {
  const digest = createHash('sha256').update(name).digest();
  return { partyId: digest.subarray(0, 16).toString('base64url'), rendezvousKey: digest };
}

const someDoor: Door = { subnet: '10.66.0.0/16', host: 1, place: 2, port: 8667 };

export const someFacts: HostFacts = {
  door: someDoor,
  wireguardKey: createHash('sha256').update('wireguard').digest('base64'),
  endpoints: [{ address: '198.51.100.7', port: 41_001 }],
  ipv6: [{ address: '2001:db8::7', port: 41_001 }],
  lan: [{ address: '192.168.1.20', port: 41_001 }],
  mapping: 'endpoint-independent',
  filtering: 'address-and-port-dependent',
  term: 0,
};

export function bodyOf(identity: Identity, over: Partial<NoteBody> = {}): NoteBody {
  return {
    ...someFacts,
    kind: 'ask',
    identity: identity.publicKey,
    at: Date.UTC(2026, 10, 30, 12),
    instance: null,
    nonce: randomBytes(16).toString('base64url'),
    door: over.kind === 'record' ? someDoor : null,
    ...over,
  };
}
