import { createSocket, type Socket } from 'node:dgram';
import { type Endpoint, isIpv6 } from '../../../shared/address.ts';
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { Log } from '../../base/log/log.ts';

export type BindFault = 'serve.port-taken' | 'serve.address-unavailable';

/** A burst of 50 players at 1,000 packets a second for 50 ms; the system may grant less. */
const SOCKET_BUFFER_BYTES = 4 * 1024 * 1024;

/**
 * Whose the port is: the socket's `own`, or `shared` with processes that come later, or `joined`, which is shared with
 * one that has it already (SO_REUSEPORT, on Linux).
 */
export type PortUse = 'own' | 'shared' | 'joined';

/**
 * Binds one UDP socket. Port 0 lets the system choose.
 * @fault serve.port-taken - another socket has the port.
 * @fault serve.address-unavailable - the address is not this machine's, or binding it is not allowed.
 */
export async function bindSocket(
  endpoint: Endpoint,
  log: Log,
  use: PortUse = 'own',
): Promise<Result<Socket, BindFault>> {
  if (use === 'shared' && endpoint.port !== 0) {
    // Sharing would let two relays that know nothing of each other have the port, too.
    const free = await bind(endpoint, log, false);
    if (!free.ok) return free;
    await new Promise<void>((closed) => free.value.close(closed));
  }
  return bind(endpoint, log, use !== 'own');
}

function bind({ address, port }: Endpoint, log: Log, reusePort: boolean): Promise<Result<Socket, BindFault>> {
  const family = isIpv6(address) ? 6 : 4;
  const socket = createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    // So that a wildcard of each family can have the same port.
    ipv6Only: family === 6,
    reusePort,
    // Destinations are addresses that datagrams came from; the default would put each send off by a tick or more.
    lookup: (hostname, _options, callback) => callback(null, hostname, family),
  });
  return new Promise((resolve) => {
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close();
      resolve(
        error.code === 'EADDRINUSE'
          ? fail(fault('serve.port-taken', { protocol: 'udp', address, port }))
          : fail(fault('serve.address-unavailable', { address })),
      );
    });
    socket.bind({ address, port, exclusive: true }, () => {
      socket.removeAllListeners('error');
      socket.on('error', (error) => log.warn('relay socket failed', { reason: error.message }));
      enlargeBuffers(socket, log);
      resolve(ok(socket));
    });
  });
}

function enlargeBuffers(socket: Socket, log: Log): void {
  try {
    socket.setRecvBufferSize(SOCKET_BUFFER_BYTES);
    socket.setSendBufferSize(SOCKET_BUFFER_BYTES);
  } catch (error) {
    log.debug('socket buffers stay small', { reason: String(error) });
  }
}
