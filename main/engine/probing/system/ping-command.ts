/** The system's own `ping`: what it is called with. One packet, never a shell, English where a locale can be forced. */
import { fault } from '../../../../shared/faults/fault.ts';
import type { Because } from '../../../../shared/faults/fault-reasons.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { Command } from '../../../base/run-command.ts';
import { windowsProgram } from '../../../base/windows-program.ts';
import type { Family } from '../native/socket-layout.ts';

export interface PingSettings {
  /** The program says more, and all that it says goes to the log (debug). */
  readonly verbose?: boolean;
  /** The program prints its summary only. */
  readonly quiet?: boolean;
  /** Further arguments, as {@link checkPingArguments} takes them. */
  readonly extra?: readonly string[];
}

export interface PingTarget {
  /** A literal, so that the program looks nothing up. */
  readonly to: string;
  readonly family: Family;
  readonly timeoutMs: number;
}

/** Starting a process takes its time, too. */
const START_SLACK_MS = 1_000;

type System = 'linux' | 'darwin' | 'win32';

/** An argument that may be added → what its value looks like; null: it has none. */
type Allowed = Readonly<Record<string, RegExp | null>>;

const SIZE = /^(?:\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|6550[0-7])$/;
const BYTE = /^(?:\d{1,2}|1\d{2}|2[0-4]\d|25[0-5])$/;
const INTERFACE = /^[A-Za-z0-9][A-Za-z0-9_.:@%-]{0,63}$/;

const ALLOWED: Readonly<Record<System, Allowed>> = {
  linux: {
    '-s': SIZE,
    '-t': BYTE,
    '-I': INTERFACE,
    '-Q': BYTE,
    '-M': /^(?:do|dont|want|probe)$/,
    '-B': null,
  },
  darwin: { '-s': SIZE, '-m': BYTE, '-S': INTERFACE, '-b': INTERFACE, '-z': BYTE, '-D': null },
  win32: { '-l': SIZE, '-i': BYTE, '-S': INTERFACE, '-v': BYTE, '-f': null },
};

function systemOf(platform: NodeJS.Platform): System {
  return platform === 'darwin' || platform === 'win32' ? platform : 'linux';
}

/** Takes what changes one packet, not how many are sent or where to. @fault settings.invalid - names the argument. */
export function checkPingArguments(
  extra: readonly string[],
  platform: NodeJS.Platform = process.platform,
): Result<readonly string[], 'settings.invalid'> {
  const allowed = ALLOWED[systemOf(platform)];
  for (let at = 0; at < extra.length; at++) {
    const name = extra[at] ?? '';
    const value = Object.hasOwn(allowed, name) ? allowed[name] : undefined;
    if (value === undefined)
      return refuse(name, { reason: 'not-one-of', options: Object.keys(allowed).join(', ') });
    if (value !== null && !value.test(extra[++at] ?? '')) return refuse(name, { reason: 'malformed' });
  }
  return ok(extra);
}

function refuse(name: string, because: Because<'settings.invalid'>) {
  return fail(fault('settings.invalid', { key: 'pingArguments', at: name.slice(0, 40), ...because }));
}

/** The command for one probe. @param settings - `extra` has been checked. */
export function pingCommand(
  { to, family, timeoutMs }: PingTarget,
  { verbose = false, quiet = false, extra = [] }: PingSettings,
  platform: NodeJS.Platform = process.platform,
): Command {
  const seconds = String(Math.ceil(timeoutMs / 1_000));
  const talk = [...(verbose ? ['-v'] : []), ...(quiet ? ['-q'] : [])];
  const common = { timeoutMs: timeoutMs + START_SLACK_MS, check: false, env: { LC_ALL: 'C', LANGUAGE: 'C' } };
  switch (systemOf(platform)) {
    case 'win32':
      // Its -v means something else, and it has no -q.
      return {
        ...common,
        file: windowsProgram('ping'),
        args: [`-${family}`, '-n', '1', '-w', String(timeoutMs), ...extra, to],
      };
    case 'darwin': {
      const wait = family === 4 ? ['-W', String(timeoutMs)] : [];
      const file = family === 4 ? 'ping' : 'ping6';
      return { ...common, file, args: ['-n', '-c', '1', ...wait, ...talk, ...extra, to] };
    }
    case 'linux':
      return {
        ...common,
        file: 'ping',
        args: [`-${family}`, '-n', '-c', '1', '-W', seconds, ...talk, ...extra, '--', to],
      };
  }
}
