/** @returns a function that writes a number with the form that its language wants. */
export function pluralOf(locale: string): (count: number, one: string, other: string) => string {
  const rules = new Intl.PluralRules(locale);
  return (count, one, other) => `${count} ${rules.select(count) === 'one' ? one : other}`;
}
