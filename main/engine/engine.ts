/** Builds and drives the parts of the engine, and implements the contract with them. */
import { randomBytes, randomUUID } from 'node:crypto';
import { fault } from '../../shared/faults/fault.ts';
import type { Handlers } from '../../shared/ipc/api.ts';
import type { SettingsPatch } from '../../shared/model/settings.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import type { ProxySettings } from '../base/knobs.ts';
import type { Log } from '../base/log/log.ts';
import type { RecentLines } from '../base/log/recent-lines.ts';
import { noProxies } from '../base/proxy.ts';
import { clinicMeans } from './clinic-means.ts';
import type { Engine } from './face.ts';
import type { KeySeal } from './keys/sealed-secret-store.ts';
import type { PingChain } from './monitor/icmp/ping-chain.ts';
import { openPing } from './monitor/open-ping.ts';
import { Notices } from './notices.ts';
import type { PartyContext } from './party/party-context.ts';
import { PartyManager } from './party/party-manager.ts';
import { partyCalls } from './party-calls.ts';
import { displayName, partyTerms } from './party-terms.ts';
import { Publisher } from './publisher.ts';
import { openStores, type Stores } from './stores.ts';
import { HelperHost, type TunnelReadiness } from './tunnel/helper-host.ts';
import { Clinic } from './watch/clinic.ts';
import { Observatory } from './watch/observatory.ts';
import { watchHandlers } from './watch/watch-handlers.ts';
import { launchHelper } from './wireguard/launch-helper.ts';
import { ServiceKeeper } from './wireguard/service-keeper.ts';

export interface EngineOptions {
  /** Everything that lasts: settings, keys, membership, logs. Made when missing. */
  readonly dataDir: string;
  readonly host: 'desktop' | 'headless';
  readonly version: string;
  /** The built helper's script. */
  readonly helperScript: string;
  readonly log: Log;
  /** What was logged last. */
  readonly recentLog: RecentLines;
  /** For the TCP tunnel to the relay; without it none is used. */
  readonly proxies?: ProxySettings;
  /** What seals private keys; without it they lie in owner-only files. */
  readonly keySeal?: KeySeal | null;
  readonly clock?: Clock;
}

/**
 * Opens the data folder and builds an engine on it; {@link Engine.start} sets it going.
 * @fault storage.unwritable @fault storage.full @fault keys.unreadable @fault keys.mismatch - nothing was changed.
 */
export async function createEngine(options: EngineOptions): Promise<Result<Engine>> {
  const opened = await openStores(options.dataDir, options.keySeal);
  if (!opened.ok) return opened;
  const stores = opened.value;
  const { log, clock = systemClock } = options;
  const ping = await openPing({ clock, log: log.child('ping'), random: randomBytes });
  if (stores.keysWereExposed) log.warn('a key file was readable by others; its mode was repaired');
  return ok(new RunningEngine(options, clock, stores, ping));
}

/** How soon tests with members are possible after the tunnel has its address. */
const LOOK_EVERY_MS = 1000;

class RunningEngine implements Engine {
  readonly handlers: Handlers;
  readonly #options: EngineOptions;
  readonly #stores: Stores;
  readonly #clock: Clock;
  readonly #notices: Notices;
  readonly #publisher: Publisher;
  readonly #helper: HelperHost;
  readonly #service: ServiceKeeper;
  readonly #parties: PartyManager;
  readonly #observatory: Observatory;
  readonly #clinic: Clinic;
  #stopLooking = (): void => undefined;
  #readiness: TunnelReadiness = { state: 'unchecked', backend: null, fault: null };

