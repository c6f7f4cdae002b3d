import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fault } from '../../../shared/faults/fault.ts';
import type { HelperServiceState } from '../../../shared/helper/service.ts';
import { fail, ok } from '../../../shared/result.ts';
import { ensureOwnerOnlyDirectory } from '../../base/owner-only-file.ts';
import type { elevate } from '../../engine/helper/elevate.ts';
import {
  type HelperServiceOptions,
  installHelper,
  readHelperService,
  uninstallHelper,
} from '../../engine/helper/helper-service.ts';
import { type Command, type Context, done, failed, misused, type Outcome } from '../command.ts';

const STATES: Readonly<Record<HelperServiceState, string>> = {
  unsupported: 'This system cannot be told to start the tunnel helper; LANrage asks at each start.',
  absent: 'The tunnel helper is not set up; LANrage asks at each start. To end that: lanrage helper install',
  installed: 'The system starts the tunnel helper by itself; nothing is asked.',
  outdated: 'The tunnel helper that is set up is of another version. To renew it: lanrage helper install',
};

export const helper: Command = {
  name: 'helper',
  operands: 'install|uninstall|status',
  maxOperands: 1,
  summary: 'Set up the rights for a tunnel once, so that nothing is asked later',
  details:
    'Copies the part that makes the tunnel to where only root can change it, and has the system start it for you alone. Asks once, by sudo where there is a terminal. "uninstall" takes all of it away again.',
  options: {
    root: {
      value: 'DIR',
      text: 'For images: put this before every path, and leave the running system alone',
    },
  },
  async run(args, context) {
    const options = optionsOf(context, args.value('root'));
    const [action] = args.operands;
    if (action === 'status') return tell(await readHelperService(options));
    if (action !== 'install' && action !== 'uninstall') return misused('Say install, uninstall or status.');
    const isRoot = process.geteuid?.() === 0;
    // Root's own engine needs no helper that is started for it.
    if (isRoot && options.root === '')
      return misused('Run it as the user who plays, without sudo: it asks by itself.');
    const folder = await ensureOwnerOnlyDirectory(context.dataDir);
    if (!folder.ok) return failed(folder.fault);
    const changed = await (action === 'install' ? installHelper : uninstallHelper)(options);
    return changed.ok ? tell(await readHelperService(options)) : failed(changed.fault);
  },
};

function optionsOf(
  { dataDir, parts, io }: Context,
  root: string | null,
): HelperServiceOptions & { root: string } {
  const isRoot = process.geteuid?.() === 0;
  const hasSudo = io.interactive && existsSync('/usr/bin/sudo');
  return {
    dataDir,
    helperScript: parts.resources.helperScript,
    nodePath: process.execPath,
    root: root ?? '',
    ...((isRoot || hasSudo) && { elevate: inTerminal(isRoot ? [] : ['/usr/bin/sudo', '--']) }),
  };
}

/** Runs the task itself where this is root, else by sudo, which asks in the terminal. */
function inTerminal(before: readonly string[]): typeof elevate {
  return async ({ nodePath, helperScript, isElectron }, args) => {
    const setting = isElectron ? ['ELECTRON_RUN_AS_NODE=1'] : [];
    const [file = '', ...rest] = [
      ...before,
      '/usr/bin/env',
      '-i',
      ...setting,
      nodePath,
      helperScript,
      ...args,
    ];
    const child = spawn(file, rest, { stdio: ['inherit', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    await new Promise((resolve) => child.once('close', resolve).once('error', resolve));
    // sudo has said why in the terminal.
    return output === '' ? fail(fault('helper.refused', {})) : ok(output);
  };
}

function tell(service: HelperServiceState): Outcome {
  return done({ json: { service }, text: STATES[service] });
}
