/** Lines of the engine's log as screens and the CLI read them. */
import { z } from 'zod';
import { logLevels } from './log-levels.ts';

export const logLineViewSchema = z.object({
  at: z.iso.datetime(),
  level: z.enum(logLevels),
  /** Where it comes from, e.g. `path`. */
  area: z.string(),
  text: z.string(),
});
export type LogLineView = z.infer<typeof logLineViewSchema>;

export const logQuerySchema = z.strictObject({
  /** This level and what is worse. */
  level: z.enum(logLevels).default('info'),
  contains: z.string().max(200).default(''),
  limit: z.int().min(1).max(2000).default(200),
});
export type LogQuery = z.infer<typeof logQuerySchema>;
