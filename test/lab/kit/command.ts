/** Commands that build the lab: short, synchronous (the exit handler needs them too), and never through a shell. */
import { spawnSync } from 'node:child_process';

/** What a finished command left. `code` is null when a signal ended it. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end; `input` goes to its standard input. */
export function run(file: string, args: readonly string[], input = ''): Finished {
  const { status, stdout, stderr, error } = spawnSync(file, args, { input, encoding: 'utf8' });
  if (error !== undefined) return { code: null, stdout: '', stderr: error.message };
  return { code: status, stdout, stderr };
}

/** Runs a command that has to succeed; a lab that can't be built is a bug of the lab, so it throws. */
export function must(file: string, args: readonly string[], input = ''): string {
  const { code, stdout, stderr } = run(file, args, input);
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${code}: ${stderr}${input}`);
  return stdout;
}
