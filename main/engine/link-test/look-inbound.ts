/** What knocking tells of the firewalls at both ends. */
import type { Outside } from '../nat/outside.ts';
import type { Knocked } from './knocking.ts';
import { TRAFFIC_PORT } from './traffic-packet.ts';

/** shut: nothing gets in that wasn't asked for. closed: it does, and nobody listens at the port of test traffic. */
export type Inbound = 'open' | 'shut' | 'closed' | 'unknown';

export interface InboundBothEnds {
  /** At the member's. */
  readonly there: Inbound;
  /** At ours. */
  readonly here: Inbound;
}

const REFUSAL_MS = 1500;

/** @param knocked - null: no knock was made. */
export async function judgeInbound(
  knocked: Knocked | null,
  address: string,
  { refuses }: Pick<Outside, 'refuses'>,
): Promise<InboundBothEnds> {
  if (knocked === null) return { there: 'unknown', here: 'unknown' };
  if (knocked.heard) return { there: 'open', here: knocked.back ? 'open' : 'shut' };
  // Where nobody listens the system says so itself, if what asks gets that far.
  const isClosed = await refuses({ host: address, port: TRAFFIC_PORT }, REFUSAL_MS);
  return { there: isClosed ? 'closed' : 'shut', here: 'unknown' };
}
