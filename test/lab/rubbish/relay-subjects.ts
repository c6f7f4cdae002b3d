import { createSocket } from 'node:dgram';
import { systemClock } from '../../../main/base/clock.ts';
import { startRelay } from '../../../main/servers/relay/start-relay.ts';
import { invariant } from '../../../shared/result.ts';
import { BINDING_REQUEST, encodeStun } from '../../../shared/stun/message.ts';
import {
  initiationTo,
  message,
  seededRandom,
  source,
  threeInTwoParties,
} from '../../unit/servers/relay/relay-bench.ts';
import { createInitiator } from '../../unit/wireguard/initiator.ts';
import { quietLog } from './quiet-log.ts';
import type { Subject } from './subject.ts';

const STUN = encodeStun({
  type: BINDING_REQUEST,
  transactionId: new Uint8Array(12).fill(3),
  attributes: [],
});
const [INDEX_A, INDEX_B] = [0x0a0a0a0a, 0x0b0b0b0b];
/** A second goes by in so many datagrams: what is limited by time is let through again. */
const PER_SECOND = 20_000;

/** Three registered clients, two of which play; what comes seems to be theirs or a stranger's. */
export function relayCore(): Subject {
  const { bench, a, b, c, connect } = threeInTwoParties();
  connect(a, b, INDEX_A, INDEX_B);
  const places = [a.at, b.at, c.at, source('192.0.2.66', 6666)];
  const inSession = message(4, { receiver: INDEX_B }, 64);
  let taken = 0;
  return {
    valid: [
      a.initiation().datagram,
      initiationTo(a, b, 7).datagram,
      bench.keepalive(a),
      message(2, { sender: 9, receiver: INDEX_A }),
      message(3, { receiver: INDEX_A }),
      inSession,
      STUN,
    ],
    take(bytes) {
      if (++taken % PER_SECOND === 0) bench.nowMs += 1000;
      bench.receive(bytes, places[taken % places.length] ?? a.at);
    },
    stillWorks() {
      bench.nowMs += 10_000;
      bench.register(a);
      bench.register(b);
      connect(a, b, INDEX_A + 1, INDEX_B + 1);
      return bench.receive(message(4, { receiver: INDEX_B + 1 }, 64), a.at) !== null;
    },
  };
}

/** The same relay as `lanrage serve` runs it, on loopback. */
export async function relaySocket(): Promise<Subject> {
  const started = await startRelay({
    listen: [{ address: '127.0.0.1', port: 0 }],
    privateKey: Buffer.alloc(32, 7).toString('base64'),
    batches: true,
    clock: systemClock,
    log: quietLog,
  });
  invariant(started.ok, 'a relay on loopback');
  const relay = started.value;
  const [endpoint] = relay.endpoints;
  invariant(endpoint !== undefined, 'it listens');
  const socket = createSocket({ type: 'udp4', lookup: (host, _options, done) => done(null, host, 4) });
  let heard = 0;
  socket.on('message', () => heard++);
  const me = createInitiator(seededRandom(1)(32), Buffer.from(relay.publicKey, 'base64'));
  relay.admit('party', [me.key]);
  const send = (bytes: Uint8Array): Promise<void> =>
    new Promise((resolve) => socket.send(bytes, endpoint.port, endpoint.address, () => resolve()));
  let time = 0;
  return {
    valid: [me.initiate({ index: 1, time: ++time }).datagram, message(4, { receiver: 5 }, 64), STUN],
    take: send,
    async stillWorks() {
      const before = heard;
      for (let tries = 0; tries < 20 && heard === before; tries++) {
        await send(me.initiate({ index: 2, time: ++time }).datagram);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      return heard > before;
    },
    async close() {
      socket.close();
      await relay.close();
    },
  };
}
