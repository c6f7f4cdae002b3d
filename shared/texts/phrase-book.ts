/** Turns short English phrases of the engine into another language; `{}` stands for what a phrase fills in. */

/** @returns a function that says a text in the other language; what is no phrase, such as an address, stays as it is. */
export function phraseBook(
  phrases: Readonly<Record<string, string>>,
  decimalPoint: string,
): (text: string) => string {
  // Those that say most stand first, so that `{} % lost, {}` is not taken for `{}, …`.
  const book = Object.entries(phrases)
    .toSorted(([a], [b]) => b.length - a.length)
    .map(([english, words]) => ({
      pattern: new RegExp(`^${english.split('{}').map(escaped).join('(.+?)')}$`),
      words,
    }));

  function sayFact(fact: string): string {
    return /^\d+\.\d+$/.test(fact) ? fact.replace('.', decimalPoint) : say(fact);
  }

  function say(text: string): string {
    for (const { pattern, words } of book) {
      const found = pattern.exec(text);
      if (found === null) continue;
      const facts = found.slice(1).map(sayFact);
      return words.replaceAll('{}', () => facts.shift() ?? '');
    }
    return text;
  }

  return say;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
