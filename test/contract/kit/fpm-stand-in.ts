/**
 * Stands in for fpm, which electron-builder would download: writes what it was asked for, and what the package would
 * hold, as JSON where the package should be.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What the real one would make a package of. */
export interface AskedPackage {
  /** Options without their hyphens; each with all values that it was given. */
  readonly options: Readonly<Record<string, readonly string[]>>;
  /** Place on the machine → mode. */
  readonly files: Readonly<Record<string, number>>;
  readonly desktopEntry: string;
  /** What runs there as root. */
  readonly scripts: Readonly<Record<'after-install' | 'after-remove', string>>;
}

/** fpm's options that take no value, of those that electron-builder uses. */
const FLAGS = ['--force', '--debug'];

function readWords(words: readonly string[]): { options: Record<string, string[]>; pairs: string[] } {
  const options: Record<string, string[]> = {};
  const pairs: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (FLAGS.includes(word)) continue;
    if (!word.startsWith('-')) {
      pairs.push(word);
      continue;
    }
    const [name = '', inWord] = word.startsWith('--') ? word.split(/=(.*)/s, 2) : [word];
    const value = inWord ?? words[++at] ?? '';
    const key = name.replace(/^-+/, '');
    options[key] = [...(options[key] ?? []), value];
  }
  return { options, pairs };
}

function listFiles(pairs: readonly string[]): Record<string, number> {
  const files: Record<string, number> = {};
  for (const pair of pairs) {
    const [from = '', to = ''] = pair.split('=', 2);
    const inner = statSync(from).isDirectory()
      ? readdirSync(from, { recursive: true, encoding: 'utf8' })
      : [''];
    for (const name of inner) {
      const { mode } = statSync(path.join(from, name));
      if ((mode & 0o170000) === 0o100000) files[path.join(to, name)] = mode & 0o7777;
    }
  }
  return files;
}

const { options, pairs } = readWords(process.argv.slice(2));
const desktopEntry = pairs.find((pair) => pair.endsWith('.desktop'))?.split('=')[0] ?? '';
const script = (name: string): string => readFileSync(options[name]?.at(-1) ?? '', 'utf8');
const asked: AskedPackage = {
  options,
  files: listFiles(pairs),
  desktopEntry: readFileSync(desktopEntry, 'utf8'),
  scripts: { 'after-install': script('after-install'), 'after-remove': script('after-remove') },
};
writeFileSync(options.package?.at(-1) ?? '', JSON.stringify(asked));
