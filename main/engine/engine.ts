/** Builds the parts of the engine on a world, connects them by events, and implements the contract with them. */
import { fault } from '../../shared/faults/fault.ts';
import type { Handlers } from '../../shared/ipc/api.ts';
import { unknownInviting } from '../../shared/model/inviting.ts';
import { settingNames } from '../../shared/model/settings/registry.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Log } from '../base/log/log.ts';
import type { RecentLines } from '../base/log/recent-lines.ts';
import { applyWaiting } from './apply-waiting.ts';
import { type InBackground, inBackgroundOf } from './background.ts';
import { Diagnosis } from './diagnosis/diagnosis.ts';
import type { Engine } from './engine-contract.ts';
import { type EngineEvent, EngineEvents, type EngineListener } from './events.ts';
import { HelperHost } from './helper/helper-host.ts';
import { ServiceKeeper } from './helper/service-keeper.ts';
import { watchNetwork } from './machine/watch-network.ts';
import { A_DAY_MS, type NoticeEnd } from './notice-life.ts';
import { Notices } from './notices.ts';
import { SettingsInForce } from './party/in-force.ts';
import { PartyManager } from './party/party-manager.ts';
import { partyCalls } from './party-calls.ts';
import type { Ports } from './ports.ts';
import { Publisher } from './publisher.ts';
import type { Stores } from './stores.ts';
import { createMetrics } from './telemetry/metrics/metrics.ts';
import { metricsSettingsOf } from './telemetry/metrics/metrics-settings.ts';
import { Sampling } from './telemetry/sampling/sampling.ts';
import { watchHandlers } from './telemetry/sampling/watch-handlers.ts';

export interface EngineOptions {
  /** Everything that lasts: settings, keys, membership, logs. Made when missing. */
  readonly dataDir: string;
  readonly host: 'desktop' | 'headless';
  readonly version: string;
  readonly log: Log;
  /** What was logged last. */
  readonly recentLog: RecentLines;
}

/**
 * Opens the data folder and builds an engine on it; {@link Engine.start} sets it going.
 * @fault storage.unwritable @fault storage.full @fault keys.unreadable @fault keys.mismatch - nothing was changed.
 */
export async function createEngine(options: EngineOptions, ports: Ports): Promise<Result<Engine>> {
  const opened = await ports.disk.openStores();
  if (!opened.ok) return opened;
  const stores = opened.value;
  if (stores.keysWereExposed) options.log.warn('a key file was readable by others; its mode was repaired');
  return ok(new RunningEngine(options, ports, stores));
}

class RunningEngine implements Engine, EngineListener {
  readonly handlers: Handlers;
  readonly #options: EngineOptions;
  readonly #ports: Ports;
  readonly #stores: Stores;
  readonly #events = new EngineEvents();
  readonly #inBackground: InBackground;
  readonly #notices: Notices;
  readonly #publisher: Publisher;
  readonly #helper: HelperHost;
  readonly #service: ServiceKeeper;
  readonly #parties: PartyManager;
  readonly #inForce: SettingsInForce;
  readonly #sampling: Sampling;
  readonly #diagnosis: Diagnosis;
  readonly #stops: (() => void)[];

