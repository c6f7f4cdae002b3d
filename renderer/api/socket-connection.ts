/** The contract over a WebSocket, as shared/ipc/socket-frames.ts draws it; reconnects until it is closed. */
import { type Fault, fault } from '../../shared/faults/fault.ts';
import type { LanrageApi } from '../../shared/ipc/api.ts';
import { channels } from '../../shared/ipc/channels.ts';
import type { SocketReply } from '../../shared/ipc/socket-frames.ts';
import { Listeners, NamedListeners } from '../../shared/listeners.ts';
import { PendingRequests } from '../../shared/pending-requests.ts';
import { fail, type Result } from '../../shared/result.ts';
import type { Connection, LinkStatus } from './connection.ts';

const FIRST_RETRY_MS = 250;
/** An engine that starts again is back within seconds; asking loopback this often costs nothing. */
const LAST_RETRY_MS = 5000;
/** What the engine closes with when it does not accept the token (RFC 6455 §7.4.1, policy violation). */
const CLOSE_REFUSED = 1008;

export interface SocketOptions {
  readonly url: string;
  readonly token: string;
}

/** Opens the socket. Calls made before it is ready wait for it; calls under way when it is lost fail. */
export function openSocketConnection({ url, token }: SocketOptions): Connection {
  const requests = new PendingRequests<Result<unknown>>();
  /** Frames of calls that were made before the engine was ready. */
  const unsent: string[] = [];
  const listeners = new NamedListeners<Record<string, unknown>>();
  const watchers = new Listeners<LinkStatus>();
  let status: LinkStatus = 'connecting';
  let socket: WebSocket | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  function become(next: LinkStatus): void {
    if (next === status) return;
    status = next;
    watchers.tell(next);
  }

  function open(): void {
    const opened = new WebSocket(url);
    socket = opened;
    opened.addEventListener('open', () => opened.send(JSON.stringify({ token })));
    opened.addEventListener('message', ({ data }) => receive(parseReply(data)));
    opened.addEventListener('close', ({ code }) => lose(code));
  }

  function receive(reply: SocketReply | null): void {
    if (reply === null) {
      socket?.close();
    } else if ('re' in reply) {
      requests.answer(reply.re, reply.result as Result<unknown>);
    } else if ('event' in reply) {
      listeners.tell(reply.event, reply.value);
    } else {
      failures = 0;
      for (const frame of unsent.splice(0)) socket?.send(frame);
      become('online');
    }
  }

  function lose(code: number): void {
    socket = null;
    const refused = code === CLOSE_REFUSED && status !== 'online';
    become(refused ? 'refused' : 'offline');
    unsent.length = 0;
    const reason: Fault = fault(refused ? 'engine.unauthorised' : 'engine.unreachable', {});
    requests.end(() => fail(reason));
    if (refused) return;
    retry = setTimeout(open, Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures));
    failures += 1;
  }

  function call(name: string, input: unknown): Promise<Result<unknown>> {
    if (status === 'refused') return Promise.resolve(fail(fault('engine.unauthorised', {})));
    if (status === 'offline') return Promise.resolve(fail(fault('engine.unreachable', {})));
    return requests.ask((id) => {
      const frame = JSON.stringify({ id, call: name, input });
      if (status === 'online') socket?.send(frame);
      else unsent.push(frame);
    });
  }

  open();
  const calls = channels.calls.map((name) => [name, (input: unknown) => call(name, input)] as const);
  const on = listeners.on.bind(listeners);
  return {
    // The engine parses every input and output against the contract; here only its names are known.
    api: { ...Object.fromEntries(calls), on } as unknown as LanrageApi,
    onStatus(watcher) {
      watcher(status);
      return watchers.add(watcher);
    },
    close() {
      watchers.clear();
      clearTimeout(retry);
      socket?.close();
    },
  };
}

/** @returns null for anything that is not a frame of the contract. */
function parseReply(data: unknown): SocketReply | null {
  if (typeof data !== 'string') return null;
  try {
    const reply: unknown = JSON.parse(data);
    return typeof reply === 'object' && reply !== null && ['re', 'event', 'ready'].some((key) => key in reply)
      ? (reply as SocketReply)
      : null;
  } catch {
    return null;
  }
}
