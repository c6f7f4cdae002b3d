import type { ControlRequest, RelayInfo } from '../../../../shared/control/messages.ts';
import { fault } from '../../../../shared/faults/fault.ts';
import { ok, type Result } from '../../../../shared/result.ts';
import { type ControlState, type Reply, rosterKeys } from '../control-state.ts';
import { assignRelays } from '../relays/relay-assignment.ts';
import type { AdmissionSink } from '../relays/relay-registry.ts';
import { closeCodes, type PeerConnection } from '../sockets/connection.ts';

/** Takes a proven relay in: it is told every party first, and its answer ends that list. */
export function attachRelay(state: ControlState, connection: PeerConnection, info: RelayInfo): Result<Reply> {
  for (const other of state.connections) {
    if (other.role.kind === 'relay' && other.role.relay === info.id) {
      other.shut(closeCodes.replaced, fault('control.replaced', {}));
    }
  }
  const sink: AdmissionSink = {
    admit: (party, keys) => connection.push({ type: 'relay.admission', party, keys: [...keys] }),
    hold: (a, b, ms) => connection.push({ type: 'relay.hold', a, b, ms }),
  };
  connection.role = { kind: 'relay', relay: info.id, sink };
  connection.allowLongBacklog();
  state.relays.attach(info, sink, null);
  for (const { id } of state.store.liveParties()) sink.admit(id, rosterKeys(state, id));
  state.log.info('relay registered', { relay: info.id, endpoints: info.endpoints });
  return ok({ value: {}, afterwards: () => assignRelays(state, true) });
}

export function reportRelay(
  state: ControlState,
  relay: string,
  { clients, bytesForwarded }: Extract<ControlRequest, { type: 'relay.report' }>,
): Result<Reply> {
  state.relays.report(relay, clients);
  state.log.debug('relay reported', { relay, clients, bytesForwarded });
  return ok({ value: {} });
}

/** A relay may still speak of a key that has just left: no fault, but nobody is told. */
export function noteObserved(
  state: ControlState,
  relay: string,
  { key, endpoint, via }: Extract<ControlRequest, { type: 'relay.observed' }>,
): Result<Reply> {
  state.observations.note(relay, key, endpoint, via);
  return ok({ value: {} });
}
