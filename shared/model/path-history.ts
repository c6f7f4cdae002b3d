/** How the way to one member changed, as screens, the CLI and reports show it. */
import { z } from 'zod';
import { directKinds } from './reachability.ts';

/** The strategy by which a member is reached; none: it isn't. */
export const pathStrategies = ['none', 'relay', ...directKinds] as const;
export type PathStrategy = (typeof pathStrategies)[number];

export const pathChangeReasons = [
  /** The first way to a member that came, or came back. */
  'connected',
  /** A better way was proved. */
  'upgraded',
  /** What was used fell silent; the relay carries on. */
  'fell-back',
  /** Nothing came any more. */
  'lost',
  /** The member went away. */
  'away',
] as const;
export type PathChangeReason = (typeof pathChangeReasons)[number];

export const pathChangeSchema = z.object({
  at: z.iso.datetime(),
  from: z.enum(pathStrategies),
  to: z.enum(pathStrategies),
  why: z.enum(pathChangeReasons),
  /** Medians in ms just before the change and once the new path was measured; null: not measured. */
  latencyBeforeMs: z.number().nullable(),
  latencyAfterMs: z.number().nullable(),
});
export type PathChange = z.infer<typeof pathChangeSchema>;
