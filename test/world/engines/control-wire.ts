/** A connection between an engine and a control server: frames in order, later where one of the two is cut off. */
import { EventEmitter } from 'node:events';
import type { ControlSocket, OpenControlSocket } from '../../../main/control-client/control-socket.ts';
import type { ServedSocket } from '../../../main/servers/control/sockets/served-socket.ts';
import { fault } from '../../../shared/faults/fault.ts';
import type { Because } from '../../../shared/faults/fault-reasons.ts';
import { fail, ok } from '../../../shared/result.ts';
import { bareHost, portOf } from '../../../shared/url-host.ts';
import type { Computer } from './computer.ts';
import type { Attached, Internet } from './internet.ts';

type Why = Because<'control.unreachable'>;

/** TCP sends again what was lost, about so often. */
const AGAIN_MS = 250;
/** Within a tunnel that leads nowhere any more. */
const MOST_TRIES = 240;

/** What a program on this computer connects by. */
export function controlSockets(from: Computer): OpenControlSocket {
  return async (text, signal) => {
    const refuse = (why: Why) => fail(fault('control.unreachable', { server: text, ...why }));
    const { internet } = from;
    const url = new URL(text);
    if (from.tunnelTo(bareHost(url)) !== null) return throughTunnel(from, url, signal);
    let to: Attached | null;
    try {
      to = addressee(from, internet.resolve(bareHost(url)));
    } catch {
      return refuse({ reason: 'errno', errno: 'ENOTFOUND' });
    }
    const called = await Promise.race([
      new Promise<'called off'>((resolve) => signal.addEventListener('abort', () => resolve('called off'))),
      new Promise<void>((resolve) => {
        internet.world.after(internet.roundTripMs, resolve);
      }),
    ]);
    if (called !== undefined || signal.aborted) return refuse({ reason: 'not-wanted' });
    const isThere = to !== null && (to === from || (to.isOnline && from.isOnline));
    if (!isThere || to === null) return refuse({ reason: 'errno', errno: 'EHOSTUNREACH' });
    const accept = to.acceptorAt(portOf(url));
    if (accept === null) return refuse({ reason: 'errno', errno: 'ECONNREFUSED' });
    const wire = new Wire(internet, from, to);
    accept(wire.served, to === from ? '127.0.0.1' : from.publicAddress);
    return ok(wire.client);
  };
}

/** A connection whose segments are datagrams within the tunnel. */
async function throughTunnel(from: Computer, url: URL, signal: AbortSignal): ReturnType<OpenControlSocket> {
  const { internet } = from;
  const refuse = (why: Why) => fail(fault('control.unreachable', { server: url.href, ...why }));
  const address = bareHost(url);
  const own = from.tunnelTo(address)?.address ?? '';
  const to = address === own ? from : internet.holding(keyAt(from, address));
  if (to === null) return refuse({ reason: 'errno', errno: 'EHOSTUNREACH' });
  const segments = {
    up: (bytes: Uint8Array) => from.sendSegment(bytes, address),
    down: (bytes: Uint8Array) => to.sendSegment(bytes, own),
  };
  const wire = new Wire(internet, from, to, segments, address);
  const shaken = await new Promise<boolean>((resolve) => {
    signal.addEventListener('abort', () => resolve(false));
    wire.carry('up', () => wire.carry('down', () => resolve(true)));
  });
  if (!shaken || signal.aborted) return refuse({ reason: 'not-wanted' });
  const accept = to.acceptorAt(portOf(url));
  if (accept === null) return refuse({ reason: 'errno', errno: 'ECONNREFUSED' });
  accept(wire.served, own);
  return ok(wire.client);
}

/** Whose address it is, by the tunnel. */
function keyAt(from: Computer, address: string): string {
  const peers = from.tunnelTo(address)?.peers() ?? [];
  return peers.find(({ allowedIps }) => allowedIps.includes(`${address}/32`))?.publicKey ?? '';
}

/** Null: nobody who takes connections from outside. */
function addressee(from: Computer, address: string): Attached | null {
  if (address.startsWith('127.') || address === from.address) return from;
  const found = from.internet.at(address);
  return found?.nat.mapping === 'none' ? found : null;
}

class Wire {
  readonly served = new Served(this);
  readonly client: Client;
  readonly #internet: Internet;
  readonly #ends: readonly [Attached, Attached];
  readonly #stuck = new Set<'up' | 'down'>();
  readonly #queues = { up: [] as (() => void)[], down: [] as (() => void)[] };

