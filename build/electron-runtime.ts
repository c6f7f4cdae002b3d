/** Whether Electron's runtime is here. Looks at files only: to import the package would start a download. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './tree.ts';

const PROGRAM_OF = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' } as const;

/** The path of Electron's program, or null where it was not downloaded. */
export function electronRuntime(
  packageDir: string = path.join(root, 'node_modules', 'electron'),
  platform: NodeJS.Platform = process.platform,
  override: string | undefined = process.env.ELECTRON_OVERRIDE_DIST_PATH,
): string | null {
  const note = path.join(packageDir, 'path.txt');
  const known: string = platform === 'darwin' || platform === 'win32' ? PROGRAM_OF[platform] : 'electron';
  // The package writes the note once it has unpacked a runtime; an override brings its own.
  const program = existsSync(note) ? readFileSync(note, 'utf8') : override === undefined ? null : known;
  if (program === null) return null;
  const file = path.join(override ?? path.join(packageDir, 'dist'), program);
  return existsSync(file) ? file : null;
}
