/** Values of options, read as what they are for. */
import type { Arguments } from './arguments.ts';

export interface NumberRange {
  readonly min: number;
  readonly max: number;
  /** Takes fractions. */
  readonly fraction?: boolean;
}

/** Reads numbers of options; what is not given is left out. @returns them, or one sentence on what is wrong. */
export function readNumbers<N extends string>(
  args: Pick<Arguments, 'value'>,
  ranges: Readonly<Record<N, NumberRange>>,
): Partial<Record<N, number>> | string {
  const found: Partial<Record<N, number>> = {};
  for (const name of Object.keys(ranges) as N[]) {
    const text = args.value(name);
    if (text === null) continue;
    const { min, max, fraction = false } = ranges[name];
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max) || (!fraction && !Number.isInteger(value))) {
      return `--${name} takes ${fraction ? 'a number' : 'a whole number'} from ${min} to ${max}, not "${text}".`;
    }
    found[name] = value;
  }
  return found;
}

/** Reads one of some words. @returns it, null where the option is not given, or a sentence as `problem`. */
export function readChoice<W extends string>(
  args: Pick<Arguments, 'value'>,
  name: string,
  words: readonly W[],
): { readonly word: W | null } | { readonly problem: string } {
  const text = args.value(name);
  if (text === null) return { word: null };
  const word = words.find((one) => one === text);
  return word === undefined ? { problem: `--${name} takes ${words.join(', ')}, not "${text}".` } : { word };
}
