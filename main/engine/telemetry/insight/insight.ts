/** All that is made of the measurements, in one place: it is fed, and gives one view. */
import {
  type AlertRule,
  type Anomaly,
  defaultAlertRules,
  type InsightView,
  type LagReport,
  type LagTrackKind,
} from '../../../../shared/model/insight.ts';
import type { SeriesView, Subject } from '../../../../shared/model/metrics.ts';
import type { Clock } from '../../../base/clock.ts';
import { AlertBook, type AlertChange } from './alerts.ts';
import { AnomalyWatch } from './anomalies.ts';
import { FigureGatherer } from './figures.ts';
import { LagRecorder } from './lag-recorder.ts';
import { lagReport } from './lag-report.ts';
import { LatencyMatrix, type MatrixMember, type OwnFigures, ROW_EVERY_MS } from './latency-matrix.ts';
import type { Moment } from './moment.ts';
import { topology } from './topology.ts';
import { whoHosts } from './who-hosts.ts';
import { parseWireless, type WirelessFigures } from './wireless.ts';

export interface InsightOptions {
  readonly clock: Clock;
  /** Random u32: tells the rows of this start from those before. */
  readonly session: number;
  readonly rules?: readonly AlertRule[];
  /** What a target stands for in the lag recorder; null: for nothing but itself. */
  roleOf(target: string): 'gateway' | 'internet' | null;
  /** Whether it raises no alerts, whatever becomes of it. */
  isQuiet(subject: Subject): boolean;
  onAlert(change: AlertChange): void;
  onAnomaly(anomaly: Anomaly): void;
  onLagReport(report: LagReport): void;
}

export interface InsightMember extends MatrixMember {
  readonly online: boolean;
}

/** How we reach a member now. */
export interface InsightLink extends OwnFigures {
  readonly relayed: boolean;
}

export interface Insight {
  /** Every echo and probe, once it is answered or given up. @param sentAtMs - monotonic. */
  sample(subject: Subject, sentAtMs: number, rttMs: number | null): void;
  /** Once a second: every series that there is; subjects that are missing are forgotten. */
  observe(series: readonly SeriesView[]): void;
  /** Whenever the roster changes; null without a party. */
  setParty(self: MatrixMember | null, others: readonly InsightMember[]): void;
  /** Once a second: how we reach the others. */
  setLinks(links: readonly InsightLink[]): void;
  /** Our row for the others when it is due, every 5 s, else null. */
  dueRow(): Uint8Array | null;
  /** A datagram with the row's magic from the tunnel. @returns whether it was taken. */
  takeRow(from: string, bytes: Uint8Array): boolean;
  /** Figures that only the lag recorder wants; `at` is monotonic ms, now when absent. */
  note(kind: LagTrackKind, name: string, value: number | null, at?: number): void;
  /** The text of `/proc/net/wireless`. */
  noteWireless(text: string): void;
  pathChanged(peer: string): void;
  /** Somebody noticed lag: the report comes 32 s later. @returns its id. */
  recordLag(): number;
  /** While true everything that can be probed at up to 20 Hz should be. */
  readonly isRecording: boolean;
  setRules(rules: readonly AlertRule[]): void;
  /** A figure of the history, oldest first, so that weekdays and hours are known after a restart. */
  learn(subject: Subject, metric: Anomaly['metric'], value: number, wallMs: number): void;
  view(): InsightView;
}

const UP: ReadonlySet<string> = new Set(['relayed', 'direct', 'unsteady', 'answering']);
/** Whoever closed LANrage is not down: `away` and `disconnected` are neither. */
const DOWN: ReadonlySet<string> = new Set([
  'finding',
  'reaching',
  'securing',
  'lost',
  'failing',
  'backing-off',
]);

/** Starts with nothing known; holds no timer and no socket. */
export function createInsight(options: InsightOptions): Insight {
  return new RunningInsight(options);
}

class RunningInsight implements Insight {
  readonly #options: InsightOptions;
  readonly #alerts: AlertBook;
  readonly #anomalies = new AnomalyWatch();
  readonly #matrix: LatencyMatrix;
  readonly #recorder = new LagRecorder();
  readonly #gatherers = new Map<Subject, FigureGatherer>();
  readonly #downSinceMs = new Map<Subject, number>();
  /** Longest round trips since the last row, by member. */
  readonly #peaks = new Map<string, number | null>();
  #live: ReadonlySet<Subject> = new Set();
  #members: readonly { readonly id: string; readonly online: boolean }[] = [];
  #lastRowMs = Number.NEGATIVE_INFINITY;
  #wireless = new Map<string, WirelessFigures>();

  constructor(options: InsightOptions) {
    this.#options = options;
    this.#alerts = new AlertBook(options.rules ?? defaultAlertRules);
    this.#matrix = new LatencyMatrix(options.session);
  }

  get isRecording(): boolean {
    return this.#recorder.isRecording;
  }

  sample(subject: Subject, sentAtMs: number, rttMs: number | null): void {
    const [kind = '', id = ''] = split(subject);
    if (kind === 'peer') {
      const peak = this.#peaks.get(id);
      this.#peaks.set(id, rttMs === null || peak === null ? null : Math.max(rttMs, peak ?? 0));
      this.#recorder.note('peer', id, sentAtMs, rttMs);
    } else {
      const role = this.#options.roleOf(id);
      if (role !== null) this.#recorder.note(role, id, sentAtMs, rttMs);
    }
    this.#judge(subject, rttMs);
  }

