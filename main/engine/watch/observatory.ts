/** Everything that watches: the party's links, the targets and this machine, made into metrics, history and insight. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventName, EventValue } from '../../../shared/ipc/api.ts';
import type { PartyView, Sample } from '../../../shared/model/snapshot.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log/log.ts';
import type { SettingsStore } from '../config/settings-store.ts';
import { createInsight, type Insight } from '../insight/insight.ts';
import { watchStalls } from '../insight/stall-watch.ts';
import { createMetrics, type Metrics } from '../metrics/metrics.ts';
import { metricsSettingsOf } from '../metrics/metrics-settings.ts';
import type { PingChain } from '../monitor/icmp/ping-chain.ts';
import { createNames, type Names } from '../monitor/probes/names.ts';
import { createProber } from '../monitor/probes/prober.ts';
import type { TargetStore } from '../monitor/targets/target-store.ts';
import type { Cadence } from '../path/link/link-events.ts';
import { HistoryLearner } from './learn-history.ts';
import { PartyFeed, peerSubject } from './party-feed.ts';
import { QuickEchoes } from './quick-echoes.ts';
import { roleOfTarget, type TargetWatch, watchTargets } from './target-watch.ts';

export interface ObservatoryOptions {
  readonly dataDir: string;
  /** Followed while it runs. */
  readonly settings: Pick<SettingsStore, 'get' | 'onChange'>;
  readonly targets: Pick<TargetStore, 'list' | 'onChange'>;
  /** Closed with the rest. */
  readonly ping: PingChain;
  readonly clock: Clock;
  readonly log: Log;
  /** The party as it is now; null: none. */
  party(): PartyView | null;
  /** Member → program and version. */
  versions(): ReadonlyMap<string, string>;
  /** Sends a datagram through the tunnel to members, on the echo's port. */
  tell(addresses: readonly string[], bytes: Uint8Array): void;
  /** Of the echoes of the party's members. */
  setCadence(cadence: Cadence): void;
  emit<N extends EventName>(name: N, value: EventValue<N>): void;
}

const TICK_MS = 1000;
/** Screens redraw it slowly; alerts come at once by notices. */
const INSIGHT_EVERY_MS = 5000;

export class Observatory {
  readonly metrics: Metrics;
  readonly insight: Insight;
  readonly ping: PingChain;
  readonly names: Names;
  readonly quickEchoes: QuickEchoes;
  readonly #options: ObservatoryOptions;
  readonly #feed: PartyFeed;
  readonly #learner: HistoryLearner;
  readonly #targets: TargetWatch;
  readonly #stops: (() => void)[] = [];
  readonly #listeners = new Set<(sample: Sample) => void>();
  #insightAtMs = 0;

  /** Starts to watch at once. */
  constructor(options: ObservatoryOptions) {
    const { dataDir, settings, targets: store, ping, clock, log, emit } = options;
    this.#options = options;
    this.ping = ping;
    this.names = createNames(clock);
    this.quickEchoes = new QuickEchoes(options.setCadence);
    this.metrics = createMetrics({
      clock,
      log: log.child('metrics'),
      databasePath: join(dataDir, 'history.db'),
      settings: () => metricsSettingsOf(settings.get()),
    });
    const { metrics } = this;
    this.insight = createInsight({
      clock,
      session: randomBytes(4).readUInt32BE(),
      rules: settings.get().alertRules,
      roleOf: (id) => roleOfTarget(store.list().find((target) => target.id === id)),
      onAlert: ({ alert, kind }) => {
        metrics.addEvent(alert.subject, `alert-${kind}`, alert.rule.metric);
        log.warn('alert', { kind, subject: alert.subject, metric: alert.rule.metric, value: alert.value });
        emit('insight', this.insight.view());
      },
      onAnomaly: ({ subject, metric }) => metrics.addEvent(subject, 'anomaly', metric),
      onLagReport: (report) => emit('lagRecorded', report),
    });
    this.#feed = new PartyFeed(metrics, this.insight);
    this.#learner = new HistoryLearner(metrics.query, (...figure) => this.insight.learn(...figure));
    const prober = createProber({ ping, names: this.names });
    this.#targets = watchTargets({
      store,
      prober,
      metrics,
      insight: this.insight,
      clock,
      log: log.child('monitor'),
    });
    this.#stops.push(settings.onChange(({ alertRules }) => this.insight.setRules(alertRules)));
    this.#stops.push(watchStalls(clock, (lateMs) => this.insight.note('stall', 'loop', lateMs)));
    this.#tickLater();
  }

  targetViews(): ReturnType<TargetWatch['views']> {
    return this.#targets.views();
  }

  /** An echo of a member that was answered or given up. */
  sample(sample: Sample): void {
    for (const listener of this.#listeners) listener(sample);
    const { peer, at, rttMs } = sample;
    const { clock } = this.#options;
    const subject = peerSubject(peer);
    this.metrics.recordLatency(subject, { at: clock.date().getTime() - (clock.now() - at), rttMs });
    this.insight.sample(subject, at, rttMs);
  }

  /** Calls back with each echo of a member until the returned function is called. */
  onSample(listener: (sample: Sample) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A datagram of a member that is no echo. */
  heard(from: string, bytes: Uint8Array): void {
    this.insight.takeRow(from, bytes);
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#targets.close();
    this.ping.close();
    this.metrics.close();
  }

  #tick(): void {
    const { party, versions, tell, emit, clock } = this.#options;
    const view = party();
    this.#feed.look(view);
    this.metrics.setVersions(versions());
    this.quickEchoes.want('recording', this.insight.isRecording);
    this.#targets.look(this.insight.isRecording);
    const metrics = this.metrics.view();
    this.#learner.look(
      metrics.series.map(({ subject }) => subject),
      metrics.at,
    );
    this.#noteRelays(view);
    this.insight.observe(metrics.series);
    this.insight.note('sent-rate', 'tunnel', metrics.system.sent.perSecond);
    this.insight.note('received-rate', 'tunnel', metrics.system.received.perSecond);
    if (metrics.system.cpuRatio !== null) this.insight.note('cpu', 'all', metrics.system.cpuRatio);
    void this.#noteWireless();
    const row = this.insight.dueRow();
    const online = (view?.peers ?? []).filter(({ state }) => state !== 'away').map(({ address }) => address);
    if (row !== null) tell(online, row);
    emit('metrics', metrics);
    emit('targets', this.targetViews());
    if (clock.now() < this.#insightAtMs) return;
    this.#insightAtMs = clock.now() + INSIGHT_EVERY_MS;
    emit('insight', this.insight.view());
  }

  /** Round trips of their own tests, the latest each. */
  #noteRelays(party: PartyView | null): void {
    for (const { id, reached, rttMs } of party?.relays ?? []) {
      if (rttMs !== null || !reached) this.insight.note('relay', id, reached ? rttMs : null);
    }
  }

  async #noteWireless(): Promise<void> {
    if (process.platform !== 'linux') return;
    // Not there without a wireless device.
    const text = await readFile('/proc/net/wireless', 'utf8').catch(() => null);
    if (text !== null) this.insight.noteWireless(text);
  }

  #tickLater(): void {
    let cancel = (): void => undefined;
    const next = (): void => {
      cancel = this.#options.clock.after(TICK_MS, () => {
        this.#tick();
        next();
      });
    };
    next();
    this.#stops.push(() => cancel());
  }
}
