/** Finds the command that a line names, runs it, and prints how it ended. */
import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { fault } from '../../shared/faults/fault.ts';
import { dataDirectory } from '../base/data-directory.ts';
import { readEnvironment } from '../base/environment.ts';
import { type Arguments, parseArguments } from './arguments.ts';
import { type Command, type Context, failed, misused, type Outcome } from './command.ts';
import { commands } from './commands.ts';
import { commandHelp, overview } from './help.ts';
import type { Io } from './io.ts';
import { nearest } from './nearest.ts';
import type { Parts } from './parts.ts';
import { type ExitCode, line, report } from './report.ts';
import { version } from './version.ts';

/** Runs one command line, given without node and script. Never rejects. @returns the exit code. */
export async function run(words: readonly string[], io: Io, parts: Parts): Promise<ExitCode> {
  const [first] = words;
  const json = words.includes('--json');
  if (first === '--version') {
    io.out(json ? line({ ok: true, version }) : `lanrage ${version}\n`);
    return 0;
  }
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    io.out(overview(commands, io));
    return 0;
  }
  const command = findCommand(words);
  if (command === null) {
    return report(misused(unknownCommand(words)), { io, json, help: 'lanrage --help' });
  }
  const args = parseArguments(command, words.slice(command.name.split(' ').length));
  if (typeof args !== 'string' && args.has('help')) {
    io.out(commandHelp(command, io));
    return 0;
  }
  const outcome = typeof args === 'string' ? misused(args) : await runCommand(command, args, io, parts);
  return report(outcome, { io, json, help: `lanrage ${command.name} --help` });
}

async function runCommand(command: Command, args: Arguments, io: Io, parts: Parts): Promise<Outcome> {
  const dataDir = dataDirOf(args);
  if (typeof dataDir !== 'string') return dataDir;
  const json = args.has('json');
  const context: Context = {
    io,
    parts,
    dataDir,
    json,
    say: (answer) => io.out(json ? line(answer.json) : `${answer.text}\n`),
  };
  try {
    return await command.run(args, context);
  } catch (error) {
    // A bug. The person gets a sentence; whoever is to mend it needs the stack.
    const reference = randomUUID().slice(0, 8);
    io.err(`${reference}: ${error instanceof Error ? error.stack : String(error)}\n`);
    return failed(fault('engine.unexpected', { reference }));
  }
}

function dataDirOf(args: Arguments): string | Outcome {
  const given = args.value('data-dir');
  if (given !== null) return resolve(given);
  const environment = readEnvironment();
  if (!environment.ok) return failed(environment.fault);
  const isRoot = process.geteuid?.() === 0;
  return dataDirectory({
    platform: process.platform,
    isRoot,
    home: homedir(),
    environment: environment.value,
  });
}

/** The command with the longest name that the line begins with. */
function findCommand(words: readonly string[]): Command | null {
  const [first = '', second = ''] = words;
  const named = (name: string): Command | undefined => commands.find((command) => command.name === name);
  return named(`${first} ${second}`) ?? named(first) ?? null;
}

function unknownCommand([first = '', second = '']: readonly string[]): string {
  const names = commands.map(({ name }) => name);
  const family = names.filter((name) => name.startsWith(`${first} `));
  if (family.length > 0 && (second === '' || second.startsWith('-'))) {
    return `Say what to do: ${family.map((name) => `"lanrage ${name}"`).join(', ')}`;
  }
  const typed = second === '' || second.startsWith('-') ? first : `${first} ${second}`;
  const close = nearest(typed, names) ?? nearest(first, names);
  const lastWord = nearest(
    first,
    names.filter((name) => name.includes(' ')).map((name) => name.split(' ')[1] ?? ''),
  );
  const meant = close ?? names.find((name) => name.endsWith(` ${lastWord}`)) ?? null;
  return `There is no command "${typed}".${meant === null ? '' : ` Did you mean "lanrage ${meant}"?`}`;
}
