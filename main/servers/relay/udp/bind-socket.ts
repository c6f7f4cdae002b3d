import type { Endpoint } from '../../../../shared/address.ts';
import { parseIpv4 } from '../../../../shared/address.ts';
import type { Result } from '../../../../shared/result.ts';
import type { Log } from '../../../base/log/log.ts';
import type { BindBatchSocket } from './batch-socket.ts';
import { bindPlainSocket } from './plain-socket.ts';
import type { BindFault, RelaySocket } from './relay-socket.ts';

/** A burst of 50 players at 1,000 packets a second for 50 ms; the system may grant less. */
const SOCKET_BUFFER_BYTES = 4 * 1024 * 1024;

/**
 * Whose the port is: the socket's `own`, or `shared` with processes that come later, or `joined`, which is shared with
 * one that has it already (SO_REUSEPORT, on Linux).
 */
export type PortUse = 'own' | 'shared' | 'joined';

export interface BindOptions {
  readonly use?: PortUse;
  /** How batches are taken and sent where that can be had; null: one datagram at a time. */
  readonly batches?: BindBatchSocket | null;
  readonly log: Log;
}

/**
 * Binds one UDP socket. Port 0 lets the system choose.
 * @fault serve.port-taken - another socket has the port.
 * @fault serve.address-unavailable - the address is not this machine's, or binding it is not allowed.
 */
export async function bindSocket(
  endpoint: Endpoint,
  { use = 'own', batches = null, log }: BindOptions,
): Promise<Result<RelaySocket, BindFault>> {
  const options = { bufferBytes: SOCKET_BUFFER_BYTES, log };
  if (use === 'shared' && endpoint.port !== 0) {
    // Sharing would let two relays that know nothing of each other have the port, too.
    const free = await bindPlainSocket(endpoint, { ...options, reusePort: false });
    if (!free.ok) return free;
    await free.value.close();
  }
  const bind = batches === null || parseIpv4(endpoint.address) === null ? bindPlainSocket : batches;
  const bound = await bind(endpoint, { ...options, reusePort: use !== 'own' });
  if (bound.ok) adviseOnBuffers(bound.value, log);
  return bound;
}

/** Says what to do where the system grants less than asked for: bursts get lost then. */
function adviseOnBuffers({ bufferBytes: { receive, send } }: RelaySocket, log: Log): void {
  // Linux counts its own overhead too, and tells twice of what it was asked for.
  const factor = process.platform === 'linux' ? 2 : 1;
  const small = [
    ...(receive < SOCKET_BUFFER_BYTES * factor ? ['net.core.rmem_max'] : []),
    ...(send < SOCKET_BUFFER_BYTES * factor ? ['net.core.wmem_max'] : []),
  ];
  if (small.length === 0) return;
  const advice = process.platform === 'linux' && {
    advice: small.map((name) => `sysctl -w ${name}=${SOCKET_BUFFER_BYTES}`).join('; '),
  };
  log.info('UDP buffers are small', { receive: receive / factor, send: send / factor, ...advice });
}
