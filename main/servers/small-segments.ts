/**
 * Small TCP segments for whoever connects, both ways. Where a path silently drops what is larger, Linux would repeat a full
 * segment for ever (RFC 4821 is switched off there), and a member would see an empty party behind a connection that stands;
 * Windows and macOS find out by themselves.
 */
import type { Server } from 'node:net';

/** Fits into packets of 1280 bytes with the headers of IPv6 and TCP (RFC 8200 §5, RFC 9293 §3.1). */
export const SEGMENT_BYTES = 1200;
/** Of Linux' `netinet/tcp.h`. */
const [IPPROTO_TCP, TCP_MAXSEG] = [6, 2];

/** Limits them for all connections that a server takes from now on. @returns why it can't be done here; null: it is. */
export async function limitSegments(server: Server): Promise<string | null> {
  if (process.platform !== 'linux') return `not needed on ${process.platform}`;
  // Node tells nobody its descriptors; accepted connections inherit the option of the one that listens.
  const { _handle: handle } = server as Server & { readonly _handle?: { readonly fd?: number } | null };
  if (handle?.fd === undefined || handle.fd < 0) return 'no descriptor';
  try {
    const { default: koffi } = await import('koffi');
    const setsockopt = koffi.load(null).func('int setsockopt(int, int, int, const void *, uint32_t)');
    const value = Buffer.from(Int32Array.of(SEGMENT_BYTES).buffer);
    const result: number = setsockopt(handle.fd, IPPROTO_TCP, TCP_MAXSEG, value, value.length);
    return result === 0 ? null : `errno ${koffi.errno()}`;
  } catch (error) {
    // The add-on is missing for this processor, or the C library is another one.
    return error instanceof Error ? error.message : String(error);
  }
}
