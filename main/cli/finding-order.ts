/** Findings come as checks end; people read them in the order of the checks. */
import type { CheckId, Finding } from '../../shared/model/doctor.ts';

export interface FindingOrder {
  /** Takes a finding. @returns what can be shown now. */
  add(finding: Finding): Finding[];
  /** No more come. @returns the rest. */
  end(): Finding[];
}

/** @param checks - that will be run, in their order. A check's findings come one after the other. */
export function orderFindings(checks: readonly CheckId[]): FindingOrder {
  const waiting = new Map<CheckId, Finding[]>();
  const through = new Set<CheckId>();
  let next = 0;
  let last: CheckId | null = null;

  /** All of a check's findings are there once one of another check came. */
  function release(): Finding[] {
    const shown: Finding[] = [];
    for (; next < checks.length; next++) {
      const check = checks[next];
      if (check === undefined) break;
      shown.push(...(waiting.get(check) ?? []));
      waiting.delete(check);
      if (!through.has(check)) break;
    }
    return shown;
  }

  return {
    add(finding) {
      if (last !== null && last !== finding.check) through.add(last);
      last = finding.check;
      waiting.set(finding.check, [...(waiting.get(finding.check) ?? []), finding]);
      return release();
    },
    end() {
      for (const check of checks) through.add(check);
      return [...release(), ...[...waiting.values()].flat()];
    },
  };
}
