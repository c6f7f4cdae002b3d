/**
 * `npm run replay -- FILE [--all]`: plays the connection log in a support bundle again, tells what happened, and whether the same
 * followed as in the engine that recorded it. Exit code 0: the same; 1: not, or the file is damaged; 2: no such file.
 */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { tellReplay } from './replay-log.ts';

/** Twice a bundle with a full log. */
const LARGEST_BYTES = 16 * 1024 * 1024;

const { values, positionals } = parseArgs({ options: { all: { type: 'boolean' } }, allowPositionals: true });
const [name] = positionals;

if (name === undefined || positionals.length > 1) {
  console.error('npm run replay -- FILE [--all]: FILE is a support bundle with its connection log.');
  process.exitCode = 2;
} else {
  // npm runs scripts at the root of the project.
  const text = read(path.resolve(process.env.INIT_CWD ?? '', name));
  if (text === null) process.exitCode = 2;
  else process.exitCode = tellReplay(text, values.all === true, (line) => console.log(line)) ? 0 : 1;
}

function read(file: string): string | null {
  try {
    if (statSync(file).size <= LARGEST_BYTES) return readFileSync(file, 'utf8');
    console.error('This file is larger than any support bundle.');
  } catch (error) {
    console.error(`This file can't be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  return null;
}
