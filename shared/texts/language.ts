/** The languages that LANrage speaks. */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/**
 * Chooses the language to speak.
 * @param setting - `system` or a language. @param preferred - BCP 47 tags of the system or browser, best first.
 */
export function chooseLanguage(setting: 'system' | Language, preferred: readonly string[]): Language {
  if (setting !== 'system') return setting;
  const known = preferred.flatMap(
    (tag) => languages.find((one) => tag.toLowerCase().split('-')[0] === one) ?? [],
  );
  return known[0] ?? 'en';
}
