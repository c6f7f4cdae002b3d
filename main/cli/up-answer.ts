import { z } from 'zod';
import type { Answer } from './command.ts';
import type { Io } from './io.ts';

export const upEventSchema = z.object({ event: z.literal('up'), url: z.string(), pid: z.int() });
export type UpEvent = z.infer<typeof upEventSchema>;

/** What `lanrage up` says once both servers are open. */
export function upAnswer({ url, pid }: Omit<UpEvent, 'event'>, { style }: Pick<Io, 'style'>): Answer {
  return {
    json: { event: 'up', url, pid } satisfies UpEvent,
    text: [
      `LANrage is up. See it in a browser at ${style('bold', url)}`,
      'It runs until you stop it with "lanrage down" or Ctrl-C.',
    ].join('\n'),
  };
}
