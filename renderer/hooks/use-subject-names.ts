import { subjectName } from '../model/subject-name.ts';
import { useKnownNames } from '../stores/names-store.ts';
import { useLive } from './use-live.ts';

/** @returns what to call what was measured. @param given - its name as the engine knew it, empty where it didn't. */
export function useSubjectNames(): (subject: string, given?: string) => string {
  const members = useKnownNames();
  const targets = useLive('getTargets').value ?? [];
  return (subject, given = '') =>
    subjectName(subject, given, members, new Map(targets.map(({ target: { id, name } }) => [id, name])));
}
