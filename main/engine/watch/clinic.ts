/** Finding out on demand: the doctor with its remedies, tests, and the report for somebody else to help. */
import type { EventName, EventValue, Handlers } from '../../../shared/ipc/api.ts';
import type { diagnosisCalls } from '../../../shared/ipc/diagnosis-calls.ts';
import { Listeners } from '../../../shared/listeners.ts';
import type { LatencySummary } from '../../../shared/model/metrics.ts';
import type { NatReport } from '../../../shared/model/nat-report.ts';
import type { Snapshot } from '../../../shared/model/snapshot.ts';
import { ok } from '../../../shared/result.ts';
import type { Log } from '../../base/log/log.ts';
import type { RecentLines } from '../../base/log/recent-lines.ts';
import { drawReference } from '../../base/random.ts';
import { pause } from '../../base/time.ts';
import { Doctor } from '../doctor/doctor.ts';
import type { Patient } from '../doctor/patient.ts';
import { type BundleChoice, writeBundle } from '../doctor/support-bundle.ts';
import type { EngineEvent, EngineListener } from '../events.ts';
import type { SettingsInForce } from '../party/in-force.ts';
import type { PartyManager } from '../party/party-manager.ts';
import type { Ports } from '../ports.ts';
import type { Stores } from '../stores.ts';
import { createTrialProbes } from '../trial/monitor-probes.ts';
import type { TrialParty } from '../trial/trial-context.ts';
import { createTrials, type Trials } from '../trial/trials.ts';
import type { HelperHost } from '../tunnel/helper-host.ts';
import { createPatient } from './engine-patient.ts';
import { measureEchoes } from './measure-echoes.ts';
import { CapacityNotes } from './note-capacity.ts';
import type { Observatory } from './observatory.ts';
import { PartyTrafficPlace } from './party-traffic-place.ts';
import { type Tools, treat } from './treat.ts';

export interface ClinicOptions {
  readonly ports: Ports;
  readonly stores: Stores;
  readonly helper: HelperHost;
  readonly parties: PartyManager;
  readonly inForce: SettingsInForce;
  readonly observatory: Observatory;
  readonly log: Log;
  readonly recentLog: RecentLines;
  snapshot(): Snapshot;
  publish<N extends EventName>(name: N, value: EventValue<N>): void;
}

const LOG_LINES = 300;

export class Clinic implements EngineListener {
  readonly #options: ClinicOptions;
  readonly #patient: Patient;
  readonly #doctor: Doctor;
  readonly #trials: Trials;
  readonly #traffic: PartyTrafficPlace;
  readonly #capacity: CapacityNotes;
  readonly #samples = new Listeners<Extract<EngineEvent, { readonly type: 'sample' }>>();
  #nat: NatReport | null = null;

  constructor(options: ClinicOptions) {
    const { ports, stores, log, observatory, snapshot, publish } = options;
    const { clock, random, probing } = ports;
    this.#options = options;
    const { metrics } = observatory;
    this.#capacity = new CapacityNotes(metrics);
    const probes = createTrialProbes(probing);
    const patient = createPatient({
      ...options,
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
    const tools = this.#tools();
    this.#doctor = new Doctor({
      patient: this.#patient,
      treat: (remedy, finding) => treat(remedy, finding, tools),
      now: () => clock.now(),
      wait: (ms) => pause(clock, ms),
      onProgress: (progress) => publish('doctorProgress', progress),
    });
    const mayServe = (): boolean => stores.settings.get().friendTests;
    this.#traffic = new PartyTrafficPlace({ ports, log, snapshot, mayServe });
    this.#trials = createTrials({
      clock,
      probes,
      party: () => this.#party(snapshot()),
      onProgress: (progress) => {
        this.#capacity.progressed(progress);
        publish('trialProgress', progress);
      },
      onUnexpected: (error) => {
        const reference = drawReference(random);
        log.error('a test failed unexpectedly', { reference, error });
        return reference;
      },
    });
  }

  hear(event: EngineEvent): void {
    switch (event.type) {
      case 'sample':
        this.#samples.tell(event);
        return;
      case 'party-entered':
      case 'party-moved':
        this.#traffic.follow(event.address);
        return;
      case 'party-left':
        this.#traffic.follow(null);
    }
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
      getSupportBundle: async (wanted) =>
        ok({ text: this.#bundle(wanted), withAddresses: wanted.withAddresses }),
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

  /** What remedies do; the helper is started with a prompt by one of them alone. */
  #tools(): Tools {
    const { helper, parties, stores, observatory } = this.#options;
    return {
      setUpTunnel: () => helper.ensure({ mayAsk: true }),
      restartTunnel: async () => (parties.active === null ? ok(undefined) : parties.restartTunnel()),
      removeInterface: (name) => helper.call('interface.down', { name }),
      updateSettings: async (patch) => stores.settings.update(patch),
      lookAgain: () => parties.active?.lookAgain(),
      reachAgain: (peer) => parties.active?.reachAgain(peer),
      trimHistory: () => observatory.metrics.trimHistory(),
    };
  }

  #measureEchoes(): Promise<ReadonlyMap<string, LatencySummary>> {
    const { ports, observatory, snapshot } = this.#options;
    const whose = Symbol('a measurement');
    return measureEchoes({
      clock: ports.clock,
      peers: snapshot().party?.peers.flatMap(({ id, state }) => (state === 'away' ? [] : [id])) ?? [],
      samples: this.#samples,
      setQuick: (quick) => observatory.quickEchoes.want(whose, quick),
    });
  }

  #bundle(wanted: BundleChoice): string {
    const { ports, snapshot, stores, parties, recentLog } = this.#options;
    const parts = {
      madeAt: ports.clock.date(),
      system: ports.machine.system,
      snapshot: snapshot(),
      settings: stores.settings.get(),
      nat: this.#nat,
      findings: this.#doctor.findings,
      log: recentLog.read({ level: 'info', contains: '', limit: LOG_LINES }),
      connectionLog: () => parties.active?.connectionLog() ?? null,
    };
    return writeBundle(parts, wanted);
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
