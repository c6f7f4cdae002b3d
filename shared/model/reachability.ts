/** Where a member can be reached and how its NAT behaves, as it tells the others in its sealed record. */
import { z } from 'zod';
import { endpointSchema } from './wire.ts';

/**
 * Candidates in the words of RFC 8445: host (an address of an interface), server-reflexive (how the relay sees
 * WireGuard's own socket), mapped (a port that the router granted).
 */
export const candidateSchema = z.object({
  type: z.enum(['host', 'server-reflexive', 'mapped']),
  endpoint: endpointSchema,
  /** The network of a host candidate, e.g. 192.168.1.0/24; members in the same one may be neighbours. */
  network: z.string().max(49).nullable(),
});

export const reachabilitySchema = z.object({
  candidates: z.array(candidateSchema).max(16),
  /** RFC 4787 §4.1, seen by the relay on WireGuard's own socket; dependent: on the address or on address and port. */
  mapping: z.enum(['endpoint-independent', 'dependent', 'unknown']),
  /** RFC 4787 §5. */
  filtering: z.enum(['endpoint-independent', 'address-dependent', 'address-and-port-dependent', 'unknown']),
  /** RFC 4787 §6: measured, and nothing that is sent to its public address from inside comes back in. */
  hairpinning: z.literal('no').optional(),
  /** Where UDP to the relay gets no answer, while TCP does. */
  udp: z.literal('blocked').optional(),
  /** The relays that it is registered with, and its round trip to each; absent in records of before they were told. */
  relays: z
    .array(z.object({ id: z.string().min(1).max(64), rttMs: z.number().min(0).max(60_000).nullable() }))
    .max(4)
    .optional(),
});

export type Candidate = z.infer<typeof candidateSchema>;
export type Reachability = z.infer<typeof reachabilitySchema>;

/** Nothing known: such a member is reached through the relay. */
export const unknownReachability: Reachability = { candidates: [], mapping: 'unknown', filtering: 'unknown' };

/** Direct paths, best first. punched: server-reflexive candidates through both NATs. */
export const directKinds = ['lan', 'ipv6', 'mapped', 'punched'] as const;
export type DirectKind = (typeof directKinds)[number];

/** Why two members stay on the relay, as a fact that screens explain. */
export const relayedReasons = [
  /** Too early: candidates are still missing. */
  'gathering',
  /** The network of one of them lets no UDP through. */
  'udp-blocked',
  /** Both sides change ports for each destination. */
  'both-sides-port-dependent',
  /** One side changes ports for each destination, and the other lets only the exact port in. */
  'port-dependent-meets-port-filtering',
  /** Both are behind one public address, whose router sends nothing back in. */
  'no-hairpinning',
  /** Nothing that was tried carried a packet. */
  'no-path-answered',
] as const;
export type RelayedReason = (typeof relayedReasons)[number];
