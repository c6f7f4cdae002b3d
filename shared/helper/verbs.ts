/**
 * The closed list of what the elevated helper does, as one JSON line a frame over its socket.
 * A client first says `hello` with the token; then each request {id, verb, args} gets one answer {re, ok, …}.
 * No verb takes a path, a command or an environment; policy is checked in the helper, beyond these schemas.
 */
import { z } from 'zod';
import {
  bytesSchema,
  endpointSchema,
  faultSchema,
  ipv4Schema,
  keySchema,
  portSchema,
  rule,
} from '../model/wire.ts';

export const HELPER_PROTOCOL_VERSION = 1;
export const HELPER_FRAME_LIMIT_BYTES = 64 * 1024;
/** Long enough for a crashed or updated app to start again and adopt its tunnel. */
export const HELPER_GRACE_MS = 30_000;

export const interfaceNameSchema = z.string().regex(/^lanrage[0-9]{1,4}$/, rule('not-interface-name'));
const name = { name: interfaceNameSchema };

/** One WireGuard peer as the engine wants it. Absent fields stay as they are. */
export const peerConfigSchema = z.object({
  publicKey: keySchema,
  presharedKey: keySchema.optional(),
  endpoint: endpointSchema.optional(),
  /** Host routes (`10.66.0.2/32`) within the party's subnet; none for a relay. */
  allowedIps: z.array(z.string().regex(/^[0-9.]+\/32$/)).max(4),
  /** Seconds, 0 is off. */
  keepaliveSeconds: z.int().min(0).max(120),
  /** Removes the peer first, which clears WireGuard's 5 s handshake retry timer and any old session. */
  fresh: z.boolean(),
});

const peerStatusSchema = z.object({
  publicKey: keySchema,
  endpoint: z.string().nullable(),
  allowedIps: z.array(z.string()),
  /** Unix seconds; null before the first handshake. */
  latestHandshake: z.int().nullable(),
  rxBytes: z.number(),
  txBytes: z.number(),
  keepaliveSeconds: z.int(),
});

export const interfaceStatusSchema = z.object({
  name: interfaceNameSchema,
  publicKey: keySchema.nullable(),
  listenPort: portSchema,
  peers: z.array(peerStatusSchema),
});

const environmentSchema = z.object({
  backend: z.enum(['kernel', 'wireguard-go', 'wireguard-nt']).nullable(),
  /** Version line of `wg`, null when it is missing. */
  wgVersion: z.string().nullable(),
  /** Whether packets of neighbours for the tunnel's address are dropped; absent where the system itself decides. */
  guarded: z.boolean().optional(),
  /** Interfaces of this user's that a crash left, and that `interface.down` removes. */
  leftovers: z.array(interfaceNameSchema).optional(),
  /** All of this user's, those that are in use included. */
  interfaces: z.array(interfaceNameSchema).optional(),
});

const nothing = z.object({});

/** Ports, both ends included. */
const portRangeSchema = z
  .object({ first: z.int().min(1).max(65_535), last: z.int().min(1).max(65_535) })
  .refine(({ first, last }) => first <= last);

/** A party of 64 without oneself. */
export const MAX_DISCOVERY_MEMBERS = 63;

