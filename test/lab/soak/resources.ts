/** What the product's processes hold, read by the kernel's count, and whether it grew. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { commandLineOf } from '../kit/command-line.ts';
import type { LabHost } from '../kit/host.ts';

/** Of one role, summed over its processes where it has several. */
export interface Holding {
  readonly rssMiB: number;
  readonly handles: number;
  /** null: it keeps no log. */
  readonly logKiB: number | null;
}

export const quantities = ['rssMiB', 'handles', 'logKiB'] as const;
export type Quantity = (typeof quantities)[number];

/** What may be added between the first third of the time and the last one, the highest of each. */
export interface Allowance {
  readonly rssMiB: number;
  readonly handles: number;
  /** A minute. */
  readonly logKiB: number;
}

export interface Growth {
  readonly role: string;
  readonly quantity: Quantity;
  readonly first: number;
  readonly last: number;
  readonly allowed: number;
  readonly grew: boolean;
}

/** @param dataDir - whose logs are counted; null: it keeps none. */
export function holdingOf(host: LabHost, which: RegExp, dataDir: string | null): Holding | null {
  const pids = host.processes().filter((pid) => which.test(commandLineOf(pid)));
  const figures = pids.map(readProcess).filter((figure) => figure !== null);
  if (figures.length === 0) return null;
  const sum = (pick: (figure: (typeof figures)[number]) => number): number =>
    figures.reduce((total, figure) => total + pick(figure), 0);
  return {
    rssMiB: sum(({ rssMiB }) => rssMiB),
    handles: sum(({ handles }) => handles),
    logKiB: dataDir === null ? null : bytesBelow(join(dataDir, 'logs')) / 1024,
  };
}

/**
 * Compares what one role held over time: a heap has found its size after a third of it, and a leak goes on.
 * @param minutes - between the first figure and the last.
 */
export function judgeGrowth(
  role: string,
  held: readonly Holding[],
  { minutes, allowance }: { readonly minutes: number; readonly allowance: Allowance },
): Growth[] {
  const third = Math.ceil(held.length / 3);
  return quantities.flatMap((quantity) => {
    const values = held.map((holding) => holding[quantity]).filter((value) => value !== null);
    if (values.length === 0) return [];
    const first = Math.max(...values.slice(0, third));
    const last = Math.max(...values.slice(-third));
    const allowed = allowance[quantity] * (quantity === 'logKiB' ? minutes : 1);
    // What was never measured has not been shown to stand still.
    const grew = !(last - first <= allowed);
    return [{ role, quantity, first, last, allowed, grew }];
  });
}

function readProcess(pid: number): { rssMiB: number; handles: number } | null {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    return { rssMiB: (pages * 4096) / 2 ** 20, handles: readdirSync(`/proc/${pid}/fd`).length };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return null;
    throw error;
  }
}

function bytesBelow(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
