import { describe, expect, it } from 'vitest';
import { PlantedCompiler, type Plants } from './kit/compile-planted.ts';

const PERSONAL = 'shared/model/settings/personal-settings.ts';
const REGISTRY = 'shared/model/settings/registry.ts';
const ENGLISH = 'shared/texts/en/settings.ts';
const GERMAN = 'shared/texts/de/settings.ts';
const CHOICES = 'shared/texts/en/choices.ts';

// Neither has a validator below it, so a compilation takes a fraction of a second.
const compiler = new PlantedCompiler(['shared/texts/settings-screen.ts', 'shared/texts/en/choices.ts']);

const insert =
  (found: string, plant: string) =>
  (text: string): string =>
    text.replace(found, `${found} ${plant}`);
const record = (facts: string) => ({
  [PERSONAL]: insert('export const personalSettings = {', `planted: { ${facts} },`),
});
const words = insert('fields: {', `planted: { label: 'Planted', hint: 'Planted.' },`);
const PLANTED = `kind: 'switch', default: false, group: 'you', takesEffect: 'now'`;

describe('the compiler', () => {
  it('takes the settings as they are, and a new one that has all its words', () => {
    expect(compiler.errors({})).toEqual([]);
    expect(compiler.errors({ ...record(PLANTED), [ENGLISH]: words, [GERMAN]: words })).toEqual([]);
  });

  it.each<[what: string, plants: Plants, where: RegExp]>([
    ['a setting without words', record(PLANTED), new RegExp(`^${ENGLISH}: .*'planted' is missing`)],
    [
      'a setting without German words',
      { ...record(PLANTED), [ENGLISH]: words },
      new RegExp(`^${GERMAN}: .*'planted' is missing`),
    ],
    ['words of no setting', { [ENGLISH]: words, [GERMAN]: words }, new RegExp(`^${ENGLISH}: .*'planted'`)],
    [
      'a choice without a word',
      { [PERSONAL]: insert(`'light',`, `'dim',`) },
      new RegExp(`^${CHOICES}: .*'dim' is missing`),
    ],
    [
      'a consent without a text',
      { [PERSONAL]: insert(`group: 'desktop', takesEffect: 'now',`, 'needsConsent: true,') },
      new RegExp(`^${ENGLISH}: .*'startAtLogin' is missing`),
    ],
    [
      'a setting that does not say when it takes effect',
      record(`kind: 'switch', default: false, group: 'you'`),
      new RegExp(`^${PERSONAL}: .*takesEffect`),
    ],
    [
      'a default of another kind',
      record(`kind: 'switch', default: 'on', group: 'you', takesEffect: 'now'`),
      new RegExp(`^${PERSONAL}: `),
    ],
    [
      'a group that is not there',
      record(`kind: 'switch', default: false, group: 'them', takesEffect: 'now'`),
      new RegExp(`^${PERSONAL}: .*"them"`),
    ],
    [
      'a dependence on no setting',
      { ...record(`${PLANTED}, dependsOn: 'nothing'`), [ENGLISH]: words, [GERMAN]: words },
      new RegExp(`^${REGISTRY}: .*'planted'`),
    ],
  ])('refuses %s', (_, plants, where) => {
    expect(compiler.errors(plants)).toContainEqual(expect.stringMatching(where));
  });
});
