/** Collects what is measured of peers, targets and this machine, for the screens and for history. */
import { Listeners } from '../../../../shared/listeners.ts';
import type {
  GameSession,
  Happening,
  History,
  HistoryEvent,
  HistoryQuery,
  MetricsView,
  SeriesView,
  Subject,
} from '../../../../shared/model/metrics.ts';
import { wordOfScore } from '../../../../shared/quality.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Log } from '../../../base/log/log.ts';
import { every } from '../../../base/time.ts';
import type { SystemReading } from '../../machine/read-system.ts';
import { ConnectionCounts } from './connection-counts.ts';
import { HistoryRecorder } from './history/history.ts';
import { MessageCounts, type MessageFate } from './message-counts.ts';
import { defaultMetricsSettings, type MetricsSettings } from './metrics-settings.ts';
import { partyScore, TrendTracker } from './quality.ts';
import { RateMeter } from './rate-meter.ts';
import { DISCONNECTED, Series, type TrafficReading } from './series.ts';
import { GameSessionRecorder } from './session-recorder.ts';
import type { OwnLimits } from './system/own-load.ts';
import { SystemWatch } from './system/system-watch.ts';

const TICK_MS = 1_000;
/** Members that left stay in view; whoever leaves and joins under new keys for days doesn't fill it. */
const MOST_DISCONNECTED = 64;
const SAVE_SESSION_EVERY_MS = 60_000;
/** A probe's time is taken back to monotonic time by its age, which a clock that was set would make absurd. */
const OLDEST_SAMPLE_MS = 60_000;

export interface MetricsOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** `<data directory>/history.db`; null keeps history in memory alone. */
  readonly databasePath: string | null;
  /** Asked whenever it matters, so that changes take effect at once. */
  readonly settings?: () => MetricsSettings;
  readonly readSystem: () => SystemReading;
}

/** The collector. Records of subjects that were never named are ignored: late answers of what was removed. */
export interface Metrics {
  /** Begins a subject's series, or changes its name. */
  setName(subject: Subject, name: string): void;
  /** @param state - of a peer's link or of a target; a disconnected peer comes back with it. */
  setState(subject: Subject, state: string): void;
  /** A peer left: its series stays, as `disconnected`. */
  disconnected(subject: Subject): void;
  /** A target was removed: its series ends, its history stays. */
  removed(subject: Subject): void;
  /** A probe's end: `at` is wall-clock ms of its sending, `rttMs` null when it was not answered. */
  recordLatency(subject: Subject, probe: { readonly at: number; readonly rttMs: number | null }): void;
  /** Readings of a peer's counters, about once a second. */
  recordTraffic(subject: Subject, reading: TrafficReading): void;
  setHandshakeAge(subject: Subject, ageMs: number | null): void;
  /** What the link to a peer can carry as a bandwidth test found, bytes a second. */
  setCapacity(subject: Subject, capacity: { readonly received: number; readonly sent: number } | null): void;
  /** The way to a peer, in the words of the latency matrix. @param from - null: there was none. */
  pathChanged(subject: Subject, from: string | null, to: string): void;
  connectionOpened(subject: Subject): void;
  connectionClosed(subject: Subject): void;
  /** Counts a failure; a link that ended by it is closed too. @param reason - a short name, e.g. a fault's code. */
  connectionFailed(subject: Subject, reason: string): void;
  message(type: string, fate: MessageFate, bytes: number): void;
  /** @param versions - member → version of its program. */
  setVersions(versions: ReadonlyMap<string, string>): void;
  addEvent(subject: Subject, happening: Happening): void;
  /** Begins a game session; one that still runs ends. */
  startSession(name: string): GameSession;
  /** @returns null when none runs. */
  endSession(): GameSession | null;
  view(): MetricsView;
  /** null for a subject that is not known. */
  series(subject: Subject): SeriesView | null;
  /** By how much the own sampling is to be slowed, 1 to 8. */
  slowdown(): number;
  /** Calls back when the slowdown changes, until the returned function is called. */
  onSlowdown(listener: (slowdown: number) => void): () => void;
  query(query: HistoryQuery): History;
  /** Oldest first, at most 500. @param subject - null: of all. */
  events(subject: Subject | null, from: number, to: number): HistoryEvent[];
  /** Newest first; the running one first of all. */
  sessions(): GameSession[];
  /** Deletes most of the history at once, for a disk that is full. */
  trimHistory(): void;
  /** Writes what is left and closes the database. */
  close(): void;
}

