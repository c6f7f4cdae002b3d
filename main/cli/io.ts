/** Where the CLI writes, and what the person at the other end can see. */
import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

export interface Io {
  /** Writes to standard output: what was asked for. */
  out(text: string): void;
  /** Writes to standard error: all that wasn't. */
  err(text: string): void;
  /** Standard output is a terminal with a person before it. */
  readonly interactive: boolean;
  /** Colours text where it is going to be seen in colour. */
  style(style: Style, text: string): string;
}

/** The real one. Colours only on a terminal, and never where NO_COLOR is set (https://no-color.org). */
export function processIo({ stdout, stderr, env }: NodeJS.Process = process): Io {
  const colours = stdout.isTTY === true && stderr.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  // `lanrage … | head` closes the pipe early; what is left over has no reader.
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    interactive: stdout.isTTY === true,
    style: (style, text) => (colours ? styleText(style, text, { validateStream: false }) : text),
  };
}
