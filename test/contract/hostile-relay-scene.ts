/** A real relay on loopback with a pair that plays, and sockets of attackers that count what they send and get. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import { type RunningRelay, startRelay } from '../../main/servers/relay/start-relay.ts';
import type { Endpoint } from '../../shared/address.ts';
import { recordingLog } from '../mocks/recording-log.ts';
import { seededRandom } from '../unit/servers/relay/relay-bench.ts';
import { createInitiator, type Initiation, transportData } from '../unit/wireguard/initiator.ts';

const loopback: Endpoint = { address: '127.0.0.1', port: 0 };
const DATA_BYTES = 200;
/** The index under which the first of the pair receives, and the second. */
export const [INDEX_A, INDEX_B] = [0x0a0a0a0a, 0x0b0b0b0b];
/** As many as the relay's socket has room for, whatever else this machine does. */
const BURST = 250;
const PATIENCE_MS = 500;

/** A socket whose bytes are counted, both ways. */
export class Party {
  readonly socket: Socket;
  sentBytes = 0;
  gotBytes = 0;
  readonly got: Buffer[] = [];
  readonly #relay: Endpoint;

  constructor(socket: Socket, relay: Endpoint) {
    this.socket = socket;
    this.#relay = relay;
    socket.on('message', (datagram) => {
      this.gotBytes += datagram.length;
      this.got.push(datagram);
    });
  }

  send(datagram: Uint8Array): void {
    this.sentBytes += datagram.length;
    this.socket.send(datagram, this.#relay.port, this.#relay.address);
  }
}

/** Whoever has a WireGuard key. */
export class Member extends Party {
  readonly privateKey: Uint8Array;
  readonly key: string;
  readonly publicKey: Uint8Array;
  /** The datagrams with which it registered: what somebody on the way could have kept. */
  readonly heard: Uint8Array[] = [];
  readonly #initiator: ReturnType<typeof createInitiator>;
  #time = 0;

  constructor(socket: Socket, relay: RunningRelay, seed: number) {
    super(socket, endpointOf(relay));
    this.privateKey = seededRandom(seed)(32);
    this.#initiator = createInitiator(this.privateKey, Buffer.from(relay.publicKey, 'base64'));
    this.key = this.#initiator.key;
    this.publicKey = this.#initiator.publicKey;
  }

  /** The initiation that the relay took. */
  get handshake(): Uint8Array {
    const [initiation] = this.heard;
    if (initiation === undefined) throw new Error('it did not register yet');
    return initiation;
  }

  /** A fresh initiation to the relay. */
  initiation(): Initiation {
    return this.#initiator.initiate({ index: 1, time: ++this.#time });
  }

  /** Makes `mac1` fit again. */
  sign(datagram: Uint8Array): void {
    this.#initiator.sign(datagram);
  }