/** Every verb with its arguments and its value. */
export const helperVerbs = {
  environment: { args: nothing, value: environmentSchema },
  /** Creates the device, sets key and port; adopts an interface of ours that has the same key. */
  'interface.up': {
    args: z.object({
      ...name,
      privateKey: keySchema,
      listenPort: portSchema,
      mtu: z.int().min(576).max(9000),
    }),
    value: z.object({ listenPort: portSchema, adopted: z.boolean() }),
  },
  /**
   * Gives the interface its one address and thereby the route to the party's subnet. mend: it has them by what the helper
   * knows, and somebody else may have taken them away.
   */
  'interface.address': {
    args: z.object({
      ...name,
      address: ipv4Schema,
      prefix: z.int().min(8).max(30),
      mend: z.boolean().optional(),
    }),
    value: nothing,
  },
  'interface.down': { args: z.object(name), value: nothing },
  'peer.set': {
    args: z.object({ ...name, peers: z.array(peerConfigSchema).min(1).max(128) }),
    value: nothing,
  },
  /**
   * Replaces the decoys of a group (a member's id): peers with a random key that nobody has, no allowed IPs and
   * keepalive 1. WireGuard at once sends each endpoint an initiation, which opens the NAT and is dropped there.
   */
  'decoy.set': {
    args: z.object({ ...name, group: z.string().min(1).max(64), endpoints: z.array(endpointSchema).max(4) }),
    value: nothing,
  },
  /**
   * Has what this machine's programs send to these UDP ports of their LAN (broadcast and multicast) copied to these
   * addresses of members, until it is cleared, set anew, or the interface goes. @fault tunnel.discovery-unavailable
   */
  'discovery.set': {
    args: z.object({
      ...name,
      members: z.array(ipv4Schema).max(MAX_DISCOVERY_MEMBERS),
      ports: z.array(portRangeSchema).min(1).max(256),
    }),
    value: nothing,
  },
  'discovery.clear': { args: z.object(name), value: nothing },
  /** Datagrams since the interface is up: copies that left, copies of others that came, and what was over the pace. */
  'discovery.counts': {
    args: z.object(name),
    value: z.object({ sent: z.int(), received: z.int(), capped: z.int() }),
  },
  /**
   * Keeps packets to a member's address to so many bytes, where a path takes no more; null: to the interface's MTU. Where a system
   * has no routes of their own for members, the interface's MTU is the least of all.
   */
  'peer.mtu': {
    args: z.object({ ...name, address: ipv4Schema, mtu: z.int().min(576).max(9000).nullable() }),
    value: nothing,
  },
  /** What keeps this machine's firewall. `chain`: of nftables, `family table chain`, where it can be named. */
  'firewall.find': {
    args: z.object(name),
    value: z.object({
      kind: z.enum(['ufw', 'firewalld', 'iptables', 'nftables', 'none']),
      chain: z.string().nullable(),
    }),
  },
  /**
   * Lets the party's network in, by this interface alone, to these ports of TCP and UDP, and its pings; until it is
   * closed, opened anew, or the interface or its address goes. @fault tunnel.firewall-shut
   */
  'firewall.open': {
    args: z.object({ ...name, ports: z.array(portRangeSchema).min(1).max(16) }),
    value: nothing,
  },
  'firewall.close': { args: z.object(name), value: nothing },
  'peer.remove': { args: z.object({ ...name, publicKey: keySchema }), value: nothing },
  /** `wg show <if> dump` without its secrets. */
  status: { args: z.object(name), value: interfaceStatusSchema },
  /** Takes everything down at once, without the grace time, and ends the helper. */
  shutdown: { args: nothing, value: nothing },
} as const;

export type HelperVerb = keyof typeof helperVerbs;
export type HelperArgs<V extends HelperVerb> = z.infer<(typeof helperVerbs)[V]['args']>;
export type HelperValue<V extends HelperVerb> = z.infer<(typeof helperVerbs)[V]['value']>;
export type PeerConfig = z.infer<typeof peerConfigSchema>;
export type PeerStatus = z.infer<typeof peerStatusSchema>;
export type InterfaceStatus = z.infer<typeof interfaceStatusSchema>;

export const helperHelloSchema = z.object({ version: z.int(), token: bytesSchema(32) });
/** The first answer, also when the token is wrong (then without a value, and the connection ends). */
export const helperWelcomeSchema = z.object({
  version: z.int(),
  pid: z.int(),
  interfaces: z.array(interfaceNameSchema),
});

export const helperRequestSchema = z.object({
  id: z.int().min(1),
  verb: z.string().max(64),
  args: z.unknown(),
});
export const helperAnswerSchema = z.discriminatedUnion('ok', [
  z.object({ re: z.int(), ok: z.literal(true), value: z.unknown() }),
  z.object({ re: z.int(), ok: z.literal(false), fault: faultSchema }),
]);
