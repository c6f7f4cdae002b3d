import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { systemClock } from '../../../main/base/clock.ts';
import { openUdp } from '../../../main/base/udp.ts';
import { PartyTraffic } from '../../../main/engine/link-test/traffic.ts';
import { encodeTraffic } from '../../../main/engine/link-test/traffic-packet.ts';
import { decodePortMap, encodePortMap } from '../../../main/engine/nat/port-mapping/nat-pmp-message.ts';
import { decodeMap, encodeMap } from '../../../main/engine/nat/port-mapping/pcp-message.ts';
import { decodeEcho, ECHO_PORT, encodeEcho } from '../../../main/engine/path/link/echo-packet.ts';
import { EchoSocket } from '../../../main/engine/path/run/echo-socket.ts';
import { LatencyMatrix } from '../../../main/engine/telemetry/insight/latency-matrix.ts';
import { encodeRow } from '../../../main/engine/telemetry/insight/matrix-packet.ts';
import { invariant } from '../../../shared/result.ts';
import { BINDING_SUCCESS, decodeStun, encodeStun } from '../../../shared/stun/message.ts';
import type { Subject } from './subject.ts';

const ME = '10.66.0.1';
const FELLOW = '10.66.0.2';
const echo = (seq: number) => encodeEcho({ kind: 'request', session: 7, seq, sentAtMs: 1234.5, received: 0 });
const head = { run: 9, seq: 1, token: 5n };

/** All that an engine reads of UDP: echoes, test traffic and rows of members, and answers of STUN servers and routers. */
export function engineCore(): Subject {
  const traffic = new PartyTraffic(
    {
      clock: systemClock,
      random: (bytes) => new Uint8Array(randomBytes(bytes)),
      isMember: (address) => address === FELLOW,
      mayServe: () => true,
    },
    (_to, _bytes, taken) => taken(),
  );
  const matrix = new LatencyMatrix(3);
  matrix.setMembers({ id: 'me', address: ME }, [{ id: 'fellow', address: FELLOW }]);
  const mapping = { transport: 'udp', internalPort: 51820, lifetimeSeconds: 3600 } as const;
  const portRequest = { ...mapping, externalPort: 51820 };
  const mapRequest = {
    ...mapping,
    nonce: new Uint8Array(12),
    clientAddress: '192.168.1.2',
    external: { address: '0.0.0.0', port: 51820 },
  };
  let nowMs = 0;
  return {
    valid: [
      echo(1),
      encodeRow({
        session: 4,
        seq: 1,
        entries: [{ address: 0x0a420001, latencyMs: 20, peakMs: 30, lossRatio: 0, path: 'lan' }],
      }),
      encodeTraffic({ ...head, kind: 'ask', purpose: 'down', bytesPerSecond: 1000, durationMs: 1000 }),
      encodeTraffic({ ...head, kind: 'start', bytesPerSecond: 1000, burstPackets: 8 }),
      encodeTraffic({ ...head, kind: 'up', burst: 1, sizeBytes: 200 }),
      encodeTraffic({ ...head, kind: 'report', packets: 1, sent: 1, bytes: 9, rate: 9, atMs: 9 }),
      encodeStun({ type: BINDING_SUCCESS, transactionId: new Uint8Array(12), attributes: [] }),
      encodeMap(mapRequest),
      encodePortMap(portRequest),
    ],
    take(bytes) {
      nowMs += 1100;
      decodeEcho(bytes);
      traffic.receive(FELLOW, bytes);
      matrix.take(FELLOW, bytes, nowMs);
      decodeStun(bytes);
      decodeMap(bytes, mapRequest);
      decodePortMap(bytes, portRequest);
    },
    stillWorks: () => decodeEcho(echo(2))?.seq === 2,
    close: () => traffic.close(),
  };
}

/** The echo's socket, on a loopback address of its own in the place of one within a tunnel. */
export async function engineSocket(): Promise<Subject> {
  const address = '127.66.0.1';
  const heard = new Set<number>();
  const opened = await EchoSocket.open(openUdp, address, {
    onPacket: (_from, { seq }) => heard.add(seq).size > 4096 && heard.clear(),
    onOther: () => undefined,
  });
  invariant(opened.ok, 'nobody else listens there');
  const socket = createSocket({ type: 'udp4', lookup: (host, _options, done) => done(null, host, 4) });
  await new Promise<void>((resolve) => socket.bind(ECHO_PORT, '127.66.0.2', resolve));
  const send = (bytes: Uint8Array): Promise<void> =>
    new Promise((resolve) => socket.send(bytes, ECHO_PORT, address, () => resolve()));
  return {
    valid: [echo(1)],
    take: send,
    async stillWorks() {
      for (let tries = 0; tries < 20 && !heard.has(0xfffffff0); tries++) {
        await send(echo(0xfffffff0));
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return heard.has(0xfffffff0);
    },
    close() {
      opened.value.close();
      socket.close();
    },
  };
}
