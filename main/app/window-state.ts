/** Where the window was: kept in a file, and only used where a screen still is. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Log } from '../base/log/log.ts';
import { parseJson } from '../base/parse-json.ts';
import { writeFault } from '../base/storage-fault.ts';

const rectangleSchema = z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) });
const stateSchema = z.object({ bounds: rectangleSchema, maximised: z.boolean() });

export type Rectangle = z.infer<typeof rectangleSchema>;
export type WindowState = z.infer<typeof stateSchema>;

/** So much of the title bar must be on a screen for a hand to get hold of it. */
const GRIP = { width: 120, height: 40 } as const;

/** Reads what was kept; null when there is nothing, or nothing that any of these screens shows. */
export function readWindowState(path: string, screens: readonly Rectangle[]): WindowState | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    // A first start, or a folder that can't be read: the window opens where the system puts it.
    return null;
  }
  const parsed = stateSchema.safeParse(parseJson(text));
  return parsed.success && screens.some((screen) => shows(screen, parsed.data.bounds)) ? parsed.data : null;
}

/**
 * Keeps it for the next start; that it couldn't be kept concerns nobody but the log. At once: windows close when the app is
 * about to end, and it waits for nothing then.
 */
export function writeWindowState(path: string, state: WindowState, log: Log): void {
  const temporary = `${path}.tmp`;
  try {
    writeFileSync(temporary, JSON.stringify(state), { mode: 0o600 });
    renameSync(temporary, path);
  } catch (error) {
    log.warn('window position not kept', { fault: writeFault(error, path) });
  }
}

function shows(screen: Rectangle, bounds: Rectangle): boolean {
  const width = Math.min(screen.x + screen.width, bounds.x + bounds.width) - Math.max(screen.x, bounds.x);
  const top = bounds.y;
  const isTopOn = top >= screen.y && top + GRIP.height <= screen.y + screen.height;
  return width >= GRIP.width && isTopOn;
}
