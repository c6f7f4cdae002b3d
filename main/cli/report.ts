/** Prints how a command ended. */
import { explain } from '../../shared/faults/advice.ts';
import type { Remedy } from '../../shared/faults/advice-entry.ts';
import { type Fault, fault } from '../../shared/faults/fault.ts';
import type { Outcome } from './command.ts';
import type { Io } from './io.ts';
import { plain } from './table.ts';

/** 1: an expected failure, named by its fault, or a result that nobody hoped for · 2: the command line itself is wrong. */
export type ExitCode = 0 | 1 | 2;

const misuse = fault('ipc.bad-request', { at: '', reason: 'not-understood' });

/** @param help - the command line that explains the one that was misused. */
export function report(
  outcome: Outcome,
  { io, json, help }: { io: Io; json: boolean; help: string },
): ExitCode {
  switch (outcome.kind) {
    case 'done':
      if (outcome.answer !== null) {
        io.out(json ? line({ ok: outcome.well, ...outcome.answer.json }) : `${outcome.answer.text}\n`);
      }
      return outcome.well ? 0 : 1;
    case 'failed':
      if (json) io.out(line({ ok: false, fault: outcome.fault }));
      else io.err(describe(outcome.fault, io));
      return 1;
    case 'misused':
      if (json) io.out(line({ ok: false, fault: misuse, problem: outcome.problem }));
      else io.err(`${io.style('red', '✗')} ${outcome.problem}\n  See "${help}".\n`);
      return 2;
  }
}

function describe(failure: Fault, { style }: Io): string {
  const { title, text, remedies } = explain(failure);
  const commands = remedies.map(commandFor).filter((command) => command !== null && !text.includes(command));
  return [
    `${style('red', '✗')} ${style('bold', title)}`,
    `  ${plain(text)}`,
    ...commands.map((command) => `  → ${command}`),
    '',
  ].join('\n');
}

/** What to type where a screen has a button; null where the next command does it by itself. */
function commandFor(remedy: Remedy): string | null {
  if (remedy.kind === 'copy') return remedy.isCommand === true ? remedy.text : null;
  if (remedy.kind === 'do') return remedy.call === 'leaveParty' ? 'lanrage party leave' : null;
  const screens = {
    create: 'lanrage party create',
    join: "lanrage party join 'INVITE'",
    settings: 'lanrage settings',
  };
  return screens[remedy.screen];
}

/** One JSON value a line, so that a program can read whatever a command prints. */
export function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
