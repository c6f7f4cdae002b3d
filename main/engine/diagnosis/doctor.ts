/** The doctor: one run at a time, live and cancellable; keeps the last findings and carries out their remedies. */
import { fault } from '../../../shared/faults/fault.ts';
import type {
  CheckId,
  DoctorProgress,
  Finding,
  RemedyId,
  RemedyOutcome,
} from '../../../shared/model/doctor.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { selectChecks } from './checks/all-checks.ts';
import type { ExaminedMachine } from './examined-machine.ts';
import { runChecks } from './run-checks.ts';

/** Carries a remedy out for this machine, or for one member. */
export type CarryOut = (remedy: RemedyId, finding: Finding) => Promise<Result<unknown>>;

export interface DoctorOptions {
  readonly examined: ExaminedMachine;
  readonly carryOut: CarryOut;
  /** Monotonic ms. */
  now(): number;
  /** Waits until a remedy can have taken effect. */
  wait(ms: number): Promise<void>;
  onProgress(progress: DoctorProgress): void;
}

/** Links need that long to settle after something was mended. */
const SETTLE_MS = 3000;

export class Doctor {
  readonly #options: DoctorOptions;
  #run = 0;
  #current: AbortController | null = null;
  #findings: readonly Finding[] = [];

  constructor(options: DoctorOptions) {
    this.#options = options;
  }

  /** Of the last run, as far as it came. */
  get findings(): readonly Finding[] {
    return this.#findings;
  }

  /** Starts a run of these checks, all of them without; one that is under way is stopped. @returns its number. */
  start(wanted?: readonly CheckId[]): number {
    this.stop();
    const run = ++this.#run;
    const controller = new AbortController();
    this.#current = controller;
    this.#findings = [];
    void this.#examine(run, controller, wanted);
    return run;
  }

  stop(): void {
    this.#current?.abort();
    this.#current = null;
  }

  /**
   * Carries out the remedy that a finding of the last run names, then asks its check again.
   * @fault doctor.remedy-unfit - no finding names it. Faults of what was done.
   */
  async apply(wanted: {
    check: CheckId;
    peer: string | null;
    remedy: RemedyId;
  }): Promise<Result<RemedyOutcome>> {
    const before = this.#findings.find(
      ({ check, peer, remedy }) => check === wanted.check && peer === wanted.peer && remedy === wanted.remedy,
    );
    if (before === undefined) return fail(fault('doctor.remedy-unfit', { remedy: wanted.remedy }));
    const carriedOut = await this.#options.carryOut(wanted.remedy, before);
    if (!carriedOut.ok) return carriedOut;
    await this.#options.wait(SETTLE_MS);
    const again = await this.#ask([wanted.check], new AbortController().signal, 0);
    const after = again.find(({ check, peer }) => check === wanted.check && peer === wanted.peer);
    // What was said of a member that is well now may be said of nobody at all.
    const cured: Finding = { ...before, status: 'ok', cause: null, confidence: 1, remedy: null };
    const outcome = { before, after: after ?? again.find(({ check }) => check === wanted.check) ?? cured };
    this.#findings = this.#findings.map((finding) => (finding === before ? outcome.after : finding));
    return ok(outcome);
  }

  async #examine(run: number, controller: AbortController, wanted?: readonly CheckId[]): Promise<void> {
    const startedAtMs = this.#options.now();
    await this.#ask(wanted, controller.signal, run);
    if (this.#current === controller) this.#current = null;
    const tookMs = this.#options.now() - startedAtMs;
    this.#options.onProgress({ run, kind: 'finished', tookMs, stopped: controller.signal.aborted });
  }

  /** @param run - whose progress is told; 0: nobody's. */
  #ask(wanted: readonly CheckId[] | undefined, signal: AbortSignal, run: number): Promise<Finding[]> {
    const { examined, now, onProgress } = this.#options;
    examined.renew();
    return runChecks({
      checks: selectChecks(wanted),
      examined,
      signal,
      now,
      onStarted: (check) => run > 0 && onProgress({ run, kind: 'started', check, peer: null }),
      onFound: (finding) => {
        if (run !== this.#run) return;
        this.#findings = [...this.#findings, finding];
        onProgress({ run, kind: 'found', finding });
      },
    });
  }
}
