/** How the NATs in front of this machine behave towards UDP, as far as it could be measured. */
import { z } from 'zod';

/** RFC 4787 §4.1 and §5. */
const behaviours = ['endpoint-independent', 'address-dependent', 'address-and-port-dependent'] as const;
const measuredSchema = z.enum(['yes', 'no', 'unknown']);

const serverOutcomeSchema = z.discriminatedUnion('outcome', [
  /** `ms`: from the first request to the answer. */
  z.object({ server: z.string(), outcome: z.literal('answered'), ms: z.number() }),
  z.object({ server: z.string(), outcome: z.literal('no-answer') }),
  /** The name has no address of the family asked for, or wasn't resolved in time. */
  z.object({ server: z.string(), outcome: z.literal('dns'), reason: z.string() }),
  /** The system refused to send, or the server answered with an error: its name or number. */
  z.object({ server: z.string(), outcome: z.literal('error'), reason: z.string() }),
]);

export const natReportSchema = z.object({
  /** dependent: it differs between addresses; whether ports make a difference too could not be asked. */
  mapping: z.enum([...behaviours, 'dependent', 'unknown']),
  filtering: z.enum([...behaviours, 'unknown']),
  /** no: nothing but the router's lack of it can have kept the packet away. */
  hairpinning: measuredSchema,
  /** blocked: nobody answers over UDP while TCP works. */
  udp: z.enum(['works', 'blocked', 'unknown']),
  /** yes: a check page answered something else than it does on the open Internet. */
  captivePortal: measuredSchema,
  publicAddress: z.string().nullable(),
  /** Whether the public port equals the local one. */
  portPreserved: measuredSchema,
  servers: z.array(serverOutcomeSchema),
  at: z.iso.datetime(),
});

export type NatReport = z.infer<typeof natReportSchema>;
export type ServerOutcome = z.infer<typeof serverOutcomeSchema>;

/** open: anybody reaches us directly · moderate: most do · strict: few do, the others come by relay. */
export const natGrades = ['open', 'moderate', 'strict', 'unknown'] as const;
export type NatGrade = (typeof natGrades)[number];

export const natGradeReasons = [
  'udp-blocked',
  'captive-portal',
  /** Each destination sees another port, so others can't be told where to send. */
  'ports-change',
  /** Only those are let in that were sent to before. */
  'filters-strangers',
  'lets-everybody-in',
  'filtering-not-measured',
  'mapping-not-measured',
  'nobody-answered',
] as const;
export type NatGradeReason = (typeof natGradeReasons)[number];
