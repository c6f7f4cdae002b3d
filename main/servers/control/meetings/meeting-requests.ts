/** Requests of those who look for somebody who holds the same code. */
import type { ControlRequest } from '../../../../shared/control/messages.ts';
import { fault } from '../../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { ControlState, Reply } from '../control-state.ts';
import type { PeerConnection } from '../sockets/connection.ts';
import { takeFrom } from '../sockets/token-bucket.ts';

type Request<T extends ControlRequest['type']> = Extract<ControlRequest, { type: T }>;

const FULL_RETRY_MS = 60_000;

export function hearMeetings(
  { meetings }: ControlState,
  connection: PeerConnection,
  { topics }: Request<'meeting.hear'>,
): Result<Reply> {
  const kept = meetings.hear(connection, topics);
  if (kept === null) return fail(fault('control.rate-limited', { retryAfterMs: FULL_RETRY_MS }));
  return ok({
    value: {},
    afterwards() {
      for (const { topic, note } of kept) connection.push({ type: 'meeting.note', topic, note });
    },
  });
}

/** All who share an address share a rate. */
export function tellMeeting(
  { meetings, tellings, limits, clock }: ControlState,
  { household }: PeerConnection,
  { topic, note }: Request<'meeting.tell'>,
): Result<Reply> {
  const terms = { burst: limits.meetingBurst, everyMs: limits.meetingEveryMs };
  const retryAfterMs = takeFrom(tellings, household, terms, clock.now());
  if (retryAfterMs > 0) return fail(fault('control.rate-limited', { retryAfterMs }));
  return ok({ value: {}, afterwards: () => meetings.tell(topic, note) });
}
