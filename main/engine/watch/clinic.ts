/** Finding out on demand: the doctor with its remedies, tests, and the report for somebody else to help. */
import { randomBytes, randomUUID } from 'node:crypto';
import { arch, release } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { EventName, EventValue, Handlers } from '../../../shared/ipc/api.ts';
import type { diagnosisCalls } from '../../../shared/ipc/diagnosis-calls.ts';
import type { LatencySummary } from '../../../shared/model/metrics.ts';
import type { NatReport } from '../../../shared/model/nat-report.ts';

import type { Snapshot } from '../../../shared/model/snapshot.ts';
import { ok } from '../../../shared/result.ts';
import type { RecentLines } from '../../base/log/recent-lines.ts';
import { Doctor } from '../doctor/doctor.ts';
import type { Patient } from '../doctor/patient.ts';
import { writeBundle } from '../doctor/support-bundle.ts';
import { createPathTools } from '../monitor/trace/path-tools.ts';
import { createTrialProbes } from '../trial/monitor-probes.ts';
import type { TrialParty } from '../trial/trial-context.ts';
import { createTrials, type Trials } from '../trial/trials.ts';
import { createPatient, type PatientOptions } from './engine-patient.ts';
import { measureEchoes } from './measure-echoes.ts';
import { CapacityNotes } from './note-capacity.ts';
import type { Observatory } from './observatory.ts';
import { PartyTrafficPlace } from './party-traffic-place.ts';
import { type Tools, treat } from './treat.ts';

export interface ClinicOptions
  extends Pick<
    PatientOptions,
    'dataDir' | 'clock' | 'log' | 'snapshot' | 'settings' | 'environment' | 'status' | 'keys'
  > {
  readonly observatory: Observatory;
  readonly tools: Tools;
  readonly recentLog: RecentLines;
  emit<N extends EventName>(name: N, value: EventValue<N>): void;
}

const LOG_LINES = 300;

export class Clinic {
  readonly #options: ClinicOptions;
  readonly #patient: Patient;
  readonly #doctor: Doctor;
  readonly #trials: Trials;
  readonly #traffic: PartyTrafficPlace;
  readonly #capacity: CapacityNotes;
  #nat: NatReport | null = null;

  constructor(options: ClinicOptions) {
    const { clock, log, observatory, snapshot, tools, emit } = options;
    this.#options = options;
    const { ping, names, metrics } = observatory;
    this.#capacity = new CapacityNotes(metrics);
    const paths = createPathTools({ clock, log, random: randomBytes });
    const probes = createTrialProbes({ ping, names, paths });
    const patient = createPatient({
      ...options,
      ping,
      names,
      probes,
      figures: (subject) => metrics.series(subject)?.latency ?? null,
      measureEchoes: () => this.#measureEchoes(),
    });
    this.#patient = {
      ...patient,
      nat: async (signal) => {
        this.#nat = await patient.nat(signal);
        return this.#nat;
      },
    };
    this.#doctor = new Doctor({
      patient: this.#patient,
      treat: (remedy, finding) => treat(remedy, finding, tools),
      now: () => clock.now(),
      wait: (ms) => delay(ms),
      onProgress: (progress) => emit('doctorProgress', progress),
    });
    this.#traffic = new PartyTrafficPlace({
      clock,
      log,
      snapshot,
      mayServe: () => options.settings().friendTests,
    });
    this.#trials = createTrials({
      clock,
      probes,
      party: () => this.#party(snapshot()),
      onProgress: (progress) => {
        this.#capacity.progressed(progress);
        emit('trialProgress', progress);
      },
      onUnexpected: (error) => {
        const reference = randomUUID().slice(0, 8);
        log.error('a test failed unexpectedly', { reference, error });
        return reference;
      },
    });
  }

  /** Follows the party's address; to be called about once a second. */
  look(): Promise<void> {
    return this.#traffic.follow();
  }

  async close(): Promise<void> {
    this.#doctor.stop();
    await this.#trials.close();
    this.#traffic.close();
  }

  handlers(): Pick<Handlers, keyof typeof diagnosisCalls> {
    return {
      startDoctor: async ({ checks }) => ok({ run: this.#doctor.start(checks) }),
      stopDoctor: async () => {
        this.#doctor.stop();
        return ok({});
      },
      getFindings: async () => ok([...this.#doctor.findings]),
      applyRemedy: (wanted) => this.#doctor.apply(wanted),
      getSupportBundle: async ({ withAddresses }) => ok({ text: this.#bundle(withAddresses), withAddresses }),
      startTrial: async (request) => {
        const started = this.#trials.start(request);
        const peers = this.#options.snapshot().party?.peers ?? [];
        if (started.ok) this.#capacity.started(started.value.run, request, peers);
        return started;
      },
      stopTrial: async ({ run }) => {
        this.#trials.stop(run);
        return ok({});
      },
    };
  }

  #measureEchoes(): Promise<ReadonlyMap<string, LatencySummary>> {
    const { clock, observatory, snapshot } = this.#options;
    const whose = Symbol('a measurement');
    return measureEchoes({
      clock,
      peers: snapshot().party?.peers.flatMap(({ id, state }) => (state === 'away' ? [] : [id])) ?? [],
      onSample: (listener) => observatory.onSample(listener),
      setQuick: (quick) => observatory.quickEchoes.want(whose, quick),
    });
  }

  #bundle(withAddresses: boolean): string {
    const { clock, snapshot, settings, recentLog } = this.#options;
    const parts = {
      madeAt: clock.date(),
      system: `${process.platform} ${release()} ${arch()}`,
      snapshot: snapshot(),
      settings: settings(),
      nat: this.#nat,
      findings: this.#doctor.findings,
      log: recentLog.read({ level: 'info', contains: '', limit: LOG_LINES }),
    };
    return writeBundle(parts, { withAddresses });
  }

  #party({ party }: Snapshot): TrialParty | null {
    if (party === null) return null;
    const { insight } = this.#options.observatory;
    return {
      selfId: party.self.id,
      peers: party.peers,
      traffic: this.#traffic.traffic,
      matrix: () => insight.view().matrix,
    };
  }
}
