import { hostCount, parseSubnet } from '../../../../shared/address.ts';
import type { MemberRecord } from '../../../../shared/control/messages.ts';
import { recordBytes } from '../../../../shared/control/transcripts.ts';
import { type Fault, fault } from '../../../../shared/faults/fault.ts';
import type { Because } from '../../../../shared/faults/fault-reasons.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { verify } from '../../../crypto/signature.ts';
import type { StoredMember, StoredParty } from '../store/party-store.ts';

/** Who asks for a place. */
export interface Device {
  readonly peer: string;
  readonly identity: string;
  readonly wireguardKey: string;
  readonly record: MemberRecord;
  /** The index that it wishes for; another where that one is not free. */
  readonly place?: number | undefined;
}

/** A place that a device may take. */
export interface Seat {
  readonly index: number;
  /** False when the device is on the roster already. */
  readonly arrives: boolean;
}

export type SeatFault = 'party.full' | 'party.addresses-exhausted' | 'party.record-rejected';

/**
 * Finds the place of a device in a party: the one that it has or had, otherwise the lowest free one.
 * @param members - members and kept places, by index.
 * @param limit - members that the party may have.
 */
export function chooseSeat(
  party: Pick<StoredParty, 'id' | 'subnet'>,
  members: readonly StoredMember[],
  device: Device,
  limit: number,
): Result<Seat, SeatFault> {
  const own = members.find((member) => member.peer === device.peer);
  const others = members.filter((member) => member.peer !== device.peer);
  if (!isSigned({ ...device, party: party.id }, device.record)) {
    return rejectRecord(device.peer, { reason: 'bad-signature' });
  }
  if (own !== undefined && isStale(device.record, own.record)) {
    return rejectRecord(device.peer, { reason: 'old-record' });
  }
  if (others.some((member) => member.wireguardKey === device.wireguardKey)) {
    return rejectRecord(device.peer, { reason: 'key-taken' });
  }
  if (others.filter((member) => member.leftAt === null).length >= limit) {
    return fail(fault('party.full', { limit }));
  }
  const subnet = parseSubnet(party.subnet);
  const taken = members.map((member) => member.index);
  const places = subnet === null ? 0 : hostCount(subnet);
  const wished = device.place !== undefined && device.place <= places && !taken.includes(device.place);
  const index = own?.index ?? (wished ? device.place : lowestFree(taken));
  if (index > places) {
    return fail(fault('party.addresses-exhausted', { subnet: party.subnet }));
  }
  return ok({ index, arrives: own === undefined || own.leftAt !== null });
}

/** Checks that a record was signed by the device that it describes. */
export function isSigned(
  signer: Pick<StoredMember, 'party' | 'identity' | 'wireguardKey'>,
  record: MemberRecord,
): boolean {
  const bytes = recordBytes(signer.party, signer.wireguardKey, record.seq, record.sealed);
  return verify(signer.identity, bytes, record.signature);
}

/** Says why the record of a member is refused. */
export function rejectRecord(
  peer: string,
  because: Because<'party.record-rejected'>,
): { readonly ok: false; readonly fault: Fault<'party.record-rejected'> } {
  return fail(fault('party.record-rejected', { peer, ...because }));
}

/** A record may be sent again as it is, but not with another content under the same number. */
function isStale(record: MemberRecord, held: MemberRecord): boolean {
  return record.seq < held.seq || (record.seq === held.seq && record.sealed !== held.sealed);
}

/** The lowest number from 1 that is not taken. @param taken - ascending, without doubles. */
function lowestFree(taken: readonly number[]): number {
  const gap = taken.findIndex((index, place) => index !== place + 1);
  return (gap === -1 ? taken.length : gap) + 1;
}
