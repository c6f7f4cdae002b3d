/** The product as people run it: the built command line, started and asked on machines of the lab. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Fault } from '../../../shared/faults/fault.ts';
import { PATIENCE_MS } from '../../setup/limits.ts';
import type { LabHost } from './host.ts';
import type { LabProcess } from './process.ts';

const CLI = fileURLToPath(new URL('../../../out/cli/lanrage.js', import.meta.url));

/** What `lanrage … --json` prints: its value's fields beside `ok`, or the fault. */
export type CliAnswer<T = Record<string, unknown>> =
  | ({ readonly ok: true } & T)
  | { readonly ok: false; readonly fault: Fault };

/** Starts `lanrage` on a machine of the lab. */
export function startLanrage(host: LabHost, args: readonly string[]): LabProcess {
  if (!existsSync(CLI)) throw new Error('LANrage is not built: run `npm run build` first');
  return host.spawn(process.execPath, [CLI, ...args]);
}

/** Runs `lanrage … --json` to its end and gives what it answered. */
export async function askLanrage<T>(
  host: LabHost,
  args: readonly string[],
  timeoutMs = PATIENCE_MS,
): Promise<CliAnswer<T>> {
  const child = startLanrage(host, [...args, '--json']);
  try {
    return await child.json<CliAnswer<T>>((line) => 'ok' in line, timeoutMs);
  } finally {
    child.kill('SIGKILL');
    await child.exited;
  }
}