  observe(series: readonly SeriesView[]): void {
    const at = this.#now();
    const live = new Set(series.map(({ subject }) => subject));
    for (const subject of [...this.#live, ...this.#gatherers.keys()]) {
      if (!live.has(subject)) this.#forget(subject, at);
    }
    this.#live = live;
    for (const view of series) {
      if (this.#options.isQuiet(view.subject)) continue;
      const figures = {
        subject: view.subject,
        name: view.name,
        down: this.#downFor(view, at.nowMs),
        latency: view.latency.medianMs,
        loss: view.latency.lossRatio,
        jitter: view.latency.jitterMs,
        quality: view.quality?.score ?? null,
      };
      this.#tell(this.#alerts.observe(figures, at));
    }
    const recording = this.#recorder.finish(at.nowMs);
    if (recording !== null) this.#options.onLagReport(lagReport(recording, at));
  }

  setParty(self: MatrixMember | null, others: readonly InsightMember[]): void {
    this.#members = self === null ? [] : [{ id: self.id, online: true }, ...others];
    this.#matrix.setMembers(self, others);
    const ids = new Set(others.map(({ id }) => id));
    for (const id of this.#peaks.keys()) if (!ids.has(id)) this.#peaks.delete(id);
  }

  setLinks(links: readonly InsightLink[]): void {
    this.#matrix.setOwn(links.map(({ relayed: _, ...figures }) => figures));
    this.#recorder.setRelayed(new Set(links.flatMap(({ to, relayed }) => (relayed ? [to] : []))));
  }

  dueRow(): Uint8Array | null {
    const nowMs = this.#options.clock.now();
    if (this.#members.length < 2 || nowMs - this.#lastRowMs < ROW_EVERY_MS) return null;
    this.#lastRowMs = nowMs;
    const row = this.#matrix.encodeOwn(this.#peaks);
    this.#peaks.clear();
    return row;
  }

  takeRow(from: string, bytes: Uint8Array): boolean {
    const nowMs = this.#options.clock.now();
    const told = this.#matrix.take(from, bytes, nowMs);
    // A row speaks of all the time since the one before it.
    for (const { peer, excessMs } of told ?? []) {
      for (let age = 0; age < ROW_EVERY_MS; age += 1000) {
        this.#recorder.note('peer-by-others', peer, nowMs - age, excessMs);
      }
    }
    return told !== null;
  }

  note(kind: LagTrackKind, name: string, value: number | null, at = this.#options.clock.now()): void {
    this.#recorder.note(kind, name, at, value);
  }

  noteWireless(text: string): void {
    const devices = parseWireless(text);
    for (const { device, signalDbm, retries, missedBeacons } of devices) {
      if (signalDbm !== null) this.note('wifi-signal', device, signalDbm);
      const before = this.#wireless.get(device);
      if (before === undefined) continue;
      const failed = retries + missedBeacons - before.retries - before.missedBeacons;
      // Counters that fell are those of a device that was plugged in again.
      if (failed >= 0) this.note('wifi-retries', device, failed);
    }
    this.#wireless = new Map(devices.map((figures) => [figures.device, figures]));
  }

  pathChanged(peer: string): void {
    this.#recorder.notePathChange(peer, this.#options.clock.now());
  }

  recordLag(): number {
    return this.#recorder.press(this.#options.clock.now());
  }

  setRules(rules: readonly AlertRule[]): void {
    this.#tell(this.#alerts.setRules(rules, this.#now()));
  }

  learn(subject: Subject, metric: Anomaly['metric'], value: number, wallMs: number): void {
    this.#anomalies.learn(subject, metric, value, wallMs);
  }

  view(): InsightView {
    const { nowMs, wallMs } = this.#now();
    const matrix = this.#matrix.pairs(nowMs);
    const online = this.#members.flatMap((member) => (member.online ? [member.id] : []));
    return {
      alerts: [...this.#alerts.list()],
      anomalies: [...this.#anomalies.list()],
      predictions: [...this.#gatherers].flatMap(([subject, { prediction }]) => {
        if (prediction === null) return [];
        const points = prediction.points.map((point) => ({ ...point, at: point.at - nowMs + wallMs }));
        return [{ subject, ...prediction, points }];
      }),
      matrix,
      topology: topology(
        this.#members.map(({ id }) => id),
        matrix,
      ),
      host: whoHosts(online, matrix),
    };
  }

  #judge(subject: Subject, rttMs: number | null): void {
    const at = this.#now();
    const gatherer = this.#gatherers.get(subject) ?? new FigureGatherer();
    this.#gatherers.set(subject, gatherer);
    const figures = gatherer.add(rttMs, at.nowMs);
    if (figures === null) return;
    for (const metric of ['latency', 'jitter', 'loss'] as const) {
      const value = figures[metric];
      const anomaly = value === null ? null : this.#anomalies.observe(subject, metric, value, at);
      if (anomaly !== null) this.#options.onAnomaly(anomaly);
    }
  }

  /** Null: neither up nor down. */
  #downFor({ subject, state }: SeriesView, nowMs: number): number | null {
    if (!DOWN.has(state)) {
      this.#downSinceMs.delete(subject);
      return UP.has(state) ? 0 : null;
    }
    const sinceMs = this.#downSinceMs.get(subject) ?? nowMs;
    this.#downSinceMs.set(subject, sinceMs);
    return nowMs - sinceMs;
  }

  #forget(subject: Subject, at: Moment): void {
    this.#tell(this.#alerts.forget(subject, at));
    this.#anomalies.forget(subject);
    this.#gatherers.delete(subject);
    this.#downSinceMs.delete(subject);
  }

  #tell(changes: readonly AlertChange[]): void {
    for (const change of changes) this.#options.onAlert(change);
  }

  #now(): Moment {
    const { clock } = this.#options;
    return { nowMs: clock.now(), wallMs: clock.date().getTime() };
  }
}

function split(subject: Subject): [string?, string?] {
  const at = subject.indexOf(':');
  return [subject.slice(0, at), subject.slice(at + 1)];
}
