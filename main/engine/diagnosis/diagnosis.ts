/** Finding out on demand: the doctor with its remedies, tests, and the report for somebody else to help. */
import { fault } from '../../../shared/faults/fault.ts';
import type { EventName, EventValue, Handlers } from '../../../shared/ipc/api.ts';
import type { diagnosisCalls } from '../../../shared/ipc/diagnosis-calls.ts';
import { Listeners } from '../../../shared/listeners.ts';
import type { LatencySummary } from '../../../shared/model/metrics.ts';
import type { NatReport } from '../../../shared/model/nat-report.ts';
import type { Snapshot } from '../../../shared/model/snapshot.ts';
import { fail, ok } from '../../../shared/result.ts';
import type { Log } from '../../base/log/log.ts';
import type { RecentLines } from '../../base/log/recent-lines.ts';
import { drawReference } from '../../base/random.ts';
import { pause } from '../../base/time.ts';
import type { EngineEvent, EngineListener } from '../events.ts';
import type { HelperHost } from '../helper/helper-host.ts';
import { createLinkTests, type LinkTests } from '../link-test/link-tests.ts';
import { createLinkTestProbes } from '../link-test/monitor-probes.ts';
import type { LinkTestParty } from '../link-test/test-context.ts';
import type { SettingsInForce } from '../party/in-force.ts';
import type { PartyManager } from '../party/party-manager.ts';
import type { Ports } from '../ports.ts';
import type { Stores } from '../stores.ts';
import type { Sampling } from '../telemetry/sampling/sampling.ts';
import { Doctor } from './doctor.ts';
import { examineMachine } from './examine-machine.ts';
import type { ExaminedMachine } from './examined-machine.ts';
import { measureEchoes } from './measure-echoes.ts';
import { CapacityNotes } from './note-capacity.ts';
import { PartyTraffic } from './party-traffic.ts';
import { carryOut, type RemedyTools } from './remedies.ts';
import { type BundleChoice, writeBundle } from './support-bundle.ts';

export interface DiagnosisOptions {
  readonly ports: Ports;
  readonly stores: Stores;
  readonly helper: HelperHost;
  readonly parties: PartyManager;
  readonly inForce: SettingsInForce;
  readonly sampling: Sampling;
  readonly log: Log;
  readonly recentLog: RecentLines;
  snapshot(): Snapshot;
  publish<N extends EventName>(name: N, value: EventValue<N>): void;
}

const LOG_LINES = 300;

export class Diagnosis implements EngineListener {
  readonly #options: DiagnosisOptions;
  readonly #examined: ExaminedMachine;
  readonly #doctor: Doctor;
  readonly #linkTests: LinkTests;
  readonly #traffic: PartyTraffic;
  readonly #capacity: CapacityNotes;
  readonly #samples = new Listeners<Extract<EngineEvent, { readonly type: 'sample' }>>();
  #nat: NatReport | null = null;

  constructor(options: DiagnosisOptions) {
    const { ports, stores, log, sampling, snapshot, publish } = options;
    const { clock, random, probing } = ports;
    this.#options = options;
    const { metrics } = sampling;
    this.#capacity = new CapacityNotes(metrics);
    const probes = createLinkTestProbes(probing);
    const examined = examineMachine({
      ...options,
      probes,
      figures: (subject) => metrics.series(subject)?.latency ?? null,
      inbound: (address, signal) => this.#traffic.lookInbound(address, signal),
      measureEchoes: () => this.#measureEchoes(),
    });
    this.#examined = {
      ...examined,
      nat: async (signal) => {
        this.#nat = await examined.nat(signal);
        return this.#nat;
      },
    };
    const tools = this.#tools();
    this.#doctor = new Doctor({
      examined: this.#examined,
      carryOut: (remedy, finding) => carryOut(remedy, finding, tools),
      now: () => clock.now(),
      wait: (ms) => pause(clock, ms),
      onProgress: (progress) => publish('doctorProgress', progress),
    });
    const mayServe = (): boolean => stores.settings.get().friendTests;
    this.#traffic = new PartyTraffic({ ports, log, snapshot, mayServe });
    this.#linkTests = createLinkTests({
      clock,
      probes,
      party: () => this.#party(snapshot()),
      onProgress: (progress) => {
        this.#capacity.progressed(progress);
        publish('linkTestProgress', progress);
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
    await this.#linkTests.close();
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
      startLinkTest: async (request) => {
        const started = this.#linkTests.start(request);
        const peers = this.#options.snapshot().party?.peers ?? [];
        if (started.ok) this.#capacity.started(started.value.run, request, peers);
        return started;
      },
      stopLinkTest: async ({ run }) => {
        this.#linkTests.stop(run);
        return ok({});
      },
    };
  }

  /** What remedies do; the helper is started with a prompt by one of them alone. */
  #tools(): RemedyTools {
    const { helper, parties, stores, sampling } = this.#options;
    return {
      setUpTunnel: () => helper.ensure({ mayAsk: true }),
      restartTunnel: async () => (parties.active === null ? ok(undefined) : parties.restartTunnel()),
      removeInterface: (name) => helper.call('interface.down', { name }),
      updateSettings: async (patch) => stores.settings.update(patch),
      openFirewall: async () => parties.active?.openFirewall() ?? fail(fault('party.none', {})),
      lookAgain: () => parties.active?.lookAgain(),
      reachAgain: (peer) => parties.active?.reachAgain(peer),
      trimHistory: () => sampling.metrics.trimHistory(),
    };
  }

  #measureEchoes(): Promise<ReadonlyMap<string, LatencySummary>> {
    const { ports, sampling, snapshot } = this.#options;
    const whose = Symbol('a measurement');
    return measureEchoes({
      clock: ports.clock,
      peers: snapshot().party?.peers.flatMap(({ id, state }) => (state === 'away' ? [] : [id])) ?? [],
      samples: this.#samples,
      setQuick: (quick) => sampling.quickEchoes.want(whose, quick),
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

  #party({ party }: Snapshot): LinkTestParty | null {
    if (party === null) return null;
    const { insight } = this.#options.sampling;
    return {
      selfId: party.self.id,
      peers: party.peers,
      traffic: this.#traffic.traffic,
      inbound: (address, signal) => this.#traffic.lookInbound(address, signal),
      matrix: () => insight.view().matrix,
    };
  }
}
