/** Help texts, laid out for 80 columns. */
import { COMMON_OPTIONS } from './arguments.ts';
import type { Command, OptionSpecs } from './command.ts';
import type { Io } from './io.ts';

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
    '"lanrage <command> --help" tells more about one of them, "lanrage --version" which version this is.',
    '',
  ].join('\n');
}

/** The help of one command. */
export function commandHelp(command: Command, { style }: Pick<Io, 'style'>): string {
  return [
    `Usage: ${style('bold', `lanrage ${lineOf(command)}`)} [options]`,
    '',
    `${command.summary}.`,
    ...(command.details === '' ? [] : ['', command.details]),
    '',
    'Options:',
    ...columns(optionRows({ ...command.options, ...COMMON_OPTIONS })),
    '',
  ].join('\n');
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
  return rows.map(([left, right]) => `${left.padEnd(width)}${right}`);
}
