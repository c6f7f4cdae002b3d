import { texts } from '../texts.ts';

type Names = ReadonlyMap<string, string>;

/**
 * What to call what was measured: `peer:…`, `target:…` or `system`. A name that is known beats the one given; of what is
 * gone without a name it says that.
 */
export function subjectName(subject: string, given: string, members: Names, targets: Names): string {
  if (subject === 'system') return texts().qualityScreen.events.yourComputer;
  const at = subject.indexOf(':');
  const isTarget = subject.slice(0, at) === 'target';
  const known = (isTarget ? targets : members).get(subject.slice(at + 1)) ?? '';
  return known || given || (isTarget ? texts().gone.target : texts().gone.peer);
}
