import { texts } from '../texts.ts';

/** The words of the engine for a way, in ours; one that only a newer engine knows stays as it is. */
export function pathWord(path: string | null): string {
  const { words } = texts().paths;
  const known = path ?? 'none';
  return Object.hasOwn(words, known) ? words[known as keyof typeof words] : known;
}
