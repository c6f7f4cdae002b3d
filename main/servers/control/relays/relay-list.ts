/** The relays that a party is told of. */
import { CONTROL_FRAME_LIMIT_BYTES, type RelayInfo } from '../../../../shared/control/messages.ts';
import type { ControlState } from '../control-state.ts';

/** What a frame has besides its relays: the answer to joining, with the party's sealed name, has most. */
const OTHERS_BYTES = 2048;

/** Operators' relays first, then those of the party's own members, as many as fit into a frame. */
export function relayList(state: ControlState, party: string, chosen: string | null): RelayInfo[] {
  return fitRelays([...state.relays.list(), ...state.memberRelays.list(party)], chosen);
}

/** Leaves out the last ones of a list that is too long for a frame, but never the chosen one. */
export function fitRelays(
  relays: readonly RelayInfo[],
  chosen: string | null,
  limitBytes: number = CONTROL_FRAME_LIMIT_BYTES - OTHERS_BYTES,
): RelayInfo[] {
  let leftBytes = limitBytes;
  const fits = new Set<RelayInfo>();
  const first = relays.filter(({ id }) => id === chosen);
  for (const relay of [...first, ...relays.filter(({ id }) => id !== chosen)]) {
    leftBytes -= Buffer.byteLength(JSON.stringify(relay)) + 1;
    if (leftBytes < 0) break;
    fits.add(relay);
  }
  return relays.filter((relay) => fits.has(relay));
}
