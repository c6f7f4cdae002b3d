/** What is known of a game's play on a LAN. Profiles are data: nothing in them is code, and every figure has its source. */
import { z } from 'zod';
import { parseIpv4 } from '../address.ts';

const PORTS = /^(\d{1,5})(?:-(\d{1,5}))?$/;
const LAST_PORT = 65_535;

/** UDP or TCP ports, both ends included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** Parses `3979` or `27960-27963`; null for anything else. */
export function parsePorts(text: string): PortRange | null {
  const [, from, to = from] = PORTS.exec(text) ?? [];
  const [first, last] = [Number(from), Number(to)];
  return first >= 1 && first <= last && last <= LAST_PORT ? { first, last } : null;
}

const portsSchema = z.string().refine((text) => parsePorts(text) !== null);
/** RFC 5771 §3. */
const groupSchema = z.string().refine((text) => ((parseIpv4(text) ?? 0) & 0xf000_0000) >>> 0 === 0xe000_0000);

/**
 * Where a game sends what makes it appear, by UDP. subnet-broadcast: the broadcast address of one interface or of
 * each, instead of 255.255.255.255.
 */
const discoverySchema = z.discriminatedUnion('to', [
  z.strictObject({ ports: portsSchema, to: z.literal('broadcast') }),
  z.strictObject({ ports: portsSchema, to: z.literal('subnet-broadcast') }),
  z.strictObject({ ports: portsSchema, to: z.literal('multicast'), group: groupSchema }),
]);

const textSchema = z.string().min(1);
const processesSchema = z.array(textSchema).min(1).optional();

export const gameProfileSchema = z.strictObject({
  /** Kebab-case, once among all profiles. */
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  name: textSchema,
  discovery: z.array(discoverySchema).min(1),
  /** The game only looks at what came as a broadcast, or to its group, and so needs that made again where it plays. */
  reemission: z.enum(['broadcast', 'group']).optional(),
  /** The datagram names an address of its sender, which may be one of the home network. */
  payloadAddress: z.literal(true).optional(),
  /** A query is answered by a TCP connection back to who asked. */
  answersByTcp: z.literal(true).optional(),
  /** Where the game itself is played. Empty where no source says so, or where the port is another one each time. */
  play: z.array(z.strictObject({ transport: z.enum(['udp', 'tcp']), ports: portsSchema })),
  /** Names of its programs. Absent where no source says so; some are shared with other games. */
  processes: z.strictObject({
    windows: processesSchema,
    linux: processesSchema,
    macos: processesSchema,
  }),
  /** File and line at a commit, a document, or a release that was looked at. */
  sources: z.strictObject({
    discovery: z.array(textSchema).min(1),
    play: z.array(textSchema),
    processes: z.array(textSchema),
  }),
  /** high: read in source code or seen on the wire. medium: told by others. low: told once. */
  confidence: z.enum(['high', 'medium', 'low']),
  note: textSchema.optional(),
});

/** As data: read-only, and checked against the schema by a test instead of at each start. */
type Frozen<T> = T extends readonly (infer E)[]
  ? readonly Frozen<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T;
export type GameProfile = Frozen<z.infer<typeof gameProfileSchema>>;
