/** The life of one socket on the server: challenge, frames, answers, end. */
import { randomUUID } from 'node:crypto';
import { CONTROL_PROTOCOL_VERSION, type ControlRequest } from '../../../../shared/control/messages.ts';
import { type Fault, fault } from '../../../../shared/faults/fault.ts';
import { fail } from '../../../../shared/result.ts';
import { toBase64url } from '../../../crypto/encoding.ts';
import { householdOf, plainAddress } from '../../household.ts';
import type { ControlState } from '../control-state.ts';
import { answerRequest } from '../requests/answer-request.ts';
import { decodeRequest } from '../requests/decode-request.ts';
import { closeCodes, PeerConnection } from './connection.ts';
import type { ServedSocket } from './served-socket.ts';
import { TokenBucket } from './token-bucket.ts';

/** Serves a socket until it closes. @param socketAddress - the other end's, as its socket gives it. */
export function serveSocket(state: ControlState, socket: ServedSocket, socketAddress: string): void {
  const { clock, limits, log } = state;
  const now = clock.now();
  const remoteAddress = plainAddress(socketAddress);
  const connection = new PeerConnection({
    socket,
    remoteAddress,
    household: householdOf(remoteAddress),
    messages: new TokenBucket(limits.messageBurst, limits.messagesPerSecond, now),
    now,
    onClosed: (closed) => {
      stopWaiting();
      guard(state, () => part(state, closed));
    },
  });
  const stopWaiting = clock.after(limits.helloMs, () => closeStranger(connection, limits.helloMs));
  socket.on('error', (error) => log.debug('socket failed', { reason: error.message }));
  socket.on('close', () => connection.markClosed());
  const refusal = refuse(state, connection);
  if (refusal !== null) {
    connection.shut(closeCodes.tryLater, refusal);
    return;
  }
  state.connections.add(connection);
  // A binary frame is no request: it is read as one that can't be understood.
  socket.on('message', (data, isBinary) => hear(state, connection, isBinary ? '' : data.toString()));
  connection.push({
    type: 'challenge',
    nonce: connection.nonce,
    key: toBase64url(state.keyPair.publicKey),
    version: CONTROL_PROTOCOL_VERSION,
    time: clock.date().toISOString(),
  });
}

function refuse(
  { connections, limits }: ControlState,
  { household }: PeerConnection,
): Fault<'control.too-many-connections'> | null {
  const all = [...connections];
  const counts: [number, number][] = [
    [all.length, limits.connections],
    [all.filter((other) => other.role.kind === 'stranger').length, limits.unauthenticated],
    [all.filter((other) => other.household === household).length, limits.connectionsPerAddress],
  ];
  const reached = counts.find(([count, limit]) => count >= limit);
  return reached === undefined ? null : fault('control.too-many-connections', { limit: reached[1] });
}

function closeStranger(connection: PeerConnection, helloMs: number): void {
  if (connection.role.kind !== 'stranger') return;
  connection.shut(closeCodes.policy, fault('control.not-authenticated', { reason: 'no-hello', ms: helloMs }));
}

function hear(state: ControlState, connection: PeerConnection, text: string): void {
  if (!connection.isOpen) return;
  connection.heardAt = state.clock.now();
  const retryAfterMs = connection.messages.take(connection.heardAt);
  const tooFast = fault('control.rate-limited', { retryAfterMs });
  if (connection.messages.exhausted) {
    connection.shut(closeCodes.policy, tooFast);
    return;
  }
  const decoded = decodeRequest(text);
  if (decoded.re === null) {
    // Whoever sends this can't be answered, and will not do better with the next frame.
    connection.shut(closeCodes.policy, decoded.fault);
  } else if (retryAfterMs > 0) {
    connection.answer(decoded.re, fail(tooFast));
  } else if (decoded.ok) {
    answer(state, connection, decoded.request);
  } else {
    connection.answer(decoded.re, decoded);
  }
}

function answer(state: ControlState, connection: PeerConnection, request: ControlRequest): void {
  const reference = guard(state, () => {
    const result = answerRequest(state, connection, request);
    if (!result.ok) {
      connection.answer(request.id, result);
      return;
    }
    connection.answer(request.id, { ok: true, value: result.value.value });
    result.value.afterwards?.();
  });
  if (reference !== null) connection.answer(request.id, fail(fault('control.server-failed', { reference })));
}

/** Does what has to be done once a connection is closed: its member is away, its relay out of reach. */
function part(state: ControlState, connection: PeerConnection): void {
  if (!state.connections.delete(connection)) return;
  const { role } = connection;
  if (role.kind === 'relay') state.relays.detach(role.relay, role.sink);
  if (role.kind !== 'peer' || role.place === null) return;
  const { party } = role.place;
  if (!state.rooms.away(party, role.peer, connection)) return;
  const member = state.store.member(party, role.peer);
  if (member !== null) state.rooms.update(member);
}

/** Keeps a bug or a broken disk from ending the server. @returns the reference under which it was logged, if it failed. */
function guard({ log }: ControlState, work: () => void): string | null {
  try {
    work();
    return null;
  } catch (error) {
    const reference = randomUUID().slice(0, 8);
    log.error('request failed', { reference, error });
    return reference;
  }
}
