/** A run of the doctor as the screen shows it: made from what the engine says, one word after the other. */
import { checkIds } from '../../shared/model/check-ids.ts';
import type { CheckId, DoctorProgress, Finding, RemedyOutcome } from '../../shared/model/doctor.ts';
import type { Reading } from '../../shared/model/reading.ts';

export interface DoctorRun {
  /** 0: none so far. */
  readonly run: number;
  readonly phase: 'idle' | 'running' | 'done' | 'stopped';
  /** Checks under way. */
  readonly running: readonly CheckId[];
  readonly findings: readonly Finding[];
  readonly tookMs: number | null;
  /** What remedies of this run did, oldest first. */
  readonly outcomes: readonly RemedyOutcome[];
}

export const noRun: DoctorRun = {
  run: 0,
  phase: 'idle',
  running: [],
  findings: [],
  tookMs: null,
  outcomes: [],
};

export type CheckState = Finding['status'] | 'waiting' | 'running';

export interface CheckRow {
  readonly check: CheckId;
  readonly state: CheckState;
  /** Those that ask for something, worst first. */
  readonly problems: readonly Finding[];
  /** Shown when there is nothing to do: the first figure. */
  readonly measured: Reading | null;
  readonly outcomes: readonly RemedyOutcome[];
  /** Checks that could say nothing because of this one. */
  readonly blocked: readonly CheckId[];
}

/** A run that was begun here or elsewhere: by the tray, or by the CLI. */
export function begin(run: number): DoctorRun {
  return { ...noRun, run, phase: 'running' };
}

export function takeProgress(state: DoctorRun, progress: DoctorProgress): DoctorRun {
  if (progress.run < state.run) return state;
  const current = progress.run > state.run ? begin(progress.run) : state;
  if (progress.kind === 'started') return { ...current, running: [...current.running, progress.check] };
  if (progress.kind === 'finished') {
    const phase = progress.stopped ? 'stopped' : 'done';
    return { ...current, phase, running: [], tookMs: progress.tookMs };
  }
  const { finding } = progress;
  return {
    ...current,
    running: current.running.filter((check) => check !== finding.check),
    findings: [...current.findings, finding],
  };
}

/** The same check run again after a remedy takes the place of what it found before. */
export function takeOutcome(state: DoctorRun, outcome: RemedyOutcome): DoctorRun {
  const isBefore = ({ check, peer }: Finding): boolean =>
    check === outcome.before.check && peer === outcome.before.peer;
  return {
    ...state,
    findings: state.findings.map((finding) => (isBefore(finding) ? outcome.after : finding)),
    outcomes: [...state.outcomes.filter(({ before }) => !isBefore(before)), outcome],
  };
}

const WORST_FIRST: readonly Finding['status'][] = ['failed', 'warning', 'hidden', 'ok', 'skipped'];

/** One row for each check, in the order of what depends on what; hidden ones are folded into the one that failed. */
export function checkRows(state: DoctorRun, peer: string | null = null): CheckRow[] {
  const about = state.findings.filter((finding) => peer === null || [null, peer].includes(finding.peer));
  const rows = checkIds.map((check): CheckRow => {
    const findings = about
      .filter((finding) => finding.check === check)
      .toSorted((a, b) => WORST_FIRST.indexOf(a.status) - WORST_FIRST.indexOf(b.status));
    const outcomes = state.outcomes.filter(
      ({ before }) => before.check === check && (peer === null || [null, peer].includes(before.peer)),
    );
    return {
      check,
      state: stateOf(check, findings, state),
      problems: findings.filter(({ status }) => status === 'failed' || status === 'warning'),
      measured: findings.find(({ measured }) => measured !== null)?.measured ?? null,
      outcomes,
      blocked: [],
    };
  });
  const blocker = rows.find((row) => row.state === 'failed' && row.problems.some((one) => one.peer === null));
  const blocked = rows.filter((row) => row.state === 'hidden').map(({ check }) => check);
  if (blocker === undefined) return rows;
  return rows
    .filter((row) => row.state !== 'hidden')
    .map((row) => (row === blocker ? { ...row, blocked } : row));
}

function stateOf(check: CheckId, findings: readonly Finding[], state: DoctorRun): CheckState {
  const [worst] = findings;
  if (worst !== undefined) return worst.status;
  if (state.running.includes(check)) return 'running';
  return state.phase === 'running' ? 'waiting' : 'skipped';
}

/** How many checks have said something. */
export function doneCount(rows: readonly CheckRow[]): number {
  return rows.filter(({ state }) => state !== 'waiting' && state !== 'running').length;
}

export function problemCount(rows: readonly CheckRow[]): number {
  return rows.reduce((count, { problems }) => count + problems.length, 0);
}
