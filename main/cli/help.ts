/** Help texts, laid out for a terminal of the usual width. */
import { COMMON_OPTIONS, type OptionSpecs } from './arguments.ts';
import type { Command } from './command.ts';
import type { Io } from './io.ts';

const WIDTH = 80;

/** The list of all commands. */
export function overview(commands: readonly Command[], { style }: Pick<Io, 'style'>): string {
  const rows = commands.map((command) => [`  ${lineOf(command)}`, command.summary] as const);
  return [
    `${style('bold', 'LANrage')} – play LAN games over the Internet as easily as in one room.`,
    '',
    `Usage: ${style('bold', 'lanrage')} <command> [options]`,
    '',
    ...columns(rows),
    '',
    'More about one of them: lanrage <command> --help',
    'The version of this LANrage: lanrage --version',
    '',
    'Exit codes: 0 all went well, 1 it failed or came out badly, 2 the line is wrong.',
    '',
  ].join('\n');
}

/** The help of one command. */
export function commandHelp(command: Command, { style }: Pick<Io, 'style'>): string {
  return [
    `Usage: ${style('bold', `lanrage ${lineOf(command)}`)} [options]`,
    '',
    `${command.summary}.`,
    ...(command.details === '' ? [] : ['', ...wrap(command.details, WIDTH)]),
    '',
    ...listingOf(command),
    'Options:',
    ...columns(optionRows({ ...command.options, ...COMMON_OPTIONS })),
    '',
  ].join('\n');
}

function listingOf({ listing }: Command): string[] {
  if (listing === undefined) return [];
  return [`${listing.title}:`, ...columns(listing.rows.map(([word, text]) => [`  ${word}`, text])), ''];
}

function lineOf({ name, operands }: Command): string {
  return operands === '' ? name : `${name} ${operands}`;
}

function optionRows(specs: OptionSpecs): (readonly [string, string])[] {
  return Object.entries(specs).map(([name, { value, multiple, text }]) => [
    `  --${name}${value === undefined ? '' : ` ${value}`}${multiple ? ' …' : ''}`,
    text,
  ]);
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.flatMap(([left, right]) =>
    wrap(right, WIDTH - width).map((part, i) => (i === 0 ? left : '').padEnd(width) + part),
  );
}

/** Breaks a text between words; a word that is longer than the width stays whole. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length > 0 && longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
