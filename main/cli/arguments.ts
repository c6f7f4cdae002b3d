/** The words after a command's name, checked against what the command takes. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { nearest } from './nearest.ts';

export interface OptionSpec {
  /** What the help shows for its value; absent for a switch. */
  readonly value?: string;
  /** May be given several times. */
  readonly multiple?: boolean;
  /** What its value may be, where that is known; for completion. */
  readonly words?: readonly string[];
  /** One line of help. */
  readonly text: string;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** What a command takes. */
export interface Grammar {
  /** How many operands at most; more is a mistake. */
  readonly maxOperands: number;
  readonly options: OptionSpecs;
}

/** Every command takes these. */
export const COMMON_OPTIONS: OptionSpecs = {
  'data-dir': { value: 'DIR', text: 'Where LANrage keeps its settings, keys and logs' },
  json: { text: 'Print JSON instead of text, one value a line' },
  help: { text: 'Show this help' },
};

export interface Arguments {
  readonly operands: readonly string[];
  has(name: string): boolean;
  value(name: string): string | null;
  values(name: string): readonly string[];
}

/** Parses a command's words. @returns the arguments, or one sentence on what is wrong with them. */
export function parseArguments(grammar: Grammar, words: readonly string[]): Arguments | string {
  const specs: OptionSpecs = { ...grammar.options, ...COMMON_OPTIONS };
  const config: ParseArgsOptionsConfig = Object.fromEntries(
    Object.entries(specs).map(([name, { value, multiple = false }]) => [
      name,
      { type: value === undefined ? 'boolean' : 'string', multiple, ...(name === 'help' && { short: 'h' }) },
    ]),
  );
  const { tokens } = parseArgs({ args: [...words], options: config, strict: false, tokens: true });
  const operands: string[] = [];
  const given = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const spec = Object.hasOwn(specs, token.name) ? specs[token.name] : undefined;
    // `--set --json` lacks the value, it doesn't have a strange one; `--set=--json` has.
    const isNextOption = token.inlineValue === false && token.value.startsWith('-');
    const value = isNextOption ? undefined : token.value;
    const problem = problemOf(token.rawName, value, spec, specs);
    if (problem !== null) return problem;
    const before = given.get(token.name) ?? [];
    if (before.length > 0 && spec?.multiple !== true && spec?.value !== undefined) {
      return `${token.rawName} is given twice.`;
    }
    given.set(token.name, [...before, token.value ?? '']);
  }
  if (operands.length > grammar.maxOperands) {
    return `"${operands[grammar.maxOperands]}" is one word too many.`;
  }
  return {
    operands,
    has: (name) => given.has(name),
    value: (name) => given.get(name)?.[0] ?? null,
    values: (name) => given.get(name) ?? [],
  };
}

function problemOf(
  rawName: string,
  value: string | undefined,
  spec: OptionSpec | undefined,
  specs: OptionSpecs,
): string | null {
  if (spec === undefined) {
    const close = nearest(rawName.replace(/^-+/, ''), Object.keys(specs));
    return `There is no option ${rawName}.${close === null ? '' : ` Did you mean --${close}?`}`;
  }
  if (spec.value === undefined) return value === undefined ? null : `${rawName} takes no value.`;
  return value === undefined || value === '' ? `${rawName} needs a value: ${rawName} ${spec.value}` : null;
}
