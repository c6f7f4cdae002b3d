/** A relay core with clients that register, for tests. Time is a number that tests move. */

import type { Source } from '../../../../main/servers/relay/client.ts';
import { type Forwarder, userSpaceOnly } from '../../../../main/servers/relay/kernel/forwarder.ts';
import { type Outgoing, RelayCore } from '../../../../main/servers/relay/relay-core.ts';
import { defaultLimits, type RelayLimits } from '../../../../main/servers/relay/relay-limits.ts';
import { StunSite } from '../../../../main/servers/relay/stun-site.ts';
import { formatEndpoint } from '../../../../shared/address.ts';
import type { ObservedVia } from '../../../../shared/control/messages.ts';
import {
  createInitiator,
  type Initiation,
  type InitiatorSession,
  transportData,
} from '../../wireguard/initiator.ts';

export const RELAY_PRIVATE_KEY = new Uint8Array(32).fill(7);
const PROBE_PRIVATE_KEY = new Uint8Array(32).fill(8);

/** Bytes that look random and are the same in every run. */
export function seededRandom(seed: number): (length: number) => Uint8Array {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return (length) => Uint8Array.from({ length }, () => next() & 255);
}

export function source(address: string, port = 51820, socket = 0): Source {
  return { socket, address, port };
}

export interface TestClient {
  readonly key: string;
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
  at: Source;
  session: InitiatorSession | null;
  counter: number;
  /** A fresh initiation to the relay, of a later time than the one before. */
  initiation(cookie?: Uint8Array): Initiation;
  initiator: ReturnType<typeof createInitiator>;
}

/** What the relay said that it saw. */
export interface Seen {
  readonly key: string;
  readonly at: string;
  readonly via: ObservedVia;
}

export interface RelayBench {
  readonly core: RelayCore;
  readonly seen: Seen[];
  nowMs: number;
  receive(datagram: Uint8Array, from: Source): Outgoing | null;
  client(seed: number, at: Source): TestClient;
  /** Shakes hands from where the client is, without the packet that proves it. */
  handshake(client: TestClient): Outgoing | null;
  keepalive(client: TestClient): Uint8Array;
  register(client: TestClient): void;
  /** Where the relay would send to it: asked by a watcher, who shares a party with it for the moment. */
  placeOf(client: TestClient): Source | null;
}

export function createBench(
  limits: Partial<RelayLimits> = {},
  stunSite = new StunSite([]),
  forwarder: Forwarder = userSpaceOnly('off'),
): RelayBench {
  const seen: Seen[] = [];
  const core = new RelayCore({
    privateKey: RELAY_PRIVATE_KEY,
    probePrivateKey: PROBE_PRIVATE_KEY,
    stunSite,
    forwarder,
    onObserved: (key, endpoint, via) => seen.push({ key, at: formatEndpoint(endpoint), via }),
    random: seededRandom(1),
    limits: { ...defaultLimits, ...limits },
  });
  let time = 1_700_000_000;
  let index = 0x1000;
  const bench: RelayBench = {
    core,
    seen,
    nowMs: 0,
    receive: (datagram, from) => core.receive(datagram, from, bench.nowMs),
    client(seed, at) {
      const privateKey = seededRandom(seed)(32);
      const initiator = createInitiator(privateKey, core.publicKey);
      return {
        key: initiator.key,
        publicKey: initiator.publicKey,
        privateKey,
        at,
        session: null,
        counter: 0,
        initiator,
        initiation: (cookie) => {
          time += 1;
          index += 1;
          return initiator.initiate({ index, time, ...(cookie === undefined ? {} : { cookie }) });
        },
      };
    },
    handshake(client) {
      const initiation = client.initiation();
      const out = bench.receive(initiation.datagram, client.at);
      if (out !== null) {
        client.session = client.initiator.finish(initiation, out.datagram);
        client.counter = 0;
      }
      return out;
    },
    keepalive(client) {
      if (client.session === null) throw new Error('no session with the relay');
      return transportData(client.session, client.counter++);
    },
    register(client) {
      if (bench.handshake(client) === null) throw new Error('the relay did not answer');
      bench.receive(bench.keepalive(client), client.at);
    },
    placeOf(client) {
      const watcher = bench.client(999, source('203.0.113.99', 999));
      core.admit('watch', [watcher.key, client.key]);
      bench.register(watcher);
      index += 1;
      const out = bench.receive(initiationTo(watcher, client, index).datagram, watcher.at);
      core.admit('watch', []);
      return out?.to ?? null;
    },
  };
  return bench;
}

/** Three registered clients: a and b in party `ab`, b and c in party `bc`. */
export function threeInTwoParties(limits: Partial<RelayLimits> = {}) {
  const bench = createBench(limits);
  const [a, b, c] = [
    bench.client(1, source('198.51.100.1', 40001)),
    bench.client(2, source('198.51.100.2', 40002)),
    bench.client(3, source('198.51.100.3', 40003)),
  ];
  bench.core.admit('ab', [a.key, b.key]);
  bench.core.admit('bc', [b.key, c.key]);
  for (const client of [a, b, c]) bench.register(client);
  const drops = () => bench.core.stats().drops;
  /** Initiation and response between two clients, as far as the relay can see. */
  const connect = (from: TestClient, to: TestClient, indexFrom: number, indexTo: number) => {
    const there = bench.receive(initiationTo(from, to, indexFrom).datagram, from.at);
    const back = bench.receive(message(2, { sender: indexTo, receiver: indexFrom }), to.at);
    return { there, back };
  };
  return { bench, a, b, c, drops, connect };
}

/** An initiation from one client to another, with the index that it chose. */
export function initiationTo(from: TestClient, to: TestClient, index: number, time = 1): Initiation {
  return createInitiator(from.privateKey, to.publicKey).initiate({ index, time });
}

/** A message with the shape that the relay can see: type, indices and length. */
export function message(type: 2 | 3 | 4, indices: { sender?: number; receiver: number }, length = 0) {
  const datagram = new Uint8Array({ 2: 92, 3: 64, 4: 32 + length }[type]);
  const view = new DataView(datagram.buffer);
  datagram[0] = type;
  if (type === 2) view.setUint32(4, indices.sender ?? 0, true);
  view.setUint32(type === 2 ? 8 : 4, indices.receiver, true);
  return datagram;
}
