/** JSON values over a byte stream, one a line (`\n`), as the helper's and the engine's sockets speak. */

/** Enough for most lines; grows up to the limit. */
const INITIAL_BYTES = 4096;
const NEWLINE = 0x0a;

export interface LineReaderOptions {
  /** Bytes of a line without its newline. */
  readonly limitBytes: number;
  onLine(value: unknown): void;
  /** A line that is no JSON in UTF-8, or too long: the rest of it is skipped and the next line is read again. */
  onBad(reason: 'not-json' | 'too-large'): void;
}

export interface LineReader {
  push(chunk: Uint8Array): void;
}

/** Makes a reader that keeps at most `limitBytes` whatever it is sent, and hands each line over as it ends. */
export function createLineReader({ limitBytes, onLine, onBad }: LineReaderOptions): LineReader {
  let pending = new Uint8Array(Math.min(INITIAL_BYTES, limitBytes));
  let length = 0;
  let skipping = false;

  function keep(part: Uint8Array): void {
    if (skipping) return;
    if (length + part.length > limitBytes) {
      skipping = true;
      length = 0;
      onBad('too-large');
      return;
    }
    if (length + part.length > pending.length) {
      const larger = new Uint8Array(Math.min(limitBytes, Math.max(pending.length * 2, length + part.length)));
      larger.set(pending.subarray(0, length));
      pending = larger;
    }
    pending.set(part, length);
    length += part.length;
  }

  function end(): void {
    const line = pending.subarray(0, length);
    const skipped = skipping;
    length = 0;
    skipping = false;
    if (skipped) return;
    const value = decode(line);
    if (value === undefined) onBad('not-json');
    else onLine(value);
  }

  return {
    push(chunk) {
      let start = 0;
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, start)) {
        keep(chunk.subarray(start, at));
        end();
        start = at + 1;
      }
      keep(chunk.subarray(start));
    },
  };
}

/** Encodes a value as one line, newline included. */
export function encodeLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** JSON has no `undefined`, so it stands for "not JSON". */
function decode(line: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}
