/**
 * Tables of nftables that go with a tunnel, one for each purpose: `<interface>_<purpose>`. Each is replaced as a whole
 * and in one transaction, and taken away once the interface is gone, whoever set it.
 */
import type { Result } from '../../../shared/result.ts';
import { type CommandFault, type CommandOutput, runCommand } from '../../base/run-command.ts';
import { interfaceExists } from './linux-device.ts';
import { PRESENCE_TIMEOUT_MS, type RunTool } from './tools.ts';

/** How `nft` is told to load a script; an empty one does nothing. */
export const LOAD = ['-f', '-'];

export interface TunnelTables {
  /** Runs `nft` on a script, after all that was asked for before. */
  load(script: string): Promise<Result<CommandOutput, CommandFault>>;
  /** Fine when there is none. */
  clear(name: string): Promise<void>;
  /** Clears those whose interface is gone. @returns false where nftables doesn't work. */
  sweep(): Promise<boolean>;
}

/** @param nft - its path. */
export function openTunnelTables(
  nft: string,
  purpose: string,
  run: RunTool = runCommand,
  exists: (name: string) => boolean = interfaceExists,
): TunnelTables {
  const ours = new RegExp(`^table ip (lanrage\\d{1,4})_${purpose}$`);
  let tail: Promise<unknown> = Promise.resolve();

  /** One after the other, so that no sweep takes away what is being set. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = tail.then(work);
    tail = done;
    return done;
  }

  async function load(script: string): Promise<Result<CommandOutput, CommandFault>> {
    const done = await run({ file: nft, args: LOAD, input: script, timeoutMs: PRESENCE_TIMEOUT_MS });
    if (!done.ok) process.stderr.write(`the tunnel's table for ${purpose}: ${done.fault.code}\n`);
    return done;
  }

  async function list(): Promise<readonly string[] | null> {
    const listed = await run({ file: nft, args: ['list', 'tables', 'ip'], timeoutMs: PRESENCE_TIMEOUT_MS });
    if (!listed.ok) return null;
    return listed.value.stdout.split('\n').flatMap((line) => ours.exec(line.trim())?.[1] ?? []);
  }

  async function sweep(): Promise<boolean> {
    const names = await list();
    const gone = (names ?? []).filter((name) => !exists(name));
    if (gone.length > 0) await load(gone.map((name) => removal(tableOf(name, purpose))).join(''));
    return names !== null;
  }

  return {
    load: (script) => inTurn(() => load(script)),
    clear: async (name) => void (await inTurn(() => load(removal(tableOf(name, purpose))))),
    sweep: () => inTurn(sweep),
  };
}

/** The name of a tunnel's table. */
export function tableOf(name: string, purpose: string): string {
  return `${name}_${purpose}`;
}

/** Takes a table away; fine when there is none: it is made first. */
export function removal(table: string): string {
  return `table ip ${table}\ndelete table ip ${table}\n`;
}
