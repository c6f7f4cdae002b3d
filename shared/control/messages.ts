/**
 * The wire of the control plane: JSON text frames over one WebSocket, at most 16 KiB each.
 *
 *   server → client   challenge
 *   client → server   request {id, type, …}           each gets exactly one answer {re: id, …} within 10 s
 *   server → client   pushes, without an id
 *
 * The server can read none of the `sealed` fields; members check every signature themselves.
 */
import { z } from 'zod';
import { fault } from '../faults/fault.ts';
import {
  blobSchema,
  bytesSchema,
  endpointSchema,
  faultSchema,
  keySchema,
  portSchema,
  subnetSchema,
} from '../model/wire.ts';
import { reignSchema } from './succession.ts';
import { TUNNEL_URL_LIMIT, tunnelUrlSchema } from './tunnel-url.ts';

export const CONTROL_PROTOCOL_VERSION = 1;
/** Far above any frame of a 64-member party's traffic except the snapshot, which is sent in member pages. */
export const CONTROL_FRAME_LIMIT_BYTES = 16 * 1024;
export const CONTROL_ANSWER_TIMEOUT_MS = 10_000;
export const CONTROL_HEARTBEAT_MS = 20_000;
export const CONTROL_AWAY_AFTER_MS = 60_000;
export const CONTROL_REMOVED_AFTER_MS = 300_000;
export const CONTROL_DEFAULT_PORT = 8667;
export const PARTY_MEMBER_LIMIT = 64;

export const partyIdSchema = bytesSchema(16);
export const peerIdSchema = bytesSchema(16);
const publicKeySchema = bytesSchema(32);
const signatureSchema = bytesSchema(64);

/**
 * What a server says went wrong, with itself or a party. Of nothing else: that advice has people run commands and give
 * rights, which no server may bring about.
 */
const serverFaultSchema = faultSchema.transform((told) => {
  if (told.code === 'control.server-failed') return fault(told.code, { reference: referenceIn(told.args) });
  return /^(control|party)\./.test(told.code)
    ? told
    : fault('control.bad-message', { at: '', reason: 'server-cannot-know' });
});

/** People copy it: what is no reference may be a command. */
function referenceIn({ reference }: { readonly reference: unknown }): string {
  return typeof reference === 'string' && /^[\da-f-]{4,36}$/i.test(reference) ? reference : 'unknown';
}

/** What a member says of itself: sealed with the party's key, signed by its identity, numbered upwards. */
export const recordSchema = z.object({
  seq: z.int().min(0),
  sealed: blobSchema(4096),
  signature: signatureSchema,
});

/** A member as the server holds it. `index` is its place in the party's subnet, from 1. */
export const memberSchema = z.object({
  peer: peerIdSchema,
  identity: publicKeySchema,
  wireguardKey: keySchema,
  index: z.int().min(1),
  presence: z.enum(['online', 'away']),
  record: recordSchema,
});

/** How long the packets of a pair may be held, in ms. */
export const RELAY_HOLD_MS = { min: 50, max: 1000 } as const;

/**
 * A relay's second identity: it answers handshakes and forwards nothing, so that a client learns from where another
 * address or port sees its WireGuard socket. Without endpoints it is where the relay is, on `port`.
 */
const relayProbeSchema = z.object({
  publicKey: keySchema,
  port: portSchema,
  endpoints: z.array(endpointSchema).max(4),
  /** Only then do equal observations show endpoint-independent mapping (RFC 4787 §4.1). */
  otherAddress: z.boolean(),
});

/** A relay. Without endpoints it is at the address at which the control server was reached, on `port`. */
export const relaySchema = z.object({
  id: z.string().min(1).max(64),
  publicKey: keySchema,
  port: portSchema,
  endpoints: z.array(endpointSchema).max(8),
  probe: relayProbeSchema.nullable().default(null),
  /** Where it takes datagrams over a WebSocket, best first; absent: nowhere. */
  tcp: z.array(tunnelUrlSchema).max(TUNNEL_URL_LIMIT).optional(),
  /** The member that runs it for its own party; absent: an operator runs it. */
  member: peerIdSchema.optional(),
});

/** What a member says of a relay that it runs for its party. The server lists no endpoint that isn't the member's. */
const offeredRelay = { publicKey: keySchema, endpoints: z.array(endpointSchema).min(1).max(4) };
export const offeredRelaySchema = z.object({
  ...offeredRelay,
  /** At another port of the same addresses. */
  probe: z.object(offeredRelay).optional(),
});

