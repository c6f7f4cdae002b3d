import type { LogFormat, LogSink } from './log-line.ts';

const guarded = new WeakSet<NodeJS.WritableStream>();

/** Writes lines to standard error, so that standard output stays for what a command answers. */
export function createConsoleSink(
  format: LogFormat,
  stream: NodeJS.WritableStream = process.stderr,
): LogSink {
  // A reader that went away must not end the engine; there is nobody left to tell.
  if (!guarded.has(stream)) stream.on('error', () => undefined);
  guarded.add(stream);
  return { write: (line) => stream.write(`${format(line)}\n`) };
}