  /** How it goes through a tunnel; null: it doesn't. */
  readonly #segments: Record<'up' | 'down', (bytes: Uint8Array) => void> | null;

  constructor(
    internet: Internet,
    from: Attached,
    to: Attached,
    segments: Record<'up' | 'down', (bytes: Uint8Array) => void> | null = null,
    address = to === from ? '127.0.0.1' : to.publicAddress,
  ) {
    this.#internet = internet;
    this.#ends = [from, to];
    this.#segments = segments;
    this.client = new Client(this, address);
  }

  /** @param bytes - of one too large for the path is sent again for ever, and everything waits behind it. */
  carry(way: 'up' | 'down', arrive: () => void, bytes = 0): void {
    if (this.#ends.some(({ stallsAbove }) => bytes > stallsAbove)) this.#stuck.add(way);
    if (this.#stuck.has(way)) return;
    const queue = this.#queues[way];
    queue.push(arrive);
    if (queue.length === 1) this.#next(way);
  }

  get #isUp(): boolean {
    const [from, to] = this.#ends;
    return from === to || (from.isOnline && to.isOnline);
  }

  #next(way: 'up' | 'down'): void {
    if (this.#segments !== null) {
      this.#send(way, this.#segments[way]);
      return;
    }
    const { world, controlLateMs } = this.#internet;
    this.#internet.after(() => world.after(controlLateMs / 2, () => this.#arrive(way)));
  }

  /** Again and again, until it is there, or too late. */
  #send(way: 'up' | 'down', send: (bytes: Uint8Array) => void): void {
    const segment = this.#internet.segments.make(() => {
      for (const arrive of this.#queues[way].splice(0)) arrive();
    });
    let tries = 0;
    const again = (): void => {
      if (segment.isThere()) return;
      if (tries++ >= MOST_TRIES) {
        segment.forget();
        this.#queues[way].length = 0;
        this.client.ended({ reason: 'errno', errno: 'ETIMEDOUT' });
        this.served.ended();
        return;
      }
      send(segment.bytes);
      this.#internet.world.after(AGAIN_MS, again);
    };
    again();
  }

  #arrive(way: 'up' | 'down'): void {
    const queue = this.#queues[way];
    if (!this.#isUp) {
      this.#internet.world.after(AGAIN_MS, () => this.#arrive(way));
      return;
    }
    // What was sent meanwhile arrives with it.
    for (const arrive of queue.splice(0)) arrive();
  }
}

class Client implements ControlSocket {
  readonly address: string;
  readonly #wire: Wire;
  #isOpen = true;
  #early: string[] = [];
  #onMessage: ((text: string) => void) | null = null;
  #closed: { readonly why: Why | null } | null = null;
  #onClose: (why: Why | null) => void = () => undefined;

  constructor(wire: Wire, address: string) {
    this.#wire = wire;
    this.address = address;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  send(text: string): void {
    const { served } = this.#wire;
    if (this.#isOpen)
      this.#wire.carry('up', () => served.emit('message', Buffer.from(text), false), text.length);
  }

  onMessage(listener: (text: string) => void): void {
    this.#onMessage = listener;
    for (const text of this.#early.splice(0)) listener(text);
  }

  onClose(listener: (why: Why | null) => void): void {
    this.#onClose = listener;
    if (this.#closed !== null) listener(this.#closed.why);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const { served } = this.#wire;
    this.#wire.carry('up', () => served.ended());
    this.ended(null);
  }

  terminate(): void {
    this.close();
  }

  take(text: string): void {
    if (this.#closed !== null) return;
    if (this.#onMessage === null) this.#early.push(text);
    else this.#onMessage(text);
  }

  ended(why: Why | null): void {
    this.#isOpen = false;
    if (this.#closed !== null) return;
    this.#closed = { why };
    queueMicrotask(() => this.#onClose(why));
  }
}

class Served extends EventEmitter implements ServedSocket {
  readonly bufferedAmount = 0;
  readonly #wire: Wire;
  #isOpen = true;

  constructor(wire: Wire) {
    super();
    this.#wire = wire;
  }

  send(text: string): void {
    if (this.#isOpen) this.#wire.carry('down', () => this.#wire.client.take(text), text.length);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#wire.carry('down', () => this.#wire.client.ended(null));
    this.ended();
  }

  terminate(): void {
    this.close();
  }

  ended(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    queueMicrotask(() => this.emit('close'));
  }
}
