import { type CheckId, checkIds } from '../../../../shared/model/doctor.ts';
import { invariant } from '../../../../shared/result.ts';
import type { Check } from '../check.ts';
import { inboundCheck } from './inbound-check.ts';
import { internetChecks } from './internet-checks.ts';
import { machineChecks } from './machine-checks.ts';
import { peerChecks } from './peer-checks.ts';
import { serverChecks } from './server-checks.ts';

const all = new Map(
  [...machineChecks, ...internetChecks, ...serverChecks, ...peerChecks, inboundCheck].map((check) => [
    check.id,
    check,
  ]),
);

/** These checks and all that they depend on, in the order in which they are shown; all of them without `wanted`. */
export function selectChecks(wanted: readonly CheckId[] = checkIds): Check[] {
  const needed = new Set<CheckId>();
  const need = (id: CheckId): void => {
    if (needed.has(id)) return;
    needed.add(id);
    const { after, minds = [] } = checkOf(id);
    [...after, ...minds].forEach(need);
  };
  wanted.forEach(need);
  return checkIds.filter((id) => needed.has(id)).map(checkOf);
}

function checkOf(id: CheckId): Check {
  const check = all.get(id);
  invariant(check !== undefined, `no check ${id}`);
  return check;
}
