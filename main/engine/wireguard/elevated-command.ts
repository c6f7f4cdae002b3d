/**
 * The one command line that runs as root. It goes through two shells (sudo-prompt's and the one that pkexec starts),
 * and the first expands `$`, so every word of it must be harmless before any quoting.
 */
export interface HelperProgram {
  readonly nodePath: string;
  readonly helperScript: string;
  /** Electron's executable is plain Node only with ELECTRON_RUN_AS_NODE, which pkexec would not pass on. */
  readonly isElectron: boolean;
}

/** Letters, digits and marks that mean nothing to any shell; in paths also spaces, for single quotes keep them. */
const HARMLESS = /^[\w@%+=:,./ -]+$/;

/**
 * Starts the helper in a session of its own with an empty environment, so that it outlives engine and terminal and
 * gets nothing from the user's settings. Null when a word holds anything that a shell might take up.
 */
export function elevatedCommand(program: HelperProgram, args: readonly string[]): string | null {
  const words = [
    '/usr/bin/env',
    '-i',
    ...(program.isElectron ? ['ELECTRON_RUN_AS_NODE=1'] : []),
    '/usr/bin/setsid',
    '--fork',
    program.nodePath,
    program.helperScript,
    ...args,
  ];
  if (!words.every((word) => HARMLESS.test(word))) return null;
  if (!program.nodePath.startsWith('/') || !program.helperScript.startsWith('/')) return null;
  return `${words.map((word) => `'${word}'`).join(' ')} </dev/null >/dev/null 2>&1`;
}
