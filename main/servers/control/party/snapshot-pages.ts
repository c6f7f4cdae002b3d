import {
  CONTROL_FRAME_LIMIT_BYTES,
  type ControlPush,
  type Member,
} from '../../../../shared/control/messages.ts';

/** What a page has besides its members, with room to spare. */
const PAGE_OVERHEAD_BYTES = 128;

/** Splits the members of a party into snapshot frames, each within the limit of one frame. */
export function snapshotPages(
  seq: number,
  members: readonly Member[],
  limitBytes: number = CONTROL_FRAME_LIMIT_BYTES,
): Extract<ControlPush, { type: 'party.snapshot' }>[] {
  const pages: Member[][] = [[]];
  let sizeBytes = PAGE_OVERHEAD_BYTES;
  for (const member of members) {
    // Every field is ASCII by its schema, so that characters are bytes; one more for the comma.
    const memberBytes = JSON.stringify(member).length + 1;
    if (sizeBytes + memberBytes > limitBytes && pages.at(-1)?.length !== 0) {
      pages.push([]);
      sizeBytes = PAGE_OVERHEAD_BYTES;
    }
    pages.at(-1)?.push(member);
    sizeBytes += memberBytes;
  }
  return pages.map((page, i) => ({
    type: 'party.snapshot',
    seq,
    members: page,
    last: i === pages.length - 1,
  }));
}
