/** Programs of another system, as scripts that note their arguments and what they read, and answer from a table. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface FakeCall {
  readonly program: string;
  readonly args: readonly string[];
  readonly stdin: string;
}

export interface FakePrograms {
  /** Makes a program of that name; `body` is shell, run after the call was noted. @returns its path. */
  make(name: string, body?: string): string;
  calls(): readonly FakeCall[];
}

export function fakePrograms(folder: string): FakePrograms {
  const log = join(folder, 'calls.jsonl');
  return {
    make(name, body = '') {
      const path = join(folder, name);
      // Node's own quoting of what it was given: no shell of the test in between.
      const note = `const fs=require('fs');fs.appendFileSync(${JSON.stringify(log)},JSON.stringify({program:${JSON.stringify(name)},args:process.argv.slice(1),stdin:fs.readFileSync(0,'utf8')})+'\\n')`;
      writeFileSync(join(folder, `${name}.js`), note);
      writeFileSync(
        path,
        `#!/bin/sh\n"${process.execPath}" -e "$(cat '${folder}/${name}.js')" -- "$@"\n${body}\n`,
      );
      chmodSync(path, 0o755);
      return path;
    },
    calls: () =>
      existsSync(log)
        ? readFileSync(log, 'utf8')
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line) as FakeCall)
        : [],
  };
}
