/** Questions to nodes of the DHT, and their answers: from where the question went, once, and in time. */
import type { Endpoint } from '../../../../shared/address.ts';
import { formatEndpoint } from '../../../../shared/address.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Random } from '../../../base/random.ts';
import type { OpenUdp, UdpSocket } from '../../../base/udp.ts';
import type { Bencoded, BencodedDictionary } from './bencode.ts';
import { encodeQuery, parseReply } from './krpc.ts';

export interface DhtPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly openUdp: OpenUdp;
}

/** error: it is there, and didn't do it. */
type Answer = BencodedDictionary | 'error' | 'silent';

const TRANSACTION_BYTES = 8;

interface Waiting {
  readonly from: string;
  done(answer: Answer): void;
}

export class DhtSocket {
  readonly #ports: DhtPorts;
  readonly #waiting = new Map<string, Waiting>();
  readonly #sockets = new Map<4 | 6, UdpSocket>();
  /** Ours; nobody is served under it, so it may be another one each time. */
  readonly #id: Buffer;
  sent = 0;

  private constructor(ports: DhtPorts) {
    this.#ports = ports;
    this.#id = Buffer.from(ports.random.bytes(20));
  }

  /** Null: this machine gives no socket. */
  static async open(ports: DhtPorts): Promise<DhtSocket | null> {
    const made = new DhtSocket(ports);
    for (const family of [4, 6] as const) {
      const socket = await ports.openUdp({
        family,
        port: 0,
        onDatagram: (datagram, from) => made.#heard(datagram, from),
      });
      if (!('error' in socket)) made.#sockets.set(family, socket);
    }
    return made.#sockets.size === 0 ? null : made;
  }

  get hasIpv6(): boolean {
    return this.#sockets.has(6);
  }

  /** Asks a node. An answer that comes later than that is none. */
  ask(
    node: Endpoint,
    query: 'get' | 'put' | 'find_node',
    args: Record<string, Bencoded | string>,
    timeoutMs: number,
  ): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const transaction = Buffer.from(this.#ports.random.bytes(TRANSACTION_BYTES));
    const name = transaction.toString('hex');
    const cancel = this.#ports.clock.after(timeoutMs, () => this.#waiting.get(name)?.done('silent'));
    this.#waiting.set(name, {
      from: formatEndpoint(node),
      done: (answer) => {
        cancel();
        this.#waiting.delete(name);
        resolve(answer);
      },
    });
    const socket = this.#sockets.get(node.address.includes(':') ? 6 : 4);
    this.sent++;
    socket?.send(encodeQuery(transaction, query, { id: this.#id, ...args }), node, (error) => {
      if (error !== null) this.#waiting.get(name)?.done('silent');
    });
    if (socket === undefined) this.#waiting.get(name)?.done('silent');
    return promise;
  }

  close(): void {
    for (const { done } of [...this.#waiting.values()]) done('silent');
    for (const socket of this.#sockets.values()) socket.close();
  }

  #heard(datagram: Uint8Array, from: Endpoint): void {
    const reply = parseReply(datagram);
    const waiting = reply === null ? undefined : this.#waiting.get(reply.transaction);
    if (reply === null || waiting?.from !== formatEndpoint(from)) return;
    waiting.done(reply.values ?? 'error');
  }
}
