/** English and German are complete by their types: a text that is left out does not compile. */
import { expect, it } from 'vitest';
import { PlantedCompiler } from './kit/compile-planted.ts';

/** A text of a line of its own, or of several. */
const inLine = (code: string): RegExp => new RegExp(`^ +'?${code}'?: [^\\n]*,\\n`, 'm');
const inBlock = (code: string): RegExp =>
  new RegExp(`^ {2}'${code}': \\{\\n(?: {3,}.*\\n)*? {2}\\},\\n`, 'm');

it('a text that is missing in one language does not compile, and the compiler names it', () => {
  const missing = [
    ['shared/texts/en/readings.ts', 'declined', inLine],
    ['shared/texts/de/readings.ts', 'declined', inLine],
    ['shared/faults/en/reasons.ts', 'declined', inLine],
    ['shared/faults/de/reasons.ts', 'declined', inLine],
    ['shared/faults/app-advice.ts', 'engine.unauthorised', inBlock],
    ['shared/faults/de/app-words.ts', 'engine.unauthorised', inBlock],
    // What English says, the others have to say.
    ['shared/faults/de/errno-words.ts', 'EROFS', inLine],
    ['shared/texts/de/link-test.ts', 'failed', inLine],
  ] as const;
  const compiler = new PlantedCompiler([
    'shared/faults/advice.ts',
    'shared/texts/readings.ts',
    'shared/texts/de/link-test.ts',
  ]);

  const errors = compiler.errors(
    Object.fromEntries(
      missing.map(([file, code, where]) => [file, (text: string) => text.replace(where(code), '')]),
    ),
  );

  expect(errors).toHaveLength(missing.length);
  for (const [file, code] of missing) {
    expect(errors).toContainEqual(
      expect.stringMatching(new RegExp(`^${file}: .*Property '"?${code}"?' is missing`)),
    );
  }
});