  constructor(options: EngineOptions, clock: Clock, stores: Stores, ping: PingChain) {
    this.#options = options;
    this.#stores = stores;
    this.#clock = clock;
    this.#notices = new Notices(clock);
    this.#publisher = new Publisher(clock, (seq) => this.#buildSnapshot(seq));
    this.#helper = new HelperHost({
      clock,
      launch: (mayAsk) => this.#launchHelper(mayAsk),
      onState: (readiness) => {
        this.#readiness = readiness;
        if (readiness.fault?.code === 'helper.keeps-ending') this.#notices.add(readiness.fault);
        this.#publisher.touch();
      },
      onLost: () => this.#inBackground(this.#restoreTunnel()),
      count: (type, fate, bytes) => this.#observatory.metrics.message(type, fate, bytes),
    });
    this.#service = new ServiceKeeper({ ...options, nodePath: process.execPath }, () =>
      this.#publisher.touch(),
    );
    this.#parties = new PartyManager({
      dataDir: options.dataDir,
      settings: () => stores.settings.get(),
      prepare: () => this.#prepareParty(),
      listener: {
        onChange: () => this.#publisher.touch(),
        onSample: (sample) => {
          this.#publisher.sample(sample);
          this.#observatory.sample(sample);
        },
        onDatagram: (from, bytes) => this.#observatory.heard(from, bytes),
        onNotice: (fault) => {
          options.log.warn('notice', { fault });
          this.#notices.add(fault);
          this.#publisher.touch();
        },
      },
      embedded: { clock, log: options.log },
    });
    this.#observatory = new Observatory({
      dataDir: options.dataDir,
      settings: stores.settings,
      targets: stores.targets,
      ping,
      clock,
      log: options.log,
      party: () => this.#parties.active?.view() ?? null,
      versions: () => this.#parties.active?.versions() ?? new Map(),
      tell: (addresses, bytes) => this.#parties.active?.tell(addresses, bytes),
      setCadence: (cadence) => this.#parties.active?.setCadence(cadence),
      emit: (name, value) => this.#publisher.emit(name, value),
    });
    this.#clinic = this.#makeClinic();
    this.#lookLater();
    if (stores.repaired !== null) this.#notices.add(fault('settings.repaired', { movedTo: stores.repaired }));
    for (const problem of stores.settings.problems()) this.#notices.add(problem);
    this.handlers = this.#makeHandlers();
  }

  on: Engine['on'] = (name, listener) => this.#publisher.on(name, listener);

  async start(): Promise<Result<void>> {
    this.#inBackground(this.#service.look());
    this.#inBackground(this.#takeUpParty());
    return ok(undefined);
  }

  wake(): void {
    this.#observatory.names.forget();
    this.#parties.active?.lookAgain();
  }

  async stop(): Promise<void> {
    this.#stopLooking();
    await this.#clinic.close();
    await this.#parties.close();
    this.#observatory.close();
    await this.#helper.shutdown();
    this.#publisher.close();
    this.#stores.close();
  }

  #makeHandlers(): Handlers {
    return {
      getSnapshot: async () => ok(this.#publisher.snapshot()),
      getSamples: async () => ok(this.#parties.active?.samples() ?? []),
      getPathHistory: async ({ peer }) => {
        const changes = this.#parties.active?.pathHistory(peer) ?? null;
        return changes === null ? fail(fault('peer.unknown', { peer })) : ok(changes);
      },
      getSettings: async () => ok(this.#stores.settings.get()),
      updateSettings: async (patch) => this.#updateSettings(patch),
      installHelper: () => this.#service.install(),
      uninstallHelper: () => this.#service.uninstall(),
      setUpTunnel: async () => {
        const ready = await this.#helper.ensure({ mayAsk: true });
        if (ready.ok) this.#inBackground(this.#takeUpParty());
        return ready;
      },
      ...partyCalls({
        parties: this.#parties,
        recent: this.#stores.recent,
        clock: this.#clock,
        onNotice: (fault) => this.#notices.add(fault),
        onChange: () => this.#publisher.touch(),
      }),
      dismissNotice: async ({ id }) => {
        this.#notices.dismiss(id);
        this.#publisher.touch();
        return ok({});
      },
      getLogs: async (query) => ok(this.#options.recentLog.read(query)),
      ...watchHandlers({
        observatory: this.#observatory,
        targets: this.#stores.targets,
      }),
      ...this.#clinic.handlers(),
    };
  }

  #lookLater(): void {
    this.#stopLooking = this.#clock.after(LOOK_EVERY_MS, () => {
      this.#inBackground(this.#clinic.look());
      this.#lookLater();
    });
  }

  async #updateSettings(patch: SettingsPatch): ReturnType<Handlers['updateSettings']> {
    const before = displayName(this.#stores);
    const updated = this.#stores.settings.update(patch);
    if (updated.ok) this.#publisher.emit('settingsChanged', updated.value);
    if (updated.ok && displayName(this.#stores) !== before) void this.#parties.active?.announce();
    this.#publisher.touch();
    return updated;
  }

  /** Work that nobody waits for; a bug in it must not end a running game. */
  #inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => {
      const reference = randomUUID().slice(0, 8);
      this.#options.log.error('background work failed unexpectedly', { reference, error });
      this.#notices.add(fault('engine.unexpected', { reference }));
      this.#publisher.touch();
    });
  }

  /** Brings back what a crash, a restart or a lost helper interrupted. */
  async #takeUpParty(): Promise<void> {
    const ready = await this.#helper.ensure({ mayAsk: false });
    if (!ready.ok) return;
    await this.#parties.restore();
    const resumed = await this.#parties.resume(this.#partyContext());
    if (!resumed.ok) this.#notices.add(resumed.fault);
    this.#publisher.touch();
  }

  /** A helper that died leaves its interfaces running: a new one adopts them, and the game goes on. */
  async #restoreTunnel(): Promise<void> {
    if (this.#parties.active === null && this.#parties.activity === 'idle') return;
    this.#options.log.warn('helper lost, starting it again');
    const ready = await this.#helper.ensure({ mayAsk: false });
    if (ready.ok) await this.#parties.restore();
    else this.#notices.add(ready.fault);
    this.#publisher.touch();
  }

  async #prepareParty(): Promise<Result<PartyContext>> {
    const ready = await this.#helper.ensure({ mayAsk: true });
    return ready.ok ? ok(this.#partyContext()) : ready;
  }

  #partyContext(): PartyContext {
    const { proxies = noProxies, log, version } = this.#options;
    return partyTerms({
      stores: this.#stores,
      helper: this.#helper,
      proxies,
      clock: this.#clock,
      log,
      version,
      count: (type, fate, bytes) => this.#observatory.metrics.message(type, fate, bytes),
    });
  }

  #makeClinic(): Clinic {
    const { dataDir, log, recentLog } = this.#options;
    return new Clinic({
      dataDir,
      clock: this.#clock,
      log: log.child('clinic'),
      recentLog,
      observatory: this.#observatory,
      snapshot: () => this.#buildSnapshot(0),
      ...clinicMeans({
        stores: this.#stores,
        helper: this.#helper,
        parties: this.#parties,
        observatory: this.#observatory,
        updateSettings: (patch) => this.#updateSettings(patch),
        lookAgain: () => this.wake(),
      }),
      emit: (name, value) => this.#publisher.emit(name, value),
    });
  }

  #launchHelper(mayAsk: boolean): ReturnType<typeof launchHelper> {
    const { helperScript, dataDir, log } = this.#options;
    return launchHelper({
      helperScript,
      nodePath: process.execPath,
      dataDir,
      log: log.child('helper'),
      mayAsk,
    });
  }

  #buildSnapshot(seq: number): Snapshot {
    return {
      seq,
      version: this.#options.version,
      host: this.#options.host,
      platform: process.platform,
      displayName: this.#stores.settings.get().displayName,
      tunnel: { ...this.#readiness, ...this.#service.state },
      activity: this.#parties.activity,
      party: this.#parties.active?.view() ?? null,
      recent: this.#stores.recent.list().map(({ id, name, lastAt }) => ({ id, name, lastAt })),
      notices: [...this.#notices.list],
    };
  }
}
