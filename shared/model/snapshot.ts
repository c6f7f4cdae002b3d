/** What the screens, the CLI and the tests see of an engine: one value, replaced as a whole, numbered upwards. */
import { z } from 'zod';
import { helperServiceStates } from '../helper/service.ts';
import { invitingFactsSchema, unknownInviting } from './inviting.ts';
import { natGradeReasons, natGrades, natReportSchema } from './nat-report.ts';
import { pathStrategies } from './path-history.ts';
import { directKinds, relayedReasons } from './reachability.ts';
import { settingNames } from './settings/registry.ts';
import { moments } from './settings/waiting.ts';
import { faultSchema } from './wire.ts';

/**
 * Life of the link to one member:
 * finding (its record isn't there yet) → reaching (waiting for the relay and for its ready) → securing (handshake
 * under way) → relayed | direct (handshake done and echo answered) → unsteady (echoes missing) → lost.
 * away: the control server has no connection of that member.
 */
export const linkStates = [
  'finding',
  'reaching',
  'securing',
  'relayed',
  'direct',
  'unsteady',
  'lost',
  'away',
] as const;
export const linkStateSchema = z.enum(linkStates);
export type LinkState = z.infer<typeof linkStateSchema>;

export const peerViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Address within the party, e.g. 10.66.0.2. */
  address: z.string(),
  state: linkStateSchema,
  /** Where its WireGuard endpoint points now. */
  path: z.enum(['relay', 'direct']).nullable(),
  endpoint: z.string().nullable(),
  /** How a direct path came about. */
  direct: z.enum(directKinds).nullable(),
  /** By what it is reached now. */
  strategy: z.enum(pathStrategies).default('none'),
  /** The pair's relay, also while the path is direct; the round trip to it by both ends, null while unmeasured. */
  relay: z.object({ id: z.string(), rttSumMs: z.number().nullable() }).nullable().default(null),
  /** Why it is relayed; null while direct. */
  relayedReason: z.enum(relayedReasons).nullable(),
  /** Median of the last 10 s of tunnel echoes in ms; null when none came back. */
  latencyMs: z.number().nullable(),
  /** RFC 3550 §6.4.1, in ms. */
  jitterMs: z.number().nullable(),
  /** 0–1 over the last minute. */
  lossRatio: z.number().nullable(),
  handshakeAgeMs: z.number().nullable(),
  rxBytes: z.number(),
  txBytes: z.number(),
  /** From the start of reaching it to the first echo, in ms. */
  connectMs: z.number().nullable(),
  /** The largest IP packet that passes, in bytes. isKept: it is less than the tunnel's, and packets are kept to it. */
  pathMtu: z.object({ bytes: z.int(), isKept: z.boolean() }).optional(),
  fault: faultSchema.nullable(),
});
export type PeerView = z.infer<typeof peerViewSchema>;

export const partyViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** XXXX-XXXX-XXXX-XXXX. */
  code: z.string(),
  /** The form with the servers in it; the one to pass on. */
  invite: z.string(),
  subnet: z.string(),
  self: z.object({ id: z.string(), name: z.string(), address: z.string() }),
  /** True while this engine runs the party's servers. */
  hosting: z.boolean(),
  server: z.string(),
  control: z.enum(['connected', 'reconnecting']),
  relay: z
    .object({
      endpoint: z.string(),
      reached: z.boolean(),
      /** tcp: UDP gets no answer, so everything relayed goes through a WebSocket, which is slower. */
      transport: z.enum(['udp', 'tcp']).default('udp'),
    })
    .nullable(),
  /** Those that we are registered with, the party's own first. */
  relays: z
    .array(
      z.object({
        id: z.string(),
        endpoint: z.string(),
        reached: z.boolean(),
        /** Null: not measured. */
        rttMs: z.number().nullable(),
        transport: z.enum(['udp', 'tcp']),
        /** Where members of the party meet; each pair then uses the one that is best for both. */
        mine: z.boolean(),
      }),
    )
    .default([]),
  /** How the network around this machine treats UDP; null or absent: not measured yet. */
  network: z
    .object({
      report: natReportSchema,
      grade: z.enum(natGrades),
      /** What would have to change first. */
      reason: z.enum(natGradeReasons),
      /** `address:port` that the router granted to WireGuard. */
      mappedEndpoint: z.string().nullable(),
    })
    .nullable()
    .optional(),
  /** Whether what games here tell their LAN is carried to the members; null or absent: not known yet. */
  games: z
    .object({
      state: z.enum(['on', 'off', 'impossible']),
      /** Why it is impossible, or could not be ended. */
      fault: faultSchema.nullable(),
      /** Datagrams since the tunnel is up: copies to members, copies from them, and those that went too fast. */
      sent: z.int(),
      received: z.int(),
      capped: z.int(),
    })
    .nullable()
    .optional(),
  peers: z.array(peerViewSchema),
  /** Who of the members runs the party; null or absent: it has a server of its own, which nobody takes over. */
  succession: z
    .object({
      /** Whether we do. */
      here: z.boolean(),
      /** Name of the member who does. */
      by: z.string(),
      /** Name of who takes over if that one goes; null: nobody is there who could, so that it ends. */
      next: z.string().nullable(),
      /** Members who could not go along: their version is too old. */
      leftBehind: z.array(z.string()),
    })
    .nullable()
    .optional(),
  /** What this machine carries as the party's relay, by servers of its own or with its person's consent; null or absent: nothing. */
  serving: z
    .object({ endpoint: z.string(), clients: z.int(), bytesForwarded: z.number() })
    .nullable()
    .optional(),
});
export type PartyView = z.infer<typeof partyViewSchema>;

/** A setting that was changed while something runs that was made with another value. */
export const waitingSettingSchema = z.object({
  name: z.enum(settingNames),
  /** The tunnel is restarted, a party is entered (this one again, or another), or LANrage is started again. */
  until: z.enum(moments),
  /** The value that holds until then. */
  inForce: z.json(),
});

export const snapshotSchema = z.object({
  seq: z.int(),
  version: z.string(),
  host: z.enum(['desktop', 'headless']),
  platform: z.string(),
  displayName: z.string(),
  /** Set-up: can this machine make tunnels? */
  tunnel: z.object({
    state: z.enum(['unchecked', 'ready', 'helper-missing', 'wireguard-missing']),
    /** Name of the backend once known. */
    backend: z.string().nullable(),
    fault: faultSchema.nullable(),
    /** Whether the system starts the helper by itself, without a question; absent while that is not known. */
    service: z.enum(helperServiceStates).optional(),
  }),
  /** What is under way. */
  activity: z.enum(['idle', 'creating', 'joining', 'resuming', 'restarting', 'leaving']),
  party: partyViewSchema.nullable(),
  /** How newcomers can reach the party, as far as it is known. */
  inviting: invitingFactsSchema.default(unknownInviting),
  /** Changed settings that are not in force yet, in the order of the settings. */
  waiting: z.array(waitingSettingSchema).default([]),
  /** Parties that can be joined again with one press, newest first, at most 5. */
  recent: z.array(z.object({ id: z.string(), name: z.string(), lastAt: z.iso.datetime() })),
  /** Things that happened elsewhere and should be seen, newest first, at most 20. */
  notices: z.array(z.object({ id: z.int(), at: z.iso.datetime(), fault: faultSchema })),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** One second of echoes to one peer. `rttMs` null: not answered. */
export const sampleSchema = z.object({ peer: z.string(), at: z.number(), rttMs: z.number().nullable() });
export type Sample = z.infer<typeof sampleSchema>;
