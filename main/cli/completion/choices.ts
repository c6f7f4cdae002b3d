/** What may follow each beginning of a line; the shells' scripts are written from it. */
import { COMMON_OPTIONS, type OptionSpec } from '../arguments.ts';
import type { Command } from '../command.ts';

/** After these words of commands, these may follow: further words, operands and options. */
export interface Step {
  /** `''`, `party` or `party create`. */
  readonly typed: string;
  readonly choices: readonly string[];
}

/** After an option of a command its value follows. */
export interface ValueStep {
  readonly command: string;
  /** With its dashes. */
  readonly option: string;
  /** files: a path. none: a text that nobody can guess. */
  readonly value: readonly string[] | 'files' | 'none';
}

export interface Completion {
  readonly steps: readonly Step[];
  readonly values: readonly ValueStep[];
}

const PATHS: ReadonlySet<string> = new Set(['FILE', 'DIR']);

export function completionOf(commands: readonly Command[]): Completion {
  const names = commands.map(({ name }) => name);
  const firstWords = unique(names.map((name) => name.split(' ')[0] ?? ''));
  const steps = new Map<string, string[]>([['', [...firstWords, '--help', '--version']]]);
  for (const word of firstWords) {
    const second = names
      .filter((name) => name.startsWith(`${word} `))
      .map((name) => name.split(' ')[1] ?? '');
    steps.set(word, second);
  }
  for (const command of commands) {
    const own = [...(command.words ?? []), ...Object.keys(optionsOf(command)).map((name) => `--${name}`)];
    steps.set(command.name, [...(steps.get(command.name) ?? []), ...own]);
  }
  return {
    steps: [...steps].map(([typed, choices]) => ({ typed, choices: unique(choices) })),
    values: commands.flatMap((command) =>
      Object.entries(optionsOf(command)).flatMap(([name, spec]) =>
        spec.value === undefined
          ? []
          : [{ command: command.name, option: `--${name}`, value: valuesAfter(spec) }],
      ),
    ),
  };
}

function optionsOf({ options }: Command): Readonly<Record<string, OptionSpec>> {
  return { ...options, ...COMMON_OPTIONS };
}

function valuesAfter({ value = '', words }: OptionSpec): ValueStep['value'] {
  return words ?? (PATHS.has(value) ? 'files' : 'none');
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)];
}