  async register(): Promise<void> {
    const initiation = this.initiation();
    const answered = once(this.socket, 'message');
    this.send(initiation.datagram);
    const [response] = (await answered) as [Buffer];
    const keepalive = transportData(this.#initiator.finish(initiation, response), 0);
    this.send(keepalive);
    this.heard.push(initiation.datagram, keepalive);
  }

  /** An initiation to another client. */
  greeting(to: Member, index: number): Uint8Array {
    return createInitiator(this.privateKey, to.publicKey).initiate({ index, time: ++this.#time }).datagram;
  }

  /** The same initiation with another index, as far as a relay can check it. */
  regreeting(to: Member, greeting: Uint8Array, index: number): Uint8Array {
    const copy = Buffer.from(greeting);
    copy.writeUInt32LE(index, 4);
    createInitiator(this.privateKey, to.publicKey).sign(copy);
    return copy;
  }
}

export interface Scene {
  readonly relay: RunningRelay;
  readonly log: ReturnType<typeof recordingLog>;
  /** They share a party, and have a session. */
  readonly a: Member;
  readonly b: Member;
  /** Admitted to the party of `a` and `b`, and registered. */
  readonly insider: Member;
  /** Admitted to another party, and registered. */
  readonly outsider: Member;
  member(seed: number): Promise<Member>;
  stranger(): Promise<Party>;
  /** Sends all of it, at a pace that the relay follows, and sees that the pair plays on meanwhile. */
  attack(from: Party, datagrams: Iterable<Uint8Array>): Promise<number>;
  /** Throws when data does not pass between the pair, both ways. */
  plays(): Promise<void>;
}

/** How the relay runs: its processes in all, and whether they take datagrams in batches. */
export interface Way {
  readonly processes: number;
  readonly batches: boolean;
}

export async function openScene({ processes, batches }: Way): Promise<Scene> {
  const log = recordingLog();
  const entry = fileURLToPath(new URL('../../main/servers/relay/processes/relay-worker.ts', import.meta.url));
  const started = await startRelay({
    listen: [loopback],
    privateKey: Buffer.alloc(32, 7).toString('base64'),
    batches,
    ...(processes > 1 && { processes: { count: processes - 1, entry } }),
    clock: systemClock,
    log,
  });
  if (!started.ok) throw new Error(started.fault.code);
  const relay = started.value;
  onTestFinished(() => relay.close());

  const member = async (seed: number) => new Member(await openSocket(), relay, seed);
  const [a, b, insider, outsider] = [await member(1), await member(2), await member(3), await member(4)];
  const away = await member(5);
  relay.admit(
    'theirs',
    [a, b, insider].map(({ key }) => key),
  );
  relay.admit('other', [outsider.key, away.key]);
  for (const one of [a, b, insider, outsider]) await one.register();
  await introduce(a, b);

  let marks = 0;
  const passes = async (from: Member, to: Member, index: number): Promise<boolean> => {
    const datagram = message(4, { receiver: index }, DATA_BYTES);
    datagram.writeUInt32LE(++marks, 16);
    from.send(datagram);
    const deadline = Date.now() + PATIENCE_MS;
    while (Date.now() < deadline) {
      if (to.got.some((got) => got.equals(datagram))) return true;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return false;
  };
  const plays = async (): Promise<void> => {
    // A datagram may be lost where the socket's buffer is full; sessions are not.
    for (let attempt = 0; attempt < 8; attempt++) {
      if ((await passes(a, b, INDEX_B)) && (await passes(b, a, INDEX_A))) return;
    }
    throw new Error(`the pair does not play on: ${JSON.stringify(relay.stats())}`);
  };
  await plays();
  return {
    relay,
    log,
    a,
    b,
    insider,
    outsider,
    member,
    stranger: async () => new Party(await openSocket(), endpointOf(relay)),
    async attack(from, datagrams) {
      let sent = 0;
      for (const datagram of datagrams) {
        from.send(datagram);
        if (++sent % BURST === 0) await plays();
      }
      await plays();
      return sent;
    },
    plays,
  };
}

/** Teaches the relay the indices of a pair. */
async function introduce(a: Member, b: Member): Promise<void> {
  const initiated = once(b.socket, 'message');
  a.send(a.greeting(b, INDEX_A));
  await initiated;
  const answered = once(a.socket, 'message');
  b.send(message(2, { sender: INDEX_B, receiver: INDEX_A }));
  await answered;
}

/** A message with all that a relay can see: type, indices and length. */
export function message(
  type: 2 | 3 | 4,
  { sender = 0, receiver }: { sender?: number; receiver: number },
  length = 32,
): Buffer {
  const datagram = Buffer.alloc({ 2: 92, 3: 64, 4: length }[type]);
  datagram[0] = type;
  if (type === 2) datagram.writeUInt32LE(sender, 4);
  datagram.writeUInt32LE(receiver, type === 2 ? 8 : 4);
  return datagram;
}

function endpointOf({ endpoints: [endpoint] }: RunningRelay): Endpoint {
  if (endpoint === undefined) throw new Error('the relay listens nowhere');
  return endpoint;
}

async function openSocket(): Promise<Socket> {
  const socket = createSocket({
    type: 'udp4',
    recvBufferSize: 1024 * 1024,
    lookup: (hostname, _options, callback) => callback(null, hostname, 4),
  });
  await new Promise<void>((done) => socket.bind(0, loopback.address, done));
  onTestFinished(() => void socket.close());
  return socket;
}
