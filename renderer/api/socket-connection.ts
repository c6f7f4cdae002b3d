/** The contract over a WebSocket, as shared/ipc/socket-frames.ts draws it; reconnects until it is closed. */
import { type Fault, fault } from '../../shared/faults/fault.ts';
import type { LanrageApi } from '../../shared/ipc/api.ts';
import { channels } from '../../shared/ipc/channels.ts';
import type { SocketReply } from '../../shared/ipc/socket-frames.ts';
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

interface PendingCall {
  readonly frame: string;
  readonly settle: (result: Result<unknown>) => void;
}

type Listener = (value: unknown) => void;

/** Opens the socket. Calls made before it is ready wait for it; calls under way when it is lost fail. */
export function openSocketConnection({ url, token }: SocketOptions): Connection {
  const pending = new Map<number, PendingCall>();
  const listeners = new Map<string, Set<Listener>>();
  const watchers = new Set<(status: LinkStatus) => void>();
  let status: LinkStatus = 'connecting';
  let socket: WebSocket | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let lastId = 0;

  function become(next: LinkStatus): void {
    if (next === status) return;
    status = next;
    for (const watcher of watchers) watcher(next);
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
      pending.get(reply.re)?.settle(reply.result as Result<unknown>);
      pending.delete(reply.re);
    } else if ('event' in reply) {
      for (const listener of listeners.get(reply.event) ?? []) listener(reply.value);
    } else {
      failures = 0;
      for (const { frame } of pending.values()) socket?.send(frame);
      become('online');
    }
  }

  function lose(code: number): void {
    socket = null;
    const refused = code === CLOSE_REFUSED && status !== 'online';
    become(refused ? 'refused' : 'offline');
    failPending(refused ? fault('engine.unauthorised', {}) : fault('engine.unreachable', {}));
    if (refused) return;
    retry = setTimeout(open, Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures));
    failures += 1;
  }

  function failPending(reason: Fault): void {
    for (const { settle } of pending.values()) settle(fail(reason));
    pending.clear();
  }

  function call(name: string, input: unknown): Promise<Result<unknown>> {
    if (status === 'refused') return Promise.resolve(fail(fault('engine.unauthorised', {})));
    if (status === 'offline') return Promise.resolve(fail(fault('engine.unreachable', {})));
    lastId += 1;
    const id = lastId;
    const frame = JSON.stringify({ id, call: name, input });
    return new Promise((settle) => {
      pending.set(id, { frame, settle });
      if (status === 'online') socket?.send(frame);
    });
  }

  function on(name: string, listener: Listener): () => void {
    const set = listeners.get(name) ?? new Set();
    listeners.set(name, set.add(listener));
    return () => set.delete(listener);
  }

  open();
  const calls = channels.calls.map((name) => [name, (input: unknown) => call(name, input)] as const);
  return {
    // The engine parses every input and output against the contract; here only its names are known.
    api: { ...Object.fromEntries(calls), on } as unknown as LanrageApi,
    onStatus(watcher) {
      watchers.add(watcher);
      watcher(status);
      return () => watchers.delete(watcher);
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
