/** Names of STUN servers to endpoints, within a time. */
import type { Endpoint } from '../../../shared/address.ts';
import { parseServerAddress } from '../../../shared/stun/server-address.ts';
import type { Clock } from '../../base/clock.ts';

/** Gives one address of the family, 0: of either, or throws an error with a `code` as node:dns does. */
export type Lookup = (host: string, family: 0 | 4 | 6) => Promise<string>;

export interface ResolveOptions {
  readonly family: 4 | 6;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly lookup: Lookup;
}

/** Resolves `host:port`; otherwise `reason` is a name like ENOTFOUND, timed-out, other-family or malformed. */
export async function resolveServer(
  server: string,
  { family, timeoutMs, clock, lookup }: ResolveOptions,
): Promise<Endpoint | { readonly reason: string }> {
  const parsed = parseServerAddress(server);
  if (parsed === null) return { reason: 'malformed' };
  // The system's resolver can't be called off: it ends by itself, unheard.
  return new Promise((resolve) => {
    const cancel = clock.after(timeoutMs, () => resolve({ reason: 'timed-out' }));
    const settle = (outcome: Endpoint | { reason: string }): void => {
      cancel();
      resolve(outcome);
    };
    lookup(parsed.host, family).then(
      // A literal is given back as it is, whatever the family.
      (address) =>
        settle(
          address.includes(':') === (family === 6)
            ? { address, port: parsed.port }
            : { reason: 'other-family' },
        ),
      (error: NodeJS.ErrnoException) => settle({ reason: error.code ?? error.message }),
    );
  });
}
