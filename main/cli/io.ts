/** Where the CLI writes, and what the person at the other end can see and answer. */
import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import { stopOnSignals } from '../headless/stop-signals.ts';

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
  /** Shows in one line that is replaced what is under way; null takes it away. Nothing where nobody looks. */
  progress(text: string | null): void;
  /** Asks for a yes or a no; null where nobody is there to answer. */
  ask(question: string): Promise<boolean | null>;
  /**
   * Reads standard input to its end, at most 64 KiB of it. null: it is a terminal, at which somebody would have to end
   * it. @param fromTerminal - read it there, too.
   */
  read(fromTerminal: boolean): Promise<string | null>;
  /** Calls back at the first Ctrl-C or other wish to stop; without a listener those end the process. */
  onInterrupt(listener: () => void): void;
}

/** Characters. */
const INPUT_LIMIT = 65_536;
/** To the start of the line, with all of it wiped. */
const WIPE_LINE = '\r\u001b[2K';

/** The real one. Colours only on a terminal, and never where NO_COLOR is set (https://no-color.org). */
export function processIo({ stdin, stdout, stderr, env }: NodeJS.Process = process): Io {
  const colours = stdout.isTTY === true && stderr.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  const showsProgress = stderr.isTTY === true && env.TERM !== 'dumb';
  // `lanrage … | head` closes the pipe early; what is left over has no reader.
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
  let hasLine = false;
  const progress = (text: string | null): void => {
    if (!showsProgress || (text === null && !hasLine)) return;
    hasLine = text !== null;
    stderr.write(WIPE_LINE + (text ?? '').slice(0, (stderr.columns || 80) - 1));
  };
  return {
    out(text) {
      progress(null);
      stdout.write(text);
    },
    err(text) {
      progress(null);
      stderr.write(text);
    },
    interactive: stdout.isTTY === true,
    style: (style, text) => (colours ? styleText(style, text, { validateStream: false }) : text),
    progress,
    async ask(question) {
      if (stdin.isTTY !== true || stderr.isTTY !== true) return null;
      progress(null);
      const prompt = createInterface({ input: stdin, output: stderr });
      try {
        return /^y(es)?$/i.test((await prompt.question(`${question} [y/N] `)).trim());
      } finally {
        prompt.close();
      }
    },
    async read(fromTerminal) {
      if (stdin.isTTY === true && !fromTerminal) return null;
      let text = '';
      for await (const piece of stdin.setEncoding('utf8')) {
        text += piece;
        if (text.length > INPUT_LIMIT) break;
      }
      return text.slice(0, INPUT_LIMIT);
    },
    onInterrupt: stopOnSignals,
  };
}
