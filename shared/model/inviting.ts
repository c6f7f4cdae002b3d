/** What this engine knows of the ways in which a newcomer can reach its party. Facts alone: `shared/inviting/` judges them. */
import { z } from 'zod';
import { reachabilitySchema } from './reachability.ts';
import { endpointSchema, faultSchema } from './wire.ts';

/** Ways to meet without a server of ours. lan: found in the same house, by mDNS; control: a control server that is named. */
export const rendezvousWays = ['nostr', 'dht', 'mqtt', 'control', 'lan'] as const;

export const placeStateSchema = z.object({
  way: z.enum(rendezvousWays),
  /** Its address as the settings name it; empty for ways without one. */
  place: z.string().max(2048),
  /** open: whoever asks there for the party is heard. refused: it answered, and will have none of it. */
  state: z.enum(['opening', 'open', 'refused', 'unreachable', 'closed']),
});
export type PlaceState = z.infer<typeof placeStateSchema>;

/** What came of asking somebody outside to send here unasked; nobody-to-ask: no server was found that can. */
export const outsideResults = ['unasked', 'asking', 'let-in', 'kept-out', 'nobody-to-ask'] as const;

export const invitingFactsSchema = z.object({
  /** Where the party's servers run: in this machine, or elsewhere (a server, another member); unknown: no party, or not told yet. */
  home: z.enum(['here', 'elsewhere', 'unknown']),
  /**
   * Elsewhere: how far the addresses reach that the invite names, and whether this machine reaches the server: as
   * newcomers would, otherwise (e.g. within the house, though the invite names more), or not.
   */
  server: z
    .object({
      scope: z.enum(['internet', 'house', 'unknown']),
      reached: z.enum(['as-invited', 'otherwise', 'no']),
    })
    .nullable(),
  /** Whether the places below may be asked at all; off: by the settings, or this version has none. */
  meets: z.enum(['on', 'off', 'unknown']),
  /** Those at which newcomers find this party, or shall. */
  rendezvous: z.array(placeStateSchema).max(64).readonly(),
  /** RFC 4787 §4.1 and §5, of the port that newcomers are told. */
  mapping: reachabilitySchema.shape.mapping,
  filtering: reachabilitySchema.shape.filtering,
  /** Whether UDP gets out of this network. */
  udp: z.enum(['works', 'blocked', 'unknown']),
  /** Where servers outside see the port that newcomers are told; null: not seen, or another for each. */
  reflexive: endpointSchema.nullable(),
  /** What the router said when it was asked to open that port; off: the settings keep us from asking. */
  router: z.object({
    state: z.enum(['unknown', 'off', 'asking', 'held', 'none']),
    /** `address:port` that it granted. */
    external: endpointSchema.nullable(),
    /** Why it grants none. */
    fault: faultSchema.nullable(),
  }),
  /** An interface of this machine has a public IPv4 address. */
  publicIpv4: z.boolean(),
  /** An interface of this machine has a global IPv6 address. A firewall may be in its way. */
  ipv6: z.boolean(),
  /** The last question to somebody outside. `at`: when it was answered. */
  outside: z.object({ result: z.enum(outsideResults), at: z.iso.datetime().nullable() }),
});
export type InvitingFacts = z.infer<typeof invitingFactsSchema>;

/** Nothing is known: of this follows no promise, and no complaint. */
export const unknownInviting: InvitingFacts = {
  home: 'unknown',
  server: null,
  meets: 'unknown',
  rendezvous: [],
  mapping: 'unknown',
  filtering: 'unknown',
  udp: 'unknown',
  reflexive: null,
  router: { state: 'unknown', external: null, fault: null },
  publicIpv4: false,
  ipv6: false,
  outside: { result: 'unasked', at: null },
};
