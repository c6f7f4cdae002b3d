import type { ServerAddress } from '../../../shared/stun/server-address.ts';
import type { OpenUdp } from '../../base/udp.ts';
import type { Lookup } from './resolve-server.ts';

/** The ways from this machine to the outside; tests put a simulated Internet in their place. */
export interface Outside {
  readonly openUdp: OpenUdp;
  readonly lookup: Lookup;
  /** Whether a TCP connection to the server comes about within the time; it is closed at once. */
  connects(server: ServerAddress, timeoutMs: number): Promise<boolean>;
  /** Whether the server has a certificate that holds for this host, a name or an address. */
  provesItself(server: ServerAddress, timeoutMs: number): Promise<boolean>;
  /** Whether its system says that nobody listens there. */
  refuses(server: ServerAddress, timeoutMs: number): Promise<boolean>;
  /** A short page, as far as 1 KiB of it; null: none within the time, or its status is not 200. */
  read(url: URL, timeoutMs: number): Promise<string | null>;
  /**
   * Asks a page that answers 204 (no content) on the open Internet, over plain HTTP as portals can only answer that.
   * yes: somebody answered something else. unknown: nobody answered within the time.
   */
  looksLikePortal(url: string, timeoutMs: number): Promise<'yes' | 'no' | 'unknown'>;
  /** What the Date header of a page says, Unix ms in whole seconds; null: no answer within the time. */
  dateOf(url: URL, timeoutMs: number, signal: AbortSignal): Promise<number | null>;
}
