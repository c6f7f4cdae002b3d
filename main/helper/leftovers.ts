/** What helpers left that did not end by themselves: found by their records, judged by the processes behind them. */
import { isAlive, type ProcessIdentity } from './process-identity.ts';
import type { TunnelBackend } from './tunnel/backend.ts';
import type { TunnelRecord, TunnelRecords } from './tunnel-record.ts';

/** Whom a helper works for, and where. */
export interface Owner {
  readonly uid: number;
  readonly networkNamespace: string;
  readonly helper: ProcessIdentity;
}

/** Removes records of this owner whose device has certainly gone, in whatever namespace it was. */
export function forgetGone(records: TunnelRecords, owner: Owner): void {
  for (const record of records.all()) {
    const orphaned = record.ownerUid === owner.uid && !isAlive(record.helper);
    if (orphaned && record.daemon !== null && !isAlive(record.daemon)) records.remove(record);
  }
}

/** Records of this owner, in this namespace, that no living helper looks after. */
export function listLeftovers(records: TunnelRecords, owner: Owner): readonly TunnelRecord[] {
  return records.all().filter((record) => {
    const isOwn = record.ownerUid === owner.uid && record.networkNamespace === owner.networkNamespace;
    return isOwn && (isSame(record.helper, owner.helper) || !isAlive(record.helper));
  });
}

/**
 * Tells whether the device that is there now is the one that the record tells of, and not a stranger's of that name:
 * by its living process, and for the kernel's by its key (none yet when the helper ended while making it).
 */
export async function isStillThere(backend: TunnelBackend, record: TunnelRecord): Promise<boolean> {
  if (!(await backend.exists(record.name))) return false;
  if (record.daemon !== null) return isAlive(record.daemon);
  const status = await backend.status(record.name);
  return status.ok && (status.value.publicKey === null || status.value.publicKey === record.publicKey);
}

/** Tells whether the device of that name, which no record describes any more, may be taken away: ours, and nobody's. */
export async function isAbandoned(
  backend: TunnelBackend,
  records: TunnelRecords,
  name: string,
): Promise<boolean> {
  const isLookedAfter = records.all().some((record) => record.name === name && isAlive(record.helper));
  return !isLookedAfter && (await backend.exists(name)) && (await backend.isOurs?.(name)) === true;
}

function isSame(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return a.pid === b.pid && a.startTime === b.startTime;
}
