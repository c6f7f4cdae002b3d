import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** This machine alone. */
export const LOOPBACK = '127.0.0.1';

/**
 * @param port - 0 lets the system choose.
 * @returns the port, null when it is taken; any other failure is a bug and rejects.
 */
export function listenOnLoopback(server: Server, port: number): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      server.off('listening', onListening);
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(null);
      else reject(error);
    };
    const onListening = (): void => {
      server.off('error', onError);
      resolve((server.address() as AddressInfo).port);
    };
    server.once('error', onError).once('listening', onListening).listen(port, LOOPBACK);
  });
}

/** The values of a Host header with which a program of this machine asks; a rebound name is none of them. */
export function loopbackHosts(port: number): ReadonlySet<string> {
  return new Set([`${LOOPBACK}:${port}`, `localhost:${port}`]);
}
