import type { Endpoint } from '../../../shared/address.ts';
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { OpenUdp } from '../../base/udp.ts';
import { Knocking } from './knocking.ts';
import { PartyTraffic, type Traffic, type TrafficOptions } from './traffic.ts';
import { TRAFFIC_PORT } from './traffic-packet.ts';

/** A burst, and what a busy moment holds up. */
const BUFFER_BYTES = 2 * 1024 * 1024;

/** With what a party's own socket can besides. */
export interface OpenedTraffic extends Traffic, Pick<Knocking, 'knock'> {}

/**
 * Opens the socket of test traffic on our address within the party, so that nothing outside the tunnel reaches it.
 * @fault link-test.port-taken @fault tunnel.create-failed - the address is not there.
 */
export async function openTraffic(
  address: string,
  { openUdp, ...options }: TrafficOptions & { readonly openUdp: OpenUdp },
): Promise<Result<OpenedTraffic, 'link-test.port-taken' | 'tunnel.create-failed'>> {
  const receive: Parameters<OpenUdp>[0]['onDatagram'] = (bytes, from) => {
    if (from.port === TRAFFIC_PORT) traffic.receive(from.address, bytes);
    else knocking.receive(from, bytes);
  };
  const port = TRAFFIC_PORT;
  const opened = await openUdp({ family: 4, address, port, bufferBytes: BUFFER_BYTES, onDatagram: receive });
  if ('error' in opened) {
    const isTaken = opened.error === 'EADDRINUSE' || opened.error === 'EACCES';
    return fail(
      isTaken
        ? fault('link-test.port-taken', { port })
        : fault('tunnel.create-failed', { reason: 'no-socket', address, errno: opened.error }),
    );
  }
  const traffic = new PartyTraffic(options, (to, bytes, taken) =>
    opened.send(bytes, { address: to, port }, taken),
  );
  const send = (bytes: Uint8Array, to: Endpoint): void => opened.send(bytes, to);
  const knocking = new Knocking({ ...options, openUdp, address, send });
  return ok({
    open: (run) => traffic.open(run),
    knock: (to, signal) => knocking.knock(to, signal),
    close() {
      traffic.close();
      opened.close();
    },
    get serving() {
      return traffic.serving;
    },
  });
}