/** Answer to `control.claim`. */
export const claimAnswerSchema = z.object({ reign: reignSchema });

/** Answer to `relay.offer`: under which id members find it, and the endpoints that they are told. */
export const offerTakenSchema = z.object({ relay: z.string().max(64), endpoints: z.array(endpointSchema) });

/** Through which identity of a relay a client was seen. */
export const observedViaSchema = z.enum(['main', 'probe']);

export const partySchema = z.object({
  id: partyIdSchema,
  epoch: z.int().min(0),
  subnet: subnetSchema,
  /** Sealed with the party's key: its name. */
  about: blobSchema(512),
  /** Id of the relay that all members use. */
  relay: z.string().max(64).nullable(),
});

/** A name under which those meet who hold the same code: it follows from the code and the day. */
const topicSchema = z.string().regex(/^[\da-f]{32}$/);
const MEETING_NOTE_BYTES = 360;

const request = { id: z.int().min(1) };
const membership = {
  party: partyIdSchema,
  /** Ed25519 by `member-auth` over the connection's challenge; see `proofBytes`. */
  proof: signatureSchema,
  wireguardKey: keySchema,
  /** That the WireGuard key is the sender's; see `keyProofBytes`. */
  keyProof: bytesSchema(32),
  record: recordSchema,
  /** The index wished for, e.g. that of before the server lost its data; given if it is free. */
  place: z.int().min(1).optional(),
};

export const requestSchema = z.discriminatedUnion('type', [
  z.object({
    ...request,
    type: z.literal('hello'),
    version: z.int(),
    identity: publicKeySchema,
    /** Ed25519 by the identity over the connection's challenge; see `helloBytes`. */
    signature: signatureSchema,
    app: z.string().max(64),
  }),
  z.object({
    ...request,
    ...membership,
    type: z.literal('party.create'),
    memberAuth: publicKeySchema,
    subnet: subnetSchema,
    about: blobSchema(512),
  }),
  z.object({ ...request, ...membership, type: z.literal('party.join') }),
  /** Takes a dropped connection up again; the member keeps its index. */
  z.object({
    ...request,
    type: z.literal('party.resume'),
    party: partyIdSchema,
    token: bytesSchema(32),
    record: recordSchema,
  }),
  z.object({ ...request, type: z.literal('party.leave') }),
  z.object({ ...request, type: z.literal('peer.update'), record: recordSchema }),
  z.object({
    ...request,
    type: z.literal('signal'),
    to: peerIdSchema,
    sealed: blobSchema(8192),
    signature: signatureSchema,
  }),
  /** Asks that nothing of the asker and this member passes the relays for `ms`, so that both can change their path. */
  z.object({
    ...request,
    type: z.literal('relay.hold'),
    peer: peerIdSchema,
    ms: z.int().min(RELAY_HOLD_MS.min).max(RELAY_HOLD_MS.max),
  }),
  /**
   * A member offers a relay of its own to its party: it is told by `relay.admission` and `relay.hold` whom to serve,
   * and may send `relay.observed`. The offer ends with `relay.withdraw`, the membership, or half a minute's absence.
   */
  z.object({ ...request, type: z.literal('relay.offer'), relay: offeredRelaySchema }),
  z.object({ ...request, type: z.literal('relay.withdraw') }),
  z.object({ ...request, type: z.literal('heartbeat') }),
  /** A member that runs the party's control server finds another one; answered with that one's reign. See `claimBytes`. */
  z.object({
    ...request,
    type: z.literal('control.claim'),
    party: partyIdSchema,
    proof: signatureSchema,
    reign: reignSchema,
  }),
  /**
   * A relay asks to serve: HMAC-SHA256 with the shared secret over the challenge; see `relayProofBytes`. The
   * admission of every party comes first and the answer ends that list: parties not in it are gone.
   */
  z.object({
    ...request,
    type: z.literal('relay.register'),
    version: z.int(),
    relay: relaySchema,
    proof: bytesSchema(32),
  }),
  z.object({
    ...request,
    type: z.literal('relay.report'),
    clients: z.int().min(0),
    bytesForwarded: z.number().min(0),
  }),
  /** Who looks for others of a code hears what is told under these names, and nothing under any other any more. */
  z.object({ ...request, type: z.literal('meeting.hear'), topics: z.array(topicSchema).min(1).max(4) }),
  z.object({
    ...request,
    type: z.literal('meeting.tell'),
    topic: topicSchema,
    note: blobSchema(MEETING_NOTE_BYTES),
  }),
  /** A relay tells from where it sees the holder of a WireGuard key. */
  z.object({
    ...request,
    type: z.literal('relay.observed'),
    key: keySchema,
    endpoint: endpointSchema,
    via: observedViaSchema,
  }),
]);

