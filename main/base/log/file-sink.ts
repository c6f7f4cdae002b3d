import { appendFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join, parse } from 'node:path';
import electronLog from 'electron-log/node.js';
import type { LogFormat, LogSink } from './log-line.ts';

const MAX_BYTES = 10 * 1024 * 1024;
const ARCHIVES = 5;
/** Lines at debug level hold addresses and names. */
const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;

export interface FileSinkOptions {
  readonly path: string;
  readonly format: LogFormat;
  /** Gets the lines that the disk does not take. */
  readonly fallback: LogSink;
  /** Bytes after which the file becomes the newest archive; 10 MB when absent. */
  readonly maxBytes?: number;
}

// Its own report of a disk error; ours goes to the fallback.
electronLog.transports.console.writeFn = () => undefined;

/**
 * Appends lines to a file, at once, and makes its folder. Above 10 MB the file is moved to `name.1.log`, and five of
 * these are kept. What cannot be written goes to `fallback`, and the file is tried again with the next line.
 */
export function createFileSink({ path, format, fallback, maxBytes = MAX_BYTES }: FileSinkOptions): LogSink {
  const transport = electronLog.create({ logId: path }).transports.file;
  // Else it looks for a package.json around the working directory, and fails before it reaches the disk.
  transport.setAppName('LANrage');
  transport.resolvePathFn = () => path;
  transport.maxSize = maxBytes;
  transport.writeOptions = { flag: 'a', mode: FILE_MODE, encoding: 'utf8' };
  transport.transforms = [({ data }) => data[0]];
  transport.archiveLogFn = archive;

  let ready = false;
  let watching = false;
  let failure: Error | null = null;

  function open(): void {
    mkdirSync(dirname(path), { recursive: true, mode: DIRECTORY_MODE });
    appendFileSync(path, '', { mode: FILE_MODE });
    if (!watching) transport.getFile().on('error', (error) => (failure = error));
    watching = true;
    ready = true;
  }

  function append(text: string, date: Date): void {
    failure = null;
    if (!ready) open();
    transport({ data: [text], date, level: 'info' });
    if (failure !== null) throw failure;
  }

  return {
    write(line) {
      try {
        append(format(line), line.time);
      } catch (error) {
        ready = false;
        const logFileError = error instanceof Error ? error.message : String(error);
        fallback.write({ ...line, fields: { ...line.fields, logFileError } });
      }
    },
  };
}

/** Moves each archive up by one; the oldest falls off the end. */
function archive(file: { readonly path: string }): void {
  const { dir, name, ext } = parse(file.path);
  const archivePath = (number: number) => join(dir, `${name}.${number}${ext}`);
  for (let number = ARCHIVES - 1; number >= 1; number--) {
    if (existsSync(archivePath(number))) renameSync(archivePath(number), archivePath(number + 1));
  }
  renameSync(file.path, archivePath(1));
}
