/**
 * A DHT of real nodes on this machine, each with an address of its own, some of which are deaf or lie. Round trips vary, as those
 * of the Internet do.
 */
import { createPublicKey, randomInt, verify } from 'node:crypto';
import type { Socket } from 'node:dgram';
import DHT from 'bittorrent-dht';
import { decodeBencode, encodeBencode } from '../../main/engine/rendezvous/dht/bencode.ts';

/**
 * deaf: hears nothing. forges: every value that it gives is another one, under the highest number. stale: gives the first value
 * that it had, for ever. leads-astray: names nodes that aren't there. rubbish: answers with random bytes.
 */
export type DhtVice = 'deaf' | 'forges' | 'stale' | 'leads-astray' | 'rubbish';

export interface DhtNetworkOptions {
  readonly nodes?: number;
  readonly vices?: readonly { readonly vice: DhtVice; readonly count: number }[];
  /** Each way, ± 50 %. */
  readonly delayMs?: number;
  /** Addresses are this and a number; of this machine's own, and nobody else's, where it is absent. */
  readonly prefix?: string;
  readonly firstHost?: number;
  readonly port?: number;
}

export interface DhtNetwork {
  /** host:port of two honest nodes. */
  readonly begin: readonly string[];
  /** Every datagram that came to a node. */
  readonly carried: Buffer[];
  close(): Promise<void>;
}

type Message = Record<string, unknown>;

const HEAD = Buffer.from('302a300506032b6570032100', 'hex');

export async function startDhtNetwork(options: DhtNetworkOptions = {}): Promise<DhtNetwork> {
  const {
    nodes: count = 50,
    vices = [],
    delayMs = 0,
    prefix = freshPrefix(),
    firstHost = 1,
    port = 6881,
  } = options;
  const carried: Buffer[] = [];
  const nodes: DHT[] = [];
  for (let i = 0; i < count; i++) {
    const node = new DHT({ bootstrap: false, verify: isSigned });
    node.on('error', () => undefined);
    node.on('warning', () => undefined);
    await new Promise<void>((resolve) => node.listen(port, `${prefix}${firstHost + i}`, resolve));
    const socket = node._rpc.socket.socket;
    socket.prependListener('message', (datagram: Buffer) => carried.push(datagram));
    slowDown(socket, delayMs);
    nodes.push(node);
  }
  for (const node of nodes) {
    for (const other of nodes) {
      if (other !== node) node.addNode({ host: other.address().address, port, id: other.nodeId });
    }
  }
  const bad = nodes.slice(2);
  for (const { vice, count: many } of vices) for (const node of bad.splice(-many)) corrupt(node, vice);
  return {
    begin: nodes.slice(0, 2).map((node) => `${node.address().address}:${port}`),
    carried,
    async close() {
      await Promise.all(nodes.map((node) => new Promise<void>((resolve) => node.destroy(resolve))));
    },
  };
}

/** Files of tests run beside each other, and 127.9 is where nobody is. */
function freshPrefix(): string {
  return `127.${randomInt(10, 250)}.${randomInt(0, 256)}.`;
}

function isSigned(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.concat([HEAD, publicKey]), format: 'der', type: 'spki' });
  return verify(null, message, key, signature);
}

type Send = (
  data: Buffer,
  offset: number,
  length: number,
  port: number,
  host: string,
  done?: unknown,
) => void;

function slowDown(socket: Socket, delayMs: number): void {
  if (delayMs === 0) return;
  rewire(socket, (send) => (...args) => {
    setTimeout(() => trySend(() => send(...args)), delayMs * (0.5 + Math.random()));
  });
}

function corrupt(node: DHT, vice: DhtVice): void {
  const socket = node._rpc.socket.socket;
  if (vice === 'deaf') {
    socket.removeAllListeners('message');
    return;
  }
  const firsts = new Map<string, Message>();
  rewire(socket, (send) => (data, offset, length, port, host, done) => {
    const message = decodeBencode(data.subarray(offset, offset + length)) as Message | undefined;
    const values = message?.r as Message | undefined;
    if (message === undefined || values === undefined) return send(data, offset, length, port, host, done);
    const changed =
      vice === 'rubbish'
        ? Buffer.alloc(40, 0x64)
        : encodeBencode({ ...message, r: lie(vice, values, firsts) } as never);
    send(changed, 0, changed.length, port, host, done);
  });
}

function lie(vice: DhtVice, values: Message, firsts: Map<string, Message>): Message {
  if (vice === 'leads-astray') {
    const nodes = Buffer.alloc(26 * 8);
    for (let i = 0; i < 8; i++) nodes.set([127, 9, 1, i + 1, 0x1a, 0xe1], i * 26 + 20);
    return { ...values, nodes };
  }
  if (!Buffer.isBuffer(values.v)) return values;
  if (vice === 'forges') {
    return { ...values, v: Buffer.alloc(values.v.length, 7), seq: Number.MAX_SAFE_INTEGER };
  }
  const key = `${values.k}`;
  const first = firsts.get(key) ?? { k: values.k, seq: values.seq, sig: values.sig, v: values.v };
  firsts.set(key, first);
  return { ...values, ...first };
}

function rewire(socket: Socket, wrap: (send: Send) => Send): void {
  const send = socket.send.bind(socket) as Send;
  socket.send = wrap(send) as typeof socket.send;
}

/** The node may have been closed meanwhile. */
function trySend(send: () => void): void {
  try {
    send();
  } catch {
    return;
  }
}