/** Starts to collect; ticks once a second until closed. */
export function createMetrics(options: MetricsOptions): Metrics {
  const { clock, log, databasePath } = options;
  const settings = options.settings ?? (() => defaultMetricsSettings);
  const history = new HistoryRecorder({ path: databasePath, clock, log, settings });
  const series = new Map<Subject, Series>();
  const messages = new MessageCounts();
  const connections = new ConnectionCounts();
  const system = new SystemWatch({
    read: options.readSystem,
    settings,
    onLoad: (load) => history.add('system', wallMs(), (bucket) => bucket.addLoad(load)),
    onSlowdown: noteSlowdown,
  });
  const tunnel = { received: new RateMeter(), sent: new RateMeter() };
  const partyTrend = new TrendTracker();
  const slowdowns = new Listeners<number>();
  let versions: MetricsView['versions'] = {};
  let session: GameSessionRecorder | null = null;
  let saveSessionAtMs = 0;
  const stopTicking = every(clock, TICK_MS, tick);

  const wallMs = () => clock.date().getTime();
  const live = (subject: Subject) => {
    const found = series.get(subject);
    return found?.state === DISCONNECTED ? undefined : found;
  };

  function tick(): void {
    const now = clock.now();
    const scores = [...series.values()].map((one) => ({ isPeer: one.isPeer, score: one.tick(now) }));
    const score = scoreOf(scores);
    if (score !== null) partyTrend.add(score, now);
    system.tick(now);
    if (session !== null && now >= saveSessionAtMs) {
      saveSessionAtMs = now + SAVE_SESSION_EVERY_MS;
      history.saveSession(session.soFar());
    }
    history.tick();
  }

  function noteSlowdown(slowdown: number, own: OwnLimits): void {
    if (slowdown > 1) log.warn('sampling is slowed because of the own load', { slowdown, ...own });
    else log.info('sampling is as fast as asked again');
    addEvent('system', { kind: 'slowdown', factor: slowdown });
    slowdowns.tell(slowdown);
  }

  function addEvent(subject: Subject, happening: Happening): void {
    history.addEvent({ at: wallMs(), subject, ...happening });
  }

  function dropOldestDisconnected(): void {
    const gone = [...series.values()].filter(({ state }) => state === DISCONNECTED);
    for (const { subject } of gone.slice(0, Math.max(0, gone.length - MOST_DISCONNECTED))) {
      series.delete(subject);
    }
  }

  function endSession(): GameSession | null {
    if (session === null) return null;
    const ended = session.end(wallMs());
    session = null;
    history.saveSession(ended);
    return ended;
  }

  return {
    setName(subject, name) {
      const known = series.get(subject);
      if (known === undefined) series.set(subject, new Series(subject, name));
      else known.name = name;
    },
    setState(subject, state) {
      const known = series.get(subject);
      if (known !== undefined) known.state = state;
    },
    disconnected(subject) {
      const known = live(subject);
      if (known === undefined) return;
      known.state = DISCONNECTED;
      connections.closed(subject, clock.now());
      // Moved to the end: the longest gone come first.
      series.delete(subject);
      series.set(subject, known);
      dropOldestDisconnected();
    },
    removed(subject) {
      series.delete(subject);
    },
    recordLatency(subject, { at, rttMs }) {
      const known = live(subject);
      if (known === undefined || (rttMs !== null && !isDuration(rttMs))) return;
      const sample = { sentAtMs: clock.now() - ageOf(at, wallMs()), rttMs };
      const jitterMs = known.addSample(sample);
      history.add(subject, at, (bucket) => bucket.addProbe(rttMs, jitterMs));
      if (known.isPeer) session?.add(subject, known.name, sample);
    },
    recordTraffic(subject, reading) {
      const now = clock.now();
      const added = live(subject)?.readTraffic(reading, now);
      if (added === undefined || added.received + added.sent === 0) return;
      tunnel.received.add(added.received, now);
      tunnel.sent.add(added.sent, now);
      for (const whose of [subject, 'system']) {
        history.add(whose, wallMs(), (bucket) => bucket.addTraffic(added.received, added.sent));
      }
    },
    setHandshakeAge: (subject, ageMs) => live(subject)?.setHandshakeAge(ageMs, clock.now()),
    setCapacity: (subject, capacity) => live(subject)?.setCapacity(capacity),
    pathChanged(subject, from, to) {
      const known = live(subject);
      if (known === undefined) return;
      known.pathChanges++;
      addEvent(subject, { kind: 'path', from, to });
    },
    connectionOpened: (subject) => connections.opened(subject, clock.now()),
    connectionClosed: (subject) => connections.closed(subject, clock.now()),
    connectionFailed(subject, reason) {
      connections.failed(reason);
      addEvent(subject, { kind: 'connection-failed', code: reason });
    },
    message: (type, fate, bytes) => messages.count(type, fate, bytes, clock.now()),
    setVersions(members) {
      const counts = new Map<string, number>();
      for (const version of members.values()) counts.set(version, (counts.get(version) ?? 0) + 1);
      versions = Object.fromEntries(counts);
    },
    addEvent,
    startSession(name) {
      endSession();
      const started = { id: history.nextSessionId(), name, startedAt: wallMs() };
      session = new GameSessionRecorder(started, clock.now());
      saveSessionAtMs = clock.now() + SAVE_SESSION_EVERY_MS;
      history.saveSession(session.soFar());
      return session.soFar();
    },
    endSession,
    view() {
      const now = clock.now();
      const known = [...series.values()].map((one) => ({ isPeer: one.isPeer, view: one.view(now) }));
      const views = known.map(({ view }) => view);
      const score = scoreOf(
        known.map(({ isPeer, view }) => ({ isPeer, score: view.quality?.score ?? null })),
      );
      return {
        at: wallMs(),
        series: views,
        system: {
          ...system.load,
          received: tunnel.received.rate(now),
          sent: tunnel.sent.rate(now),
        },
        quality: score === null ? null : { score, band: wordOfScore(score), trend: partyTrend.trend },
        connections: connections.view(),
        messages: messages.view(),
        messageRates: messages.rates(now),
        versions,
        recording: { ...history.recording(), slowdown: system.slowdown },
      };
    },
    series: (subject) => series.get(subject)?.view(clock.now()) ?? null,
    slowdown: () => system.slowdown,
    onSlowdown: (listener) => slowdowns.add(listener),
    query: (query) => history.query(query),
    events: (subject, from, to) => history.events(subject, from, to),
    trimHistory: () => history.trim(),
    sessions: () => history.sessions(),
    close() {
      stopTicking();
      endSession();
      history.close();
    },
  };
}

/** Of the party's members that are measured. */
function scoreOf(
  series: readonly { readonly isPeer: boolean; readonly score: number | null }[],
): number | null {
  return partyScore(series.flatMap(({ isPeer, score }) => (isPeer ? (score ?? []) : [])));
}

/** How long ago a probe was sent, ms; what a wrong clock makes absurd is taken for now or a minute ago. */
function ageOf(at: number, wallMs: number): number {
  return Number.isNaN(at) ? 0 : Math.min(OLDEST_SAMPLE_MS, Math.max(0, wallMs - at));
}

function isDuration(ms: number): boolean {
  return ms >= 0 && Number.isFinite(ms);
}
