/** What runs in the engine at a person's word and goes on when the screen is left: the doctor, a test, a lag recording. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { LanrageApi } from '../../shared/ipc/api.ts';
import type { LagReport } from '../../shared/model/insight.ts';
import { type DoctorRun, noRun, takeProgress } from '../model/doctor-run.ts';
import { type LinkTestRun, takeLinkTest } from '../model/link-test-run.ts';

/** How long the engine goes on recording after the press, ms. */
export const LAG_AFTER_MS = 30_000;

interface WorkState {
  readonly doctor: DoctorRun;
  readonly linkTest: LinkTestRun | null;
  /** Under way since, wall-clock ms; null: none. */
  readonly lagSince: number | null;
  /** Newest first. */
  readonly lagReports: readonly LagReport[];
}

const LAG_REPORTS = 10;

const blankWork: WorkState = { doctor: noRun, linkTest: null, lagSince: null, lagReports: [] };

export const workStore = createStore<WorkState>()(() => blankWork);

export function useWork<T>(selector: (state: WorkState) => T): T {
  return useStore(workStore, selector);
}

/** Mirrors what the engine says of it. @returns its end. */
export function followWork(api: Pick<LanrageApi, 'on'>): () => void {
  const stops = [
    api.on('doctorProgress', (progress) =>
      workStore.setState(({ doctor }) => ({ doctor: takeProgress(doctor, progress) })),
    ),
    api.on('linkTestProgress', (progress) =>
      workStore.setState(({ linkTest }) => ({ linkTest: takeLinkTest(linkTest, progress) })),
    ),
    api.on('lagRecorded', (report) =>
      workStore.setState(({ lagReports }) => ({
        lagSince: null,
        lagReports: [report, ...lagReports.filter(({ id }) => id !== report.id)].slice(0, LAG_REPORTS),
      })),
    ),
  ];
  return () => {
    for (const stop of stops) stop();
    workStore.setState(blankWork);
  };
}

/** An engine that was lost may have been started again: what ran in it is over, and its runs count from the beginning. */
export function forgetRuns(): void {
  workStore.setState(({ doctor, linkTest }) => ({
    doctor: { ...doctor, run: 0, running: [], phase: doctor.phase === 'running' ? 'stopped' : doctor.phase },
    linkTest: linkTest?.result === null ? null : linkTest,
    lagSince: null,
  }));
}
