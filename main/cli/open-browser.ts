import { spawn } from 'node:child_process';
import { windowsProgram } from '../base/windows-program.ts';

/** What tells whether somebody sits before this machine's screen. */
export interface Desk {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isRoot: boolean;
}

/**
 * The command that opens an address in the person's own browser; null where there is no screen, and for root, whose
 * browser nobody wants.
 */
export function browserCommand(url: string, { platform, env, isRoot }: Desk): readonly string[] | null {
  if (platform === 'win32') return [windowsProgram('explorer'), url];
  if (isRoot) return null;
  if (platform === 'darwin') return ['open', url];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open', url] : null;
}

/** Opens the address if it can. That it couldn't is no failure: the address was also printed. */
export function openBrowser(url: string, onFailure: (error: Error) => void): void {
  const desk = { platform: process.platform, env: process.env, isRoot: process.geteuid?.() === 0 };
  const [file, ...args] = browserCommand(url, desk) ?? [];
  if (file === undefined) return;
  spawn(file, args, { detached: true, stdio: 'ignore' }).on('error', onFailure).unref();
}
