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

export const meshEventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('begin'), subnet: z.strictObject({ base: z.uint32(), prefix: z.int() }) }),
  z.strictObject({
    type: z.literal('relays'),
    listed: z.array(relaySchema).max(256),
    chosen: id.nullable(),
    serverAddress: z.string().max(256),
  }),
  z.strictObject({
    type: z.literal('came'),
    member: memberSchema,
    how: z.enum(['came', 'found', 'resumed']),
  }),
  z.strictObject({ type: z.literal('changed'), member: memberSchema }),
  z.strictObject({ type: z.literal('left'), member: id }),
  z.strictObject({ type: z.literal('started-over') }),
  z.strictObject({ type: z.literal('control'), isUp: z.boolean() }),
  z.strictObject({ type: z.literal('reconnected') }),
  z.strictObject({ type: z.literal('own'), reachability: reachabilitySchema }),
  z.strictObject({ type: z.literal('network-changed') }),
  z.strictObject({ type: z.literal('cadence'), game: z.boolean() }),
  z.strictObject({ type: z.literal('signal'), from: id, body: signalSchema }),
  z.strictObject({ type: z.literal('echo'), from: address, packet: echoPacketSchema }),
  z.strictObject({ type: z.literal('reach-again'), member: id }),
  z.strictObject({ type: z.literal('status'), status: interfaceStatusSchema.nullable() }),
  z.strictObject({ type: z.literal('carried-out') }),
  z.strictObject({ type: z.literal('relay-answered'), ask: z.int(), afterMs: z.number().nullable() }),
  z.strictObject({ type: z.literal('pipe-opened'), pipe, endpoint: endpointSchema }),
  z.strictObject({ type: z.literal('pipe-refused'), pipe }),
  z.strictObject({ type: z.literal('pipe-up'), pipe }),
  z.strictObject({ type: z.literal('hinted'), pipe, isAnswered: z.boolean() }),
  z.strictObject({ type: z.literal('time') }),
]);
