/** Does what `install` and `uninstall` ask of this machine, and says how it went on standard output. */
import { realpathSync } from 'node:fs';
import { fault } from '../../../shared/faults/fault.ts';
import { HELPER_EXIT } from '../../../shared/helper/exit-codes.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { runCommand } from '../../base/run-command.ts';
import { findTrustedProgram } from '../tunnel/trusted-program.ts';
import { leaveAnswer } from './leave-answer.ts';
import { installOnLinux, uninstallOnLinux } from './linux-service.ts';
import { installOnMacos, uninstallOnMacos } from './macos-service.ts';
import type { ServiceRequest } from './service-request.ts';
import type { InstallOptions, Problem, ServiceSystem, UninstallOptions } from './service-system.ts';
import { installOnWindows, uninstallOnWindows } from './windows-service.ts';

/** The end of what a program said tells the most. */
const SAID_LIMIT = 500;

interface Installer {
  install(options: InstallOptions, system: ServiceSystem): Promise<Problem>;
  uninstall(options: UninstallOptions, system: ServiceSystem): Promise<Problem>;
}

const INSTALLERS: Partial<Record<NodeJS.Platform, Installer>> = {
  linux: { install: installOnLinux, uninstall: uninstallOnLinux },
  darwin: { install: installOnMacos, uninstall: uninstallOnMacos },
  win32: {
    install: (options) => installOnWindows(options),
    uninstall: (options) => uninstallOnWindows(options),
  },
};

/** @returns the exit code; the reason of a failure stands as a JSON Result in the one line that is printed. */
export async function runServiceRequest(request: ServiceRequest): Promise<number> {
  const problem = await attempt(request);
  const result: Result<unknown> = problem === null ? ok({}) : fail(fault('helper.install-failed', problem));
  const answer = JSON.stringify(result);
  process.stdout.write(`${answer}\n`);
  if (process.platform === 'win32') leaveAnswer(problem === null ? null : answer);
  return problem === null ? 0 : HELPER_EXIT.serviceFailed;
}

async function attempt(request: ServiceRequest): Promise<Problem> {
  const installer = INSTALLERS[process.platform];
  if (installer === undefined) return { reason: 'no-way-here', platform: process.platform };
  try {
    if (request.action === 'uninstall') return await installer.uninstall(request, thisSystem);
    return await installer.install(
      {
        owner: request.owner,
        root: request.root,
        tokenHash: request['token-hash'],
        nodePath: realpathSync(process.execPath),
        nodeHash: request['node-hash'],
        helperScript: realpathSync(process.argv[1] ?? ''),
        helperHash: request['helper-hash'],
        isElectron: process.versions.electron !== undefined,
      },
      thisSystem,
    );
  } catch (error) {
    // A full or read-only disk.
    const { code, path = '' } = error as NodeJS.ErrnoException;
    if (code !== undefined) return { reason: 'file-errno', errno: code, path };
    throw error;
  }
}

const thisSystem: ServiceSystem = {
  async run(program, args) {
    const file = findTrustedProgram(program);
    if (file === null) return { reason: 'program-missing', program };
    const done = await runCommand({ file, args });
    if (done.ok) return null;
    const { fault: problem } = done;
    return problem.code === 'command.failed'
      ? {
          reason: 'said',
          program: [program, ...args].join(' '),
          text: problem.args.stderr.slice(-SAID_LIMIT),
        }
      : { reason: 'tool-not-run', program, problem: problem.code };
  },
};
