/** A connection between an engine and a control server: frames in order, later where one of the two is cut off. */
import { EventEmitter } from 'node:events';
import type { ControlSocket, OpenControlSocket } from '../../../main/control-client/control-socket.ts';
import type { ServedSocket } from '../../../main/servers/control/sockets/served-socket.ts';
import { fault } from '../../../shared/faults/fault.ts';
import type { Because } from '../../../shared/faults/fault-reasons.ts';
import { fail, ok } from '../../../shared/result.ts';
import { bareHost, portOf } from '../../../shared/url-host.ts';
import type { World } from '../world.ts';
import type { Computer } from './computer.ts';
import type { Attached, Internet } from './internet.ts';
import type { TunnelDevice } from './tunnel-device.ts';

type Why = Because<'control.unreachable'>;

/** TCP sends again what was lost, about so often. */
const AGAIN_MS = 250;

/** What a program on this computer connects by. */
export function controlSockets(from: Computer): OpenControlSocket {
  return async (text, signal) => {
    const refuse = (why: Why) => fail(fault('control.unreachable', { server: text, ...why }));
    const { internet } = from;
    const url = new URL(text);
    const tunnel = from.tunnelTo(bareHost(url));
    if (tunnel !== null && bareHost(url) !== tunnel.address) {
      return openThroughTunnel(from, tunnel, url, signal, refuse);
    }
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

/** TCP gives up by then. */
const CUT_MS = 15_000;

/** To a member: each frame goes when a datagram of its own has come through the tunnel. */
async function openThroughTunnel(
  from: Computer,
  tunnel: TunnelDevice,
  url: URL,
  signal: AbortSignal,
  refuse: (why: Why) => ReturnType<typeof fail<'control.unreachable'>>,
): ReturnType<OpenControlSocket> {
  const address = bareHost(url);
  const peer = tunnel.peers().find(({ allowedIps }) => allowedIps.includes(`${address}/32`));
  const to = from.internet.behind(peer?.publicKey ?? '');
  if (to === null) return refuse({ reason: 'errno', errno: 'EHOSTUNREACH' });
  const ends = new TunnelEnds(from, tunnel.address, to, address);
  const called = await Promise.race([
    new Promise<'called off'>((resolve) => signal.addEventListener('abort', () => resolve('called off'))),
    ends.reach(),
  ]);
  const accept = called === true ? to.acceptorAt(portOf(url)) : null;
  if (signal.aborted || accept === null) {
    ends.close();
    return refuse(called === true ? { reason: 'errno', errno: 'ECONNREFUSED' } : { reason: 'no-answer' });
  }
  const wire = new Wire(from.internet, from, to, ends);
  accept(wire.served, tunnel.address);
  return ok(wire.client);
}

/** A socket at each end of a tunnel, and what was sent from one and has not come to the other. */
class TunnelEnds {
  readonly #world: World;
  readonly #sends: { readonly up: () => void; readonly down: () => void };
  readonly #came: { up(): void; down(): void } = { up: () => undefined, down: () => undefined };
  readonly close: () => void;

  constructor(from: Computer, fromAddress: string, to: Attached, toAddress: string) {
    this.#world = from.world;
    const other = to as Computer;
    const near = from.bind(fromAddress, 0, () => this.#came.down());
    const far = other.bind(toAddress, 0, () => this.#came.up());
    if (typeof near === 'string' || typeof far === 'string')
      throw new Error('an end of a tunnel has no address');
    const bytes = new Uint8Array(64);
    this.#sends = {
      up: () => void from.send(near, bytes, { address: toAddress, port: far.port }),
      down: () => void other.send(far, bytes, { address: fromAddress, port: near.port }),
    };
    this.close = () => {
      from.unbind(near);
      other.unbind(far);
    };
  }

  /** Sends again and again, as TCP does. @returns false: nothing came through. */
  async pass(way: 'up' | 'down'): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const untilMs = this.#world.now() + CUT_MS;
    this.#came[way] = () => resolve(true);
    let isOver = false;
    const send = (): void => {
      if (isOver) return;
      if (this.#world.now() >= untilMs) {
        resolve(false);
        return;
      }
      this.#sends[way]();
      this.#world.after(AGAIN_MS, send);
    };
    send();
    const passed = await promise;
    isOver = true;
    return passed;
  }

  async reach(): Promise<boolean> {
    return (await this.pass('up')) && (await this.pass('down'));
  }
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
  readonly #queues = { up: [] as (() => void)[], down: [] as (() => void)[] };

  /** null: not through a tunnel. */
  readonly #tunnel: TunnelEnds | null;

  constructor(internet: Internet, from: Attached, to: Attached, tunnel: TunnelEnds | null = null) {
    this.#internet = internet;
    this.#ends = [from, to];
    this.#tunnel = tunnel;
    this.client = new Client(this, to === from ? '127.0.0.1' : to.publicAddress);
  }

  carry(way: 'up' | 'down', arrive: () => void): void {
    const queue = this.#queues[way];
    queue.push(arrive);
    if (queue.length === 1) this.#next(way);
  }

  get #isUp(): boolean {
    const [from, to] = this.#ends;
    return from === to || (from.isOnline && to.isOnline);
  }

  #next(way: 'up' | 'down'): void {
    if (this.#tunnel !== null) {
      void this.#tunnel.pass(way).then((passed) => (passed ? this.#deliver(way) : this.#cut()));
      return;
    }
    this.#internet.after(() => this.#arrive(way));
  }

  #arrive(way: 'up' | 'down'): void {
    if (!this.#isUp) {
      this.#internet.world.after(AGAIN_MS, () => this.#arrive(way));
      return;
    }
    this.#deliver(way);
  }

  /** What was sent meanwhile arrives with it. */
  #deliver(way: 'up' | 'down'): void {
    for (const arrive of this.#queues[way].splice(0)) arrive();
  }

  #cut(): void {
    this.#tunnel?.close();
    this.client.ended(null);
    this.served.ended();
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
    if (this.#isOpen) this.#wire.carry('up', () => served.emit('message', Buffer.from(text), false));
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
    if (this.#isOpen) this.#wire.carry('down', () => this.#wire.client.take(text));
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
