/** Test traffic of one party: the end that serves others, and our own runs. The socket is `traffic-socket.ts`. */
import type { Clock } from '../../base/clock.ts';
import { Responder } from './responder.ts';
import { decodeTraffic, encodeTraffic, type TrafficKind, type TrafficPacket } from './traffic-packet.ts';
import { type RunOptions, TrafficRun } from './traffic-run.ts';

export interface TrafficOptions {
  readonly clock: Clock;
  readonly random: (bytes: number) => Uint8Array;
  /** Whether that address belongs to a member of the party other than us. */
  isMember(address: string): boolean;
  /** Whether this member's person allows tests of others. */
  mayServe(): boolean;
}

export type OpenOptions = Pick<
  RunOptions,
  'to' | 'name' | 'purpose' | 'bytesPerSecond' | 'durationMs' | 'signal'
>;

export interface Traffic {
  /** A run with a member, not asked for yet. */
  open(options: OpenOptions): TrafficRun;
  /** Runs of others that are being served. */
  readonly serving: number;
  /** Ends all runs, and the socket. May be said twice. */
  close(): void;
}

/** Sends a datagram; `taken` is called when the system has it. */
export type SendDatagram = (to: string, bytes: Uint8Array, taken: () => void) => void;

/** Datagrams that the system hasn't taken yet: more would only wait in our memory. What steers keeps some room. */
const MOST_UNSENT = 192;
const MOST_UNSENT_BULK = 128;
const forAskers: ReadonlySet<TrafficKind> = new Set(['grant', 'refusal', 'down', 'report', 'reply']);

interface Known {
  readonly to: string;
  readonly isLoad: boolean;
  readonly run: TrafficRun;
}

export class PartyTraffic implements Traffic {
  readonly #options: TrafficOptions;
  readonly #sendDatagram: SendDatagram;
  readonly #responder: Responder;
  readonly #runs = new Map<number, Known>();
  #unsent = 0;
  #closed = false;

  constructor(options: TrafficOptions, sendDatagram: SendDatagram) {
    this.#options = options;
    this.#sendDatagram = sendDatagram;
    this.#responder = new Responder({
      clock: options.clock,
      token: () => this.#randomU64(),
      mayServe: options.mayServe,
      isBusy: () => [...this.#runs.values()].some(({ isLoad }) => isLoad),
      send: (to, packet) => this.#send(to, packet),
    });
  }

  get serving(): number {
    return this.#responder.running;
  }

  open(options: OpenOptions): TrafficRun {
    const number = Number(BigInt.asUintN(32, this.#randomU64()));
    const run = new TrafficRun({
      ...options,
      clock: this.#options.clock,
      run: number,
      nonce: this.#randomU64(),
      send: (packet) => this.#send(options.to, packet),
      onEnd: () => this.#runs.delete(number),
    });
    this.#runs.set(number, { to: options.to, isLoad: options.purpose !== 'echo', run });
    return run;
  }

  /** A datagram that came out of the tunnel; WireGuard vouches for its source address. */
  receive(from: string, bytes: Uint8Array): void {
    const packet = this.#closed || !this.#options.isMember(from) ? null : decodeTraffic(bytes);
    if (packet === null) return;
    if (!forAskers.has(packet.kind)) {
      this.#responder.receive(from, packet);
      return;
    }
    const known = this.#runs.get(packet.run);
    if (known?.to === from) known.run.receive(packet);
  }

  close(): void {
    for (const { run } of [...this.#runs.values()]) run.end();
    this.#responder.close();
    this.#closed = true;
  }

  #send(to: string, packet: TrafficPacket): boolean {
    const isBulk = packet.kind === 'up' || packet.kind === 'down';
    if (this.#closed || this.#unsent >= (isBulk ? MOST_UNSENT_BULK : MOST_UNSENT)) return false;
    this.#unsent++;
    this.#sendDatagram(to, encodeTraffic(packet), () => {
      this.#unsent--;
    });
    return true;
  }

  #randomU64(): bigint {
    const bytes = this.#options.random(8);
    return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0);
  }
}
