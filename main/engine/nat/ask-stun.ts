import { parseEndpoint } from '../../../shared/address.ts';
import { type Lookup, resolveServer } from './resolve-server.ts';
import { openStunSocket, type StunMeans } from './stun-socket.ts';

/**
 * Sends binding requests from a socket of its own until one is answered.
 * @param server - `host:port`. @returns the round trip in ms; null: no answer within the time, or its address is none
 * that is wanted.
 */
export async function askStun(
  server: string,
  means: StunMeans & { readonly lookup: Lookup; readonly isWanted?: (address: string) => boolean },
  budgetMs: number,
): Promise<number | null> {
  const family = parseEndpoint(server)?.address.includes(':') ? 6 : 4;
  const to = await resolveServer(server, { ...means, family, timeoutMs: budgetMs });
  if ('reason' in to || means.isWanted?.(to.address) === false) return null;
  const opened = await openStunSocket({ ...means, family, port: 0 });
  if ('error' in opened) return null;
  const outcome = await opened.client.request({ to, budgetMs });
  opened.close();
  return outcome.kind === 'answered' ? outcome.afterMs : null;
}
