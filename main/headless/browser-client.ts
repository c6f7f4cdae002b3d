/** One WebSocket of the page's server: the token first, then a session. */
import type { WebSocket } from 'ws';
import { fault } from '../../shared/faults/fault.ts';
import { type SocketReply, socketTokenSchema } from '../../shared/ipc/socket-frames.ts';
import { fail } from '../../shared/result.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log/log.ts';
import { parseJson } from '../base/parse-json.ts';
import { sameSecret } from '../base/same-secret.ts';
import type { Engine } from '../engine/engine-contract.ts';
import { type ApiConnection, CONNECTION_BACKLOG_BYTES, openApiConnection } from '../ipc/api-connection.ts';
import type { Dispatcher } from '../ipc/dispatch.ts';

/** A page sends its token at once; a connection that doesn't is no page of ours. */
const TOKEN_TIMEOUT_MS = 5_000;
/** RFC 6455 §7.4.1. */
const POLICY_VIOLATION = 1008;

export interface BrowserClientOptions {
  readonly engine: Engine;
  readonly dispatcher: Dispatcher;
  readonly token: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Takes over an upgraded socket: accepts the token, answers `{ready: true}`, and then serves the contract. */
export function acceptBrowser(
  client: WebSocket,
  { engine, dispatcher, token, clock, log }: BrowserClientOptions,
): void {
  let session: ApiConnection | null = null;
  const stopWaiting = clock.after(TOKEN_TIMEOUT_MS, () => refuse('no token in time'));

  const hangUp = (): void => client.close(POLICY_VIOLATION);
  const refuse = (reason: string): void => {
    log.warn('browser refused', { reason });
    send({ re: 0, result: fail(fault('engine.unauthorised', {})) });
    hangUp();
  };
  const send = (frame: SocketReply): void => {
    if (client.bufferedAmount <= CONNECTION_BACKLOG_BYTES) {
      client.send(JSON.stringify(frame));
      return;
    }
    log.warn('browser dropped: it does not read what it is sent');
    client.terminate();
  };
  const admit = (frame: unknown): void => {
    stopWaiting();
    const first = socketTokenSchema.safeParse(frame);
    if (!first.success || !sameSecret(first.data.token, token)) {
      refuse('wrong token');
      return;
    }
    send({ ready: true });
    session = openApiConnection({ engine, dispatcher, send, end: hangUp });
  };

  client.on('message', (data, isBinary) => {
    if (client.readyState !== client.OPEN) return;
    const frame = isBinary ? undefined : parseJson(data.toString());
    if (session === null) admit(frame);
    else session.receive(frame);
  });
  // An oversize or malformed frame: ws closes the connection itself with the code that RFC 6455 names.
  client.on('error', (error) => log.debug('browser frame refused', { error }));
  client.on('close', () => {
    stopWaiting();
    session?.close();
  });
}
