/** Where a member runs this server: what it says of that, and others who say the same of themselves. */

import type { ControlRequest } from '../../../../shared/control/messages.ts';
import { claimBytes, reignBytes } from '../../../../shared/control/succession.ts';
import { fault } from '../../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { verify } from '../../../crypto/signature.ts';
import type { ControlState, Reply } from '../control-state.ts';
import type { PeerConnection, PeerRole } from '../sockets/connection.ts';

/** Only members of the party may: whoever knows its code, under its own name. */
export function claimControl(
  { store, reign: desk }: ControlState,
  { nonce }: PeerConnection,
  { peer, identity }: PeerRole,
  { party, proof, reign }: Extract<ControlRequest, { type: 'control.claim' }>,
): Result<Reply> {
  const found = store.party(party);
  if (found === null || desk.told === null) return fail(fault('party.not-found', { server: '' }));
  const isMember = verify(found.memberAuth, claimBytes(nonce, party, identity), proof);
  if (!isMember || reign.peer !== peer || !verify(identity, reignBytes(party, reign), reign.signature)) {
    return fail(fault('party.not-authorised', {}));
  }
  const known = desk.claimed(reign);
  return known === null ? fail(fault('party.not-found', { server: '' })) : ok({ value: { reign: known } });
}
