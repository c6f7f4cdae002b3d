/** One WebSocket to a relay: datagrams go in and come out until it is down, and then it is for good. */
import { type ClientOptions, WebSocket } from 'ws';
import type { Clock } from '../../../base/clock.ts';
import type { ProxySettings } from '../../../base/environment.ts';
import { proxyFor } from '../../../base/proxy.ts';
import { connectAgent } from '../../../base/proxy-agent.ts';

export interface TunnelSocketListener {
  onUp(): void;
  onDatagram(datagram: Buffer): void;
  /** Called once, also when it never was up. */
  onDown(reason: string): void;
}

/** As long as a control server may take to answer. */
const HANDSHAKE_MS = 10_000;
/** A connection that died without a word is noticed within twice this time. */
const PING_MS = 10_000;
/** What the relay takes; WireGuard's are smaller by far. */
const DATAGRAM_BYTES = 2048;
/** A tenth of a second at 10 Mbit/s: more would only be delay. */
const BACKLOG_BYTES = 128 * 1024;

export class TunnelSocket {
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #listener: TunnelSocketListener;
  #reason = 'closed';
  #isDown = false;
  #heard = true;
  #cancelPing = (): void => undefined;

  /** Connects at once. @param url - `ws://` or `wss://`. */
  constructor(url: string, proxies: ProxySettings, clock: Clock, listener: TunnelSocketListener) {
    this.#clock = clock;
    this.#listener = listener;
    this.#socket = new WebSocket(url, optionsFor(new URL(url), proxies));
    this.#socket.on('open', () => {
      this.#ping();
      listener.onUp();
    });
    this.#socket.on('pong', () => {
      this.#heard = true;
    });
    this.#socket.on('message', (data, isBinary) => {
      this.#heard = true;
      // `nodebuffer`, the default: one Buffer for each message.
      if (isBinary && !this.#isDown) listener.onDatagram(data as Buffer);
    });
    this.#socket.on('error', ({ message }) => {
      this.#reason = message;
    });
    this.#socket.on('close', (code, text) => this.#down(text.toString() || `${this.#reason} (${code})`));
  }

  /** Sends a datagram; drops it while the connection isn't up, or where too much waits already. */
  send(datagram: Uint8Array): void {
    const isReady =
      this.#socket.readyState === WebSocket.OPEN && this.#socket.bufferedAmount <= BACKLOG_BYTES;
    if (isReady && datagram.length <= DATAGRAM_BYTES) this.#socket.send(datagram, { binary: true });
  }

  /** Ends it without waiting for the other end; the listener hears nothing more. */
  close(): void {
    this.#isDown = true;
    this.#cancelPing();
    this.#socket.close();
    this.#clock.after(1000, () => this.#socket.terminate());
  }

  #ping(): void {
    if (!this.#heard) {
      this.#down('no answer');
      this.#socket.terminate();
      return;
    }
    this.#heard = false;
    this.#socket.ping();
    this.#cancelPing = this.#clock.after(PING_MS, () => this.#ping());
  }

  #down(reason: string): void {
    if (this.#isDown) return;
    this.#isDown = true;
    this.#cancelPing();
    this.#listener.onDown(reason);
  }
}

function optionsFor(url: URL, proxies: ProxySettings): ClientOptions {
  const proxy = proxyFor(url, proxies);
  return {
    handshakeTimeout: HANDSHAKE_MS,
    maxPayload: DATAGRAM_BYTES,
    perMessageDeflate: false,
    ...(proxy !== null && { agent: connectAgent(url, proxy, HANDSHAKE_MS) }),
  };
}
