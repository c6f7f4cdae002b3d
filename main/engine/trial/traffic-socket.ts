import { createSocket } from 'node:dgram';
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { PartyTraffic, type Traffic, type TrafficOptions } from './traffic.ts';
import { TRAFFIC_PORT } from './traffic-packet.ts';

/** A burst, and what a busy moment holds up. */
const BUFFER_BYTES = 2 * 1024 * 1024;

/**
 * Opens the socket of test traffic on our address within the party, so that nothing outside the tunnel reaches it.
 * @fault trial.port-taken @fault tunnel.create-failed - the address is not there.
 */
export function openTraffic(
  address: string,
  options: TrafficOptions,
): Promise<Result<Traffic, 'trial.port-taken' | 'tunnel.create-failed'>> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: BUFFER_BYTES, sendBufferSize: BUFFER_BYTES });
  return new Promise((resolve) => {
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close();
      const isTaken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      const detail = `no socket on ${address}: ${error.code}`;
      resolve(
        isTaken
          ? fail(fault('trial.port-taken', { port: TRAFFIC_PORT }))
          : fail(fault('tunnel.create-failed', { detail })),
      );
    });
    socket.bind(TRAFFIC_PORT, address, () => {
      socket.removeAllListeners('error');
      // A tunnel that goes down shows as lost packets.
      socket.on('error', () => undefined);
      const traffic = new PartyTraffic(options, (to, bytes, taken) =>
        socket.send(bytes, TRAFFIC_PORT, to, taken),
      );
      socket.on('message', (bytes, from) => {
        if (from.port === TRAFFIC_PORT) traffic.receive(from.address, bytes);
      });
      let isOpen = true;
      const close = (): void => {
        traffic.close();
        if (isOpen) socket.close();
        isOpen = false;
      };
      resolve(
        ok({
          open: (run) => traffic.open(run),
          close,
          get serving() {
            return traffic.serving;
          },
        }),
      );
    });
  });
}
