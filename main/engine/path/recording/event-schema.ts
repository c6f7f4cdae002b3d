/** Events of a mesh as they come from a file that anybody may have written. */
import { z } from 'zod';
import { relaySchema } from '../../../../shared/control/messages.ts';
import { interfaceStatusSchema } from '../../../../shared/helper/verbs.ts';
import { reachabilitySchema } from '../../../../shared/model/reachability.ts';
import { endpointSchema, keySchema } from '../../../../shared/model/wire.ts';
import type { MeshEvent } from '../mesh/mesh-events.ts';
import { signalSchema } from '../signal.ts';

const id = z.string().max(64);
const address = z.string().max(64);
const pipe = z.int();

const memberSchema = z.strictObject({
  id,
  wireguardKey: keySchema,
  address,
  presence: z.enum(['online', 'away']),
  reachability: reachabilitySchema,
});

const echoPacketSchema = z.strictObject({
  kind: z.enum(['request', 'reply']),
  session: z.uint32(),
  seq: z.uint32(),
  // Whatever eight bytes can say, but for what JSON can't.
  sentAtMs: z.number().nullable(),
  received: z.uint32(),
});

const sizeProbeSchema = z.strictObject({
  kind: z.enum(['probe', 'probed']),
  session: z.uint32(),
  seq: z.uint32(),
  bytes: z.uint32(),
});

/** Logs from before they were told have none. */
const mtu = z.int().optional();

/** By kind, what it holds besides. */
const fields: Readonly<Record<MeshEvent['type'], z.ZodRawShape>> = {
  begin: { subnet: z.strictObject({ base: z.uint32(), prefix: z.int().min(0).max(32) }), mtu },
  relays: {
    listed: z.array(relaySchema).max(256),
    chosen: id.nullable(),
    serverAddress: z.string().max(256),
  },
  came: { member: memberSchema, how: z.enum(['came', 'found', 'resumed']) },
  changed: { member: memberSchema },
  left: { member: id },
  'started-over': { mtu },
  raised: { mtu: z.int() },
  control: { isUp: z.boolean() },
  reconnected: {},
  own: { reachability: reachabilitySchema },
  'network-changed': {},
  cadence: { game: z.boolean() },
  signal: { from: id, body: signalSchema },
  echo: { from: address, packet: z.union([echoPacketSchema, sizeProbeSchema]) },
  limited: { member: id, isSet: z.boolean() },
  'reach-again': { member: id },
  status: { status: interfaceStatusSchema.nullable() },
  'carried-out': {},
  'relay-answered': { ask: z.int(), afterMs: z.number().nullable() },
  'pipe-opened': { pipe, endpoint: endpointSchema },
  'pipe-refused': { pipe },
  'pipe-up': { pipe },
  hinted: { pipe, isAnswered: z.boolean() },
  time: {},
};

const schemas = new Map(
  Object.entries(fields).map(([type, of]) => [type, z.strictObject({ type: z.literal(type), ...of })]),
);

/** Whether it is an event, as far as its form tells. */
export function isMeshEvent(value: unknown): value is MeshEvent {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  return schemas.get(String(type))?.safeParse(value).success === true;
}
