/** How the network treats this machine, as people see it. */
import type { PartyView } from '../../../shared/model/snapshot.ts';
import { natGrade } from '../nat/nat-grade.ts';
import type { Surroundings } from '../path/reachability/surroundings.ts';

/** @returns null while nothing was measured. */
export function viewNetwork({
  report,
  mappedEndpoint,
}: Pick<Surroundings, 'report' | 'mappedEndpoint'>): PartyView['network'] {
  return report === null ? null : { report, ...natGrade(report), mappedEndpoint };
}
