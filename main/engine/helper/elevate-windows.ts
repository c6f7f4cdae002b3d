/** Windows' own question (UAC), without a file on the way that somebody could exchange. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { fault } from '../../../shared/faults/fault.ts';
import type { Because } from '../../../shared/faults/fault-reasons.ts';
import { HELPER_EXIT } from '../../../shared/helper/exit-codes.ts';
import { WINDOWS_ANSWER_FILE } from '../../../shared/helper/service.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { type RunCommand, runPowershell } from '../../base/powershell.ts';
import { runCommand } from '../../base/run-command.ts';
import { windowsProgram } from '../../base/windows-program.ts';
import type { ElevatedKind, HelperProgram } from './elevated-command.ts';

/** People think; Windows itself gives up after two minutes. */
const ANSWER_TIMEOUT_MS = 180_000;
/** winerror.h, ERROR_CANCELLED: they said no. */
const CANCELLED = 1223;

/**
 * What Node or its OpenSSL would load, run or write by. Windows hands the variables of the user's own registry on to
 * what the user lets rise, and any program of theirs may have set these.
 */
const UNTRUSTED = [
  'NODE_OPTIONS',
  'NODE_COMPILE_CACHE',
  'NODE_PATH',
  'NODE_V8_COVERAGE',
  'NODE_REDIRECT_WARNINGS',
  'NODE_EXTRA_CA_CERTS',
  'NODE_ICU_DATA',
  'OPENSSL_CONF',
  'OPENSSL_MODULES',
  'OPENSSL_ENGINES',
] as const;

/**
 * What `cmd` takes as itself within double quotes. Letters of any script: `cmd`, Node and Electron read their command
 * lines as UTF-16, so that no code page makes a quote of one.
 */
const HARMLESS = /^[\w\p{L}\p{M}\p{N}@+=:,./\\ ()-]+$/u;

const SCRIPT = `try {
  $started = Start-Process -FilePath $in.file -ArgumentList $in.line -Verb RunAs -WindowStyle Hidden -Wait:$in.waits -PassThru
  $code = 0
  if ($in.waits) { $code = $started.ExitCode }
  @{ asked = 0; code = $code } | ConvertTo-Json -Compress
} catch {
  $found = $_.Exception
  while ($found -and -not ($found -is [System.ComponentModel.Win32Exception])) { $found = $found.InnerException }
  $asked = -1
  if ($found) { $asked = $found.NativeErrorCode }
  @{ asked = $asked; code = 0 } | ConvertTo-Json -Compress
}`;
const answerSchema = z.object({ asked: z.int(), code: z.int() });

/**
 * What `cmd` is to run: it drops variables that are not to be trusted, and sets what makes Electron plain Node, which no
 * other way brings through the question.
 * Null when a word holds anything that `cmd` might take up.
 */
export function windowsCommandLine(program: HelperProgram, args: readonly string[]): string | null {
  const words = [program.nodePath, program.helperScript, ...args];
  if (!words.every((word) => HARMLESS.test(word))) return null;
  const setting = program.isElectron ? 'set ELECTRON_RUN_AS_NODE=1&& ' : '';
  // To drop one that isn't there counts as failed, hence `&`, which goes on.
  const drops = UNTRUSTED.map((name) => `set ${name}=& `).join('');
  return `/d /s /c "${drops}${setting}${words.map((word) => `"${word}"`).join(' ')}"`;
}

/** What asking needs of the machine; tests replace it. */
export interface WindowsQuestion {
  readonly run: RunCommand;
  readonly answerFile: string;
}

const thisMachine: WindowsQuestion = {
  run: (command) => runCommand({ ...command, timeoutMs: ANSWER_TIMEOUT_MS }),
  answerFile: WINDOWS_ANSWER_FILE,
};

/** @returns what a task that failed says; empty after a success. @fault helper.refused @fault helper.not-installed */
export async function elevateOnWindows(
  program: HelperProgram,
  args: readonly string[],
  kind: ElevatedKind,
  { run, answerFile }: WindowsQuestion = thisMachine,
): Promise<Result<string, 'helper.refused' | 'helper.not-installed'>> {
  const cannot = (because: Because<'helper.not-installed'>) => fail(fault('helper.not-installed', because));
  const line = windowsCommandLine(program, args);
  if (line === null) return cannot({ reason: 'unusual-folder' });
  const input = { file: windowsProgram('cmd'), line, waits: kind === 'task' };
  const parse = (json: unknown) => answerSchema.safeParse(json).data ?? null;
  const done = await runPowershell('ask-for-rights', SCRIPT, { input, parse, run });
  if (!done.ok) return cannot({ reason: 'windows-step', step: 'ask-for-rights' });
  const { asked, code } = done.value;
  if (asked === CANCELLED) return fail(fault('helper.refused', {}));
  if (asked !== 0) return cannot({ reason: 'windows-error', number: asked });
  if (code === 0) return ok('');
  const answer = code === HELPER_EXIT.serviceFailed ? await readFile(answerFile, 'utf8').catch(() => '') : '';
  return answer !== '' ? ok(answer) : cannot({ reason: 'exited', exitCode: code });
}
