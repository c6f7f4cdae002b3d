import type { Because } from '../../../shared/faults/fault-reasons.ts';

/** What went wrong while the helper was installed or taken away; null: nothing. */
export type Problem = Because<'helper.install-failed'> | null;

/** What installing the helper needs of the machine; tests replace it to stand in for other systems. */
export interface ServiceSystem {
  /** Runs a program of the system by its name. */
  run(program: string, args: readonly string[]): Promise<Problem>;
}

export interface UninstallOptions {
  /** Whose it is: a user id, on Windows a security identifier. */
  readonly owner: string;
  /** Put before every path; empty for the running system. */
  readonly root: string;
}

export interface InstallOptions extends UninstallOptions {
  /** SHA-256 of the token, base64url. */
  readonly tokenHash: string;
  readonly nodePath: string;
  readonly nodeHash: string;
  readonly helperScript: string;
  readonly helperHash: string;
  readonly isElectron: boolean;
}
