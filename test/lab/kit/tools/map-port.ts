/**
 * Maps a port as the engine does, prints each thing that happens, and takes the mapping down on SIGTERM. Argument: JSON
 * {internalPort, leaseSeconds}. On the port it says what comes in.
 */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { systemClock } from '../../../../main/base/clock.ts';
import type { Log } from '../../../../main/base/log/log.ts';
import { openPortMapping } from '../../../../main/engine/nat/port-mapping/open-port-mapping.ts';

const asked = JSON.parse(process.argv[2] ?? '') as { internalPort: number; leaseSeconds: number };
const print = (value: object): void => console.log(JSON.stringify(value));
const write = (message: string, fields?: object): void => print({ message, ...fields });
const log: Log = { trace: write, debug: write, info: write, warn: write, error: write, child: () => log };

const socket = createSocket('udp4');
socket.on('message', (datagram, from) => print({ received: datagram.toString(), from: from.address }));
socket.bind(asked.internalPort);

const startedMs = performance.now();
const opened = await openPortMapping({
  ...asked,
  description: 'LANrage',
  clock: systemClock,
  random: (bytes) => randomBytes(bytes),
  log,
});
const tookMs = Math.round(performance.now() - startedMs);
if (opened.ok) {
  const { value: mapping } = opened;
  print({ opened: true, protocol: mapping.protocol, external: mapping.external, tookMs });
  mapping.onChange((change) => print({ change: change.kind, external: mapping.external }));
  process.once('SIGTERM', () => {
    void mapping.close().then(() => socket.close());
  });
} else {
  print({ opened: false, fault: opened.fault, tookMs });
  socket.close();
}
