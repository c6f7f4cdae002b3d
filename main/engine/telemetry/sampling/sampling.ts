/** Everything that watches: the party's links, the targets and this machine, made into metrics, history and insight. */
import type { EventName, EventValue } from '../../../../shared/ipc/api.ts';
import type { PartyView } from '../../../../shared/model/snapshot.ts';
import type { Log } from '../../../base/log/log.ts';
import { every } from '../../../base/time.ts';
import type { EngineEvent, EngineListener } from '../../events.ts';
import type { Party } from '../../party/party.ts';
import type { Ports, Probing } from '../../ports.ts';
import { isPublicDefault } from '../../probing/targets/default-targets.ts';
import type { Stores } from '../../stores.ts';
import { createInsight, type Insight } from '../insight/insight.ts';
import { StallWatch } from '../insight/stall-watch.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { HistoryLearner } from './learn-history.ts';
import { PartyFeed, peerSubject } from './party-feed.ts';
import { QuickEchoes } from './quick-echoes.ts';
import { roleOfTarget, type TargetWatch, targetSubject, watchTargets } from './target-watch.ts';

export interface SamplingOptions {
  readonly ports: Pick<Ports, 'clock' | 'random'> & {
    readonly machine: Pick<Ports['machine'], 'wireless'>;
    readonly probing: Pick<Probing, 'prober'> & {
      readonly ping: Pick<Probing['ping'], 'close'>;
      readonly names: Pick<Probing['names'], 'forget'>;
    };
  };
  readonly stores: {
    readonly settings: Pick<Stores['settings'], 'get'>;
    readonly targets: Pick<Stores['targets'], 'list' | 'onChange'>;
  };
  /** Closed with the rest. */
  readonly metrics: Metrics;
  readonly parties: {
    readonly active: Pick<Party, 'view' | 'versions' | 'tellMembers'> | null;
    setCadence(isGame: boolean): void;
  };
  readonly log: Log;
  publish<N extends EventName>(name: N, value: EventValue<N>): void;
}

const TICK_MS = 1000;
/** Screens that are open ask again before it is over. */
const LOOKED_AT_MS = 60_000;
/** Screens redraw it slowly; alerts come at once by notices. */
const INSIGHT_EVERY_MS = 5000;

export class Sampling implements EngineListener {
  readonly metrics: Metrics;
  readonly insight: Insight;
  readonly quickEchoes: QuickEchoes;
  readonly #options: SamplingOptions;
  readonly #feed: PartyFeed;
  readonly #learner: HistoryLearner;
  readonly #targets: TargetWatch;
  readonly #stops: (() => void)[] = [];
  #insightAtMs = 0;
  #lookedAtUntilMs = 0;

  /** Starts to watch at once. */
  constructor(options: SamplingOptions) {
    const { ports, stores, metrics, parties, log, publish } = options;
    const { clock, random, probing } = ports;
    this.#options = options;
    this.metrics = metrics;
    const stalls = new StallWatch(clock, (lateMs) => this.insight.note('stall', 'loop', lateMs));
    this.quickEchoes = new QuickEchoes((cadence) => {
      parties.setCadence(cadence === 'game');
      stalls.setQuick(cadence === 'game');
    });
    this.insight = createInsight({
      clock,
      session: Buffer.from(random.bytes(4)).readUInt32BE(),
      rules: stores.settings.get().alertRules,
      roleOf: (id) => roleOfTarget(stores.targets.list().find((target) => target.id === id)),
      isQuiet: (subject) =>
        stores.targets.list().some((one) => isPublicDefault(one) && targetSubject(one.id) === subject),
      onAlert: ({ alert, kind }) => {
        metrics.addEvent(alert.subject, { kind: `alert-${kind}`, metric: alert.rule.metric });
        log.warn('alert', { kind, subject: alert.subject, metric: alert.rule.metric, value: alert.value });
        publish('insight', this.insight.view());
      },
      onAnomaly: ({ subject, metric }) => metrics.addEvent(subject, { kind: 'anomaly', metric }),
      onLagReport: (report) => publish('lagRecorded', report),
    });
    this.#feed = new PartyFeed(metrics, this.insight);
    this.#learner = new HistoryLearner(metrics.query, (...figure) => this.insight.learn(...figure));
    this.#targets = watchTargets({
      store: stores.targets,
      prober: probing.prober,
      metrics,
      insight: this.insight,
      clock,
      log: log.child('monitor'),
    });
    this.#stops.push(() => stalls.close());
    this.#stops.push(every(clock, TICK_MS, () => this.#tick()));
  }

  targetViews(): ReturnType<TargetWatch['views']> {
    return this.#targets.views();
  }

  /** Somebody looks at what is measured. */
  isLookedAt(): void {
    this.#lookedAtUntilMs = this.#options.ports.clock.now() + LOOKED_AT_MS;
  }

  hear(event: EngineEvent): void {
    switch (event.type) {
      case 'sample':
        this.#sample(event);
        return;
      case 'told':
        this.insight.takeRow(event.from, event.bytes);
        return;
      case 'network-changed':
        if (event.change === 'addresses') this.#options.ports.probing.names.forget();
        return;
      case 'settings-changed':
        this.insight.setRules(event.settings.alertRules);
    }
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#targets.close();
    this.#options.ports.probing.ping.close();
    this.metrics.close();
  }

  #sample({ peer, sentAtMs, rttMs }: Extract<EngineEvent, { type: 'sample' }>): void {
    const { clock } = this.#options.ports;
    const subject = peerSubject(peer);
    const at = clock.date().getTime() - (clock.now() - sentAtMs);
    this.metrics.recordLatency(subject, { at, rttMs });
    this.insight.sample(subject, sentAtMs, rttMs);
  }

  #tick(): void {
    const { parties, publish, ports } = this.#options;
    const { clock } = ports;
    const view = parties.active?.view() ?? null;
    this.#feed.look(view);
    this.metrics.setVersions(parties.active?.versions() ?? new Map());
    this.quickEchoes.want('recording', this.insight.isRecording);
    const { isRecording } = this.insight;
    const asksStrangers = view !== null || isRecording || clock.now() < this.#lookedAtUntilMs;
    this.#targets.look({ isQuick: isRecording, asksStrangers });
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
    if (row !== null) parties.active?.tellMembers(online, row);
    publish('metrics', metrics);
    publish('targets', this.targetViews());
    if (clock.now() < this.#insightAtMs) return;
    this.#insightAtMs = clock.now() + INSIGHT_EVERY_MS;
    publish('insight', this.insight.view());
  }

  /** Round trips of their own tests, the latest each. */
  #noteRelays(party: PartyView | null): void {
    for (const { id, reached, rttMs } of party?.relays ?? []) {
      if (rttMs !== null || !reached) this.insight.note('relay', id, reached ? rttMs : null);
    }
  }

  async #noteWireless(): Promise<void> {
    const text = await this.#options.ports.machine.wireless();
    if (text !== null) this.insight.noteWireless(text);
  }
}
