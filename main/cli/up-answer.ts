import { z } from 'zod';
import { faultSchema } from '../../shared/model/wire.ts';
import type { Answer } from './command.ts';
import type { Io } from './io.ts';
import { noticeLines } from './text/notice-lines.ts';

export const upEventSchema = z.object({
  event: z.literal('up'),
  url: z.string(),
  pid: z.int(),
  /** What the start came upon. */
  notices: z.array(faultSchema),
});
export type UpEvent = z.infer<typeof upEventSchema>;

/** What `lanrage up` says once both servers are open. */
export function upAnswer({ url, pid, notices }: Omit<UpEvent, 'event'>, io: Pick<Io, 'style'>): Answer {
  return {
    json: { event: 'up', url, pid, notices } satisfies UpEvent,
    text: [
      `LANrage is up. See it in a browser at ${io.style('bold', url)}`,
      'It runs until you stop it with "lanrage down" or Ctrl-C.',
      ...noticeLines(notices, io),
    ].join('\n'),
  };
}
