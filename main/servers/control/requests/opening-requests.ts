/** Requests by which a stranger says what it is: a peer's hello, or a relay that wants to serve. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { formatEndpoint } from '../../../../shared/address.ts';
import {
  CONTROL_PROTOCOL_VERSION,
  type ControlRequest,
  type RelayInfo,
} from '../../../../shared/control/messages.ts';
import { helloBytes, relayProofBytes } from '../../../../shared/control/transcripts.ts';
import { type Fault, fault } from '../../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { fromBase64url } from '../../../crypto/encoding.ts';
import { peerIdOf } from '../../../crypto/peer-id.ts';
import { verify } from '../../../crypto/signature.ts';
import type { ControlState, Reply } from '../control-state.ts';
import { isMemberRelay } from '../relays/member-relays.ts';
import type { PeerConnection } from '../sockets/connection.ts';
import { attachRelay } from './relay-requests.ts';

type Request<T extends ControlRequest['type']> = Extract<ControlRequest, { type: T }>;

export function sayHello(
  state: ControlState,
  connection: PeerConnection,
  request: Request<'hello'>,
): Result<Reply> {
  if (request.version !== CONTROL_PROTOCOL_VERSION) return versionFault(request.version);
  if (!verify(request.identity, helloBytes(connection.nonce), request.signature)) {
    return fail(fault('control.not-authenticated', { reason: 'signature' }));
  }
  const peer = peerIdOf(request.identity);
  const limit = state.limits.connectionsPerIdentity;
  const own = [...state.connections].filter(({ role }) => role.kind === 'peer' && role.peer === peer);
  if (own.length >= limit) return fail(fault('control.too-many-connections', { limit }));
  connection.role = { kind: 'peer', peer, identity: request.identity, place: null };
  state.log.debug('peer said hello', { peer, app: request.app });
  return ok({ value: { peer } });
}

export function registerRelay(
  state: ControlState,
  connection: PeerConnection,
  request: Request<'relay.register'>,
): Result<Reply> {
  if (request.version !== CONTROL_PROTOCOL_VERSION) return versionFault(request.version);
  const { relay, proof } = request;
  const isOthers = state.relays.isLocal(relay.id) || isMemberRelay(relay.id);
  if (isOthers || !knowsSecret(state.relaySecret, connection.nonce, relay, proof)) {
    return fail(fault('control.relay-refused', {}));
  }
  if (state.relays.size >= state.limits.relays && !state.relays.has(relay.id)) {
    return fail(fault('control.too-many-connections', { limit: state.limits.relays }));
  }
  const { member: _, ...info } = relay;
  return attachRelay(state, connection, { ...info, endpoints: publicEndpoints(connection, relay) });
}

function knowsSecret(secret: string | null, nonce: string, relay: RelayInfo, proof: string): boolean {
  if (secret === null) return false;
  const expected = createHmac('sha256', secret)
    .update(relayProofBytes(nonce, relay.id, relay.publicKey))
    .digest();
  const given = fromBase64url(proof);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** A relay that doesn't know its public address is where its connection comes from, unless that is this machine. */
function publicEndpoints({ remoteAddress }: PeerConnection, { endpoints, port }: RelayInfo): string[] {
  if (endpoints.length > 0) return endpoints;
  const isLocal = remoteAddress === '::1' || remoteAddress.startsWith('127.');
  return isLocal ? [] : [formatEndpoint({ address: remoteAddress, port })];
}

function versionFault(clientVersion: number): {
  readonly ok: false;
  readonly fault: Fault<'control.version-unsupported'>;
} {
  return fail(
    fault('control.version-unsupported', { serverVersion: CONTROL_PROTOCOL_VERSION, clientVersion }),
  );
}
