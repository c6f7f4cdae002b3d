/** What a command is, and how it may end. */
import type { Fault } from '../../shared/faults/fault.ts';
import type { Arguments, Grammar } from './arguments.ts';
import type { Io } from './io.ts';
import type { Parts } from './parts.ts';

export interface Command extends Grammar {
  /** As it is typed, e.g. `party create`. */
  readonly name: string;
  /** What follows the name, as the help shows it, e.g. `[NAME]`; empty for nothing. */
  readonly operands: string;
  /** One line for the list of commands, without a full stop. */
  readonly summary: string;
  /** What a person should know beyond that, in whole sentences; may be empty. */
  readonly details: string;
  /** What operands may be, where that is known; for completion. */
  readonly words?: readonly string[];
  /** What else the help lists, as pairs of a word and what it means. */
  readonly listing?: { readonly title: string; readonly rows: readonly (readonly [string, string])[] };
  run(args: Arguments, context: Context): Promise<Outcome>;
}

export interface Context {
  readonly io: Io;
  readonly parts: Parts;
  /** From `--data-dir`, or this system's default; absolute. */
  readonly dataDir: string;
  readonly json: boolean;
  /** Says something before the command ends, as one JSON line or as text. */
  say(answer: Answer): void;
}

/** What is printed: `json` as one line with `--json`, `text` otherwise. */
export interface Answer {
  readonly json: object;
  readonly text: string;
}

export type Outcome =
  /** `answer` null: everything was said on the way. `well` false: it was done, and came out badly. */
  | { readonly kind: 'done'; readonly answer: Answer | null; readonly well: boolean }
  | { readonly kind: 'failed'; readonly fault: Fault }
  /** The command line itself is wrong. */
  | { readonly kind: 'misused'; readonly problem: string };

/** Ends a command well. */
export function done(answer: Answer | null = null): Outcome {
  return { kind: 'done', answer, well: true };
}

/** Ends a command that did what it should, with an answer that nobody hoped for: exit code 1. */
export function unwell(answer: Answer | null = null): Outcome {
  return { kind: 'done', answer, well: false };
}

/** Ends a command with an expected failure. */
export function failed(fault: Fault): Outcome {
  return { kind: 'failed', fault };
}

/** Ends a command whose line cannot be understood. @param problem - a sentence. */
export function misused(problem: string): Outcome {
  return { kind: 'misused', problem };
}