export type ControlRequest = z.infer<typeof requestSchema>;
export type ControlRequestType = ControlRequest['type'];

/** Answer to `party.create`, `party.join` and `party.resume`: the token resumes this membership and no other. */
export const joinedSchema = z.object({
  token: bytesSchema(32),
  index: z.int().min(1),
  party: partySchema,
  relays: z.array(relaySchema),
  /** Number of members the party has, the asker included; their pages follow as `party.snapshot`. */
  memberCount: z.int(),
});

export const answerSchema = z.discriminatedUnion('ok', [
  z.object({ re: z.int(), ok: z.literal(true), value: z.unknown() }),
  z.object({ re: z.int(), ok: z.literal(false), fault: serverFaultSchema }),
]);

export const pushSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('challenge'),
    nonce: bytesSchema(32),
    /** X25519, drawn when the server started: with it clients prove their WireGuard keys. */
    key: publicKeySchema,
    version: z.int(),
    time: z.iso.datetime(),
  }),
  /** All members, in pages of one party sequence number; `last` ends the snapshot. */
  z.object({
    type: z.literal('party.snapshot'),
    seq: z.int(),
    members: z.array(memberSchema),
    last: z.boolean(),
  }),
  z.object({ type: z.literal('peer.joined'), seq: z.int(), member: memberSchema }),
  z.object({ type: z.literal('peer.updated'), seq: z.int(), member: memberSchema }),
  z.object({
    type: z.literal('peer.left'),
    seq: z.int(),
    peer: peerIdSchema,
    reason: z.enum(['left', 'silent', 'replaced']),
  }),
  z.object({
    type: z.literal('signal'),
    from: peerIdSchema,
    sealed: blobSchema(8192),
    signature: signatureSchema,
  }),
  z.object({ type: z.literal('relay.list'), relays: z.array(relaySchema), chosen: z.string().nullable() }),
  /** To a relay: which WireGuard keys of one party it may serve; none left means that the party is gone. */
  z.object({ type: z.literal('relay.admission'), party: partyIdSchema, keys: z.array(keySchema) }),
  /** To a relay: drop what passes between these two WireGuard keys, both ways, for `ms`. */
  z.object({
    type: z.literal('relay.hold'),
    a: keySchema,
    b: keySchema,
    ms: z.int().min(RELAY_HOLD_MS.min).max(RELAY_HOLD_MS.max),
  }),
  /** To a member: from where a relay and its probe see its WireGuard socket; null while they have not. */
  z.object({
    type: z.literal('relay.observed'),
    relay: z.string().max(64),
    observed: endpointSchema.nullable(),
    probed: endpointSchema.nullable(),
  }),
  /** What somebody told under a name that is heard, sealed. */
  z.object({ type: z.literal('meeting.note'), topic: topicSchema, note: blobSchema(MEETING_NOTE_BYTES) }),
  /** Who runs this server, a member of the party, and who would go on; first of all after the snapshot. */
  z.object({ type: z.literal('control.next'), reign: reignSchema }),
  /** This server ends; the party goes on there. */
  z.object({ type: z.literal('control.moved'), reign: reignSchema }),
  /** Said before the server closes a connection. */
  z.object({ type: z.literal('error'), fault: serverFaultSchema }),
]);

export type ControlPush = z.infer<typeof pushSchema>;
export type ControlAnswer = z.infer<typeof answerSchema>;
export type Joined = z.infer<typeof joinedSchema>;
export type Member = z.infer<typeof memberSchema>;
export type MemberRecord = z.infer<typeof recordSchema>;
export type RelayInfo = z.infer<typeof relaySchema>;
export type OfferedRelay = z.infer<typeof offeredRelaySchema>;
export type ObservedVia = z.infer<typeof observedViaSchema>;
export type PartyInfo = z.infer<typeof partySchema>;
