/**
 * The one command line that runs as root. It goes through two shells (sudo-prompt's and the one that pkexec or macOS
 * starts), and the first expands `$`, so every word of it must be harmless before any quoting.
 */
export interface HelperProgram {
  readonly nodePath: string;
  readonly helperScript: string;
  /** Electron's executable is plain Node only with ELECTRON_RUN_AS_NODE, which pkexec would not pass on. */
  readonly isElectron: boolean;
}

/** `service`: in a session of its own, so that it outlives engine and terminal. `task`: waited for, its output read. */
export type ElevatedKind = 'service' | 'task';

/**
 * Letters and digits of any script, and marks that mean nothing to any shell; in paths also spaces and parentheses, for
 * single quotes keep them. A shell in whatever locale ends no quote within a letter: no byte of one is below 0x80.
 */
const HARMLESS = /^[\w\p{L}\p{M}\p{N}@%+=:,./ ()-]+$/u;

/**
 * Runs the helper's program with an empty environment, so that it gets nothing from the user's settings.
 * Null when a word holds anything that a shell might take up.
 */
export function elevatedCommand(
  program: HelperProgram,
  args: readonly string[],
  { kind = 'service', platform = 'linux' }: { kind?: ElevatedKind; platform?: NodeJS.Platform } = {},
): string | null {
  // macOS has no setsid(1).
  const apart = platform === 'darwin' ? ['/usr/bin/nohup'] : ['/usr/bin/setsid', '--fork'];
  const words = [
    '/usr/bin/env',
    '-i',
    ...(program.isElectron ? ['ELECTRON_RUN_AS_NODE=1'] : []),
    ...(kind === 'service' ? apart : []),
    program.nodePath,
    program.helperScript,
    ...args,
  ];
  if (!words.every((word) => HARMLESS.test(word))) return null;
  if (!program.nodePath.startsWith('/') || !program.helperScript.startsWith('/')) return null;
  const command = words.map((word) => `'${word}'`).join(' ');
  if (kind === 'task') return `${command} </dev/null`;
  return `${command} </dev/null >/dev/null 2>&1${platform === 'darwin' ? ' &' : ''}`;
}