  constructor(options: EngineOptions, ports: Ports, stores: Stores) {
    const { dataDir, log, recentLog, version } = options;
    const { clock, random, machine } = ports;
    const { settings } = stores;
    const { emit } = this.#events;
    this.#options = options;
    this.#ports = ports;
    this.#stores = stores;
    this.#inBackground = inBackgroundOf(log, random, emit);
    this.#notices = new Notices(clock, () => this.#publisher.touch());
    this.#publisher = new Publisher(clock, (seq) => this.#snapshot(seq));
    const publish: Publisher['emit'] = (name, value) => this.#publisher.emit(name, value);
    const metrics = createMetrics({
      clock,
      log: log.child('metrics'),
      databasePath: ports.disk.historyPath,
      readSystem: machine.readSystem,
      settings: () => metricsSettingsOf(settings.get()),
    });
    const count = metrics.message;
    // Each part is made of those before it, and hears of the others by events alone.
    this.#helper = new HelperHost({
      ...ports.helper,
      wireguardHint: machine.wireguardHint,
      emit,
      clock,
      count,
    });
    this.#service = new ServiceKeeper(ports.helper.service, emit);
    this.#parties = new PartyManager({
      dataDir,
      ports,
      stores,
      helper: this.#helper,
      app: `lanrage/${version}`,
      log,
      count,
      emit,
    });
    this.#inForce = new SettingsInForce({ settings, parties: this.#parties, host: options.host });
    this.#sampling = new Sampling({ ports, stores, metrics, parties: this.#parties, log, publish });
    this.#diagnosis = new Diagnosis({
      ports,
      stores,
      helper: this.#helper,
      parties: this.#parties,
      inForce: this.#inForce,
      sampling: this.#sampling,
      log: log.child('diagnosis'),
      recentLog,
      snapshot: () => this.#snapshot(0),
      publish,
    });
    this.handlers = this.#makeHandlers();
    this.#stops = [
      settings.onChange((now, before) => emit({ type: 'settings-changed', settings: now, before })),
      watchNetwork({
        machine,
        clock,
        onChange: (change) => change !== 'clock' && emit({ type: 'network-changed', change }),
        onLook: () => emit({ type: 'looked' }),
      }),
    ];
    this.#tellOfStores();
    this.#events.connect(this.#parties, this.#sampling, this.#diagnosis, this);
  }

  on: Engine['on'] = (name, listener) => this.#publisher.on(name, listener);

  async start(): Promise<Result<void>> {
    this.#inForce.begin();
    this.#inBackground(this.#service.look());
    this.#inBackground(this.#helper.ensure({ mayAsk: false }));
    return ok(undefined);
  }

  wake(): void {
    this.#ports.probing.names.forget();
    this.#parties.active?.lookAgain();
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops) stop();
    await this.#diagnosis.close();
    await this.#parties.close();
    this.#sampling.close();
    await this.#helper.shutdown();
    this.#events.close();
    this.#publisher.close();
    this.#stores.close();
  }

  /** What concerns no part, and all that people see. */
  hear(event: EngineEvent): void {
    switch (event.type) {
      case 'sample':
        this.#publisher.sample({ peer: event.peer, at: event.sentAtMs, rttMs: event.rttMs });
        return;
      case 'told':
      case 'looked':
        return;
      case 'links-changed':
        this.#publisher.touch(event.what);
        return;
      case 'notice':
        if (this.#notices.add(event.fault, event.life))
          this.#options.log.warn('notice', { fault: event.fault });
        break;
      case 'notice-over':
        this.#endNotice(event.end);
        return;
      case 'party-entered':
      case 'party-left':
        this.#endNotice(event.type);
        break;
      case 'settings-changed':
        this.#endNotice('saved');
        this.#endSettingNotices();
        this.#publisher.emit('settingsChanged', event.settings);
        break;
      case 'helper-lost':
        this.#inBackground(this.#restartHelper());
        break;
      case 'helper-ready':
        this.#endNotice(event.type);
        // Whoever had it started: a helper takes down what nobody takes up.
        this.#inBackground(this.#takeUpParty(event.isBack));
    }
    this.#publisher.touch();
  }

  #endNotice(end: NoticeEnd): void {
    const over = this.#notices.end(end);
    for (const fault of over) this.#options.log.info('notice over', { fault });
    if (over.length > 0) this.#publisher.touch();
  }

  #endSettingNotices(): void {
    const wrong = new Set(this.#stores.settings.problems().map(({ args }) => args.key));
    for (const name of settingNames) if (!wrong.has(name)) this.#endNotice(`setting-taken ${name}`);
  }

  /** What was found damaged, or not understood, when the data folder was opened. */
  #tellOfStores(): void {
    const { repaired, settings } = this.#stores;
    const { emit } = this.#events;
    if (repaired !== null) {
      const moved = fault('settings.repaired', { movedTo: repaired });
      emit({ type: 'notice', fault: moved, life: { forMs: A_DAY_MS } });
    }
    for (const problem of settings.problems()) {
      emit({ type: 'notice', fault: problem, life: { until: [`setting-taken ${problem.args.key}`] } });
    }
  }

  #makeHandlers(): Handlers {
    const { settings, recent, targets } = this.#stores;
    return {
      getSnapshot: async () => ok(this.#publisher.snapshot()),
      getSamples: async () => ok(this.#parties.active?.samples() ?? []),
      getPathHistory: async ({ peer }) => {
        const changes = this.#parties.active?.pathHistory(peer) ?? null;
        return changes === null ? fail(fault('peer.unknown', { peer })) : ok(changes);
      },
      getSettings: async () => ok(settings.get()),
      updateSettings: async (patch) => settings.update(patch),
      applyWaiting: () => applyWaiting({ inForce: this.#inForce, parties: this.#parties }),
      installHelper: () => this.#service.install(),
      uninstallHelper: () => this.#service.uninstall(),
      setUpTunnel: async () => {
        const ready = await this.#helper.ensure({ mayAsk: true });
        if (ready.ok) this.#inBackground(this.#takeUpParty(false));
        return ready;
      },
      ...partyCalls({
        parties: this.#parties,
        recent,
        clock: this.#ports.clock,
        emit: this.#events.emit,
      }),
      dismissNotice: async ({ id }) => {
        this.#notices.dismiss(id);
        this.#publisher.touch();
        return ok({});
      },
      getLogs: async (query) => ok(this.#options.recentLog.read(query)),
      ...watchHandlers({ sampling: this.#sampling, targets }),
      ...this.#diagnosis.handlers(),
    };
  }

  /** Brings back what a crash, a restart or a lost helper interrupted. */
  async #takeUpParty(wasHelperLost: boolean): Promise<void> {
    if (wasHelperLost) await this.#parties.restore();
    const resumed = await this.#parties.resume();
    if (!resumed.ok) {
      this.#events.emit({ type: 'notice', fault: resumed.fault, life: { until: ['party-entered'] } });
    }
  }

  /** A helper that died leaves its interfaces running: a new one adopts them, and the game goes on. */
  async #restartHelper(): Promise<void> {
    if (this.#parties.active === null && this.#parties.activity === 'idle') return;
    this.#options.log.warn('helper lost, starting it again');
    const ready = await this.#helper.ensure({ mayAsk: false });
    if (!ready.ok) {
      this.#events.emit({ type: 'notice', fault: ready.fault, life: { until: ['helper-ready'] } });
    }
  }

  #snapshot(seq: number): Snapshot {
    const { settings, recent } = this.#stores;
    return {
      seq,
      version: this.#options.version,
      host: this.#options.host,
      platform: this.#ports.machine.platform,
      displayName: settings.get().displayName,
      tunnel: { ...this.#helper.readiness, ...this.#service.state },
      activity: this.#parties.activity,
      party: this.#parties.active?.view() ?? null,
      inviting: this.#parties.active?.inviting.view ?? unknownInviting,
      waiting: this.#inForce.waiting(),
      recent: recent.list().map(({ id, name, lastAt }) => ({ id, name, lastAt })),
      notices: [...this.#notices.list],
    };
  }
}
