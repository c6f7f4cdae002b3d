/** Alerts: which figure is beyond its threshold, since when, and how bad it got; pure, with times passed in. */
import { type Alert, type AlertRule, defaultAlertRules } from '../../../../shared/model/insight.ts';
import type { Subject } from '../../../../shared/model/metrics.ts';
import type { Moment } from './moment.ts';

/** What comes back within that time is still the same trouble. */
const CALM_MS = 10_000;
/** As many as the contract's view holds. */
const KEPT = 100;

/** What is known of a subject now; null: unknown, which neither raises an alert nor keeps one. */
export interface WatchedFigures {
  readonly subject: Subject;
  readonly name: string;
  /** For how long it has been down, ms; 0 while it is up. */
  readonly down: number | null;
  /** ms. */
  readonly latency: number | null;
  /** 0–1. */
  readonly loss: number | null;
  /** ms. */
  readonly jitter: number | null;
  /** 0–100. */
  readonly quality: number | null;
}

export interface AlertChange {
  readonly kind: 'raised' | 'cleared';
  readonly alert: Alert;
}

interface Watch {
  readonly subject: Subject;
  readonly rule: AlertRule;
  beyondSinceMs: number | null;
  calmSince: Moment | null;
  open: Alert | null;
  raisedAtMs: number;
}

export class AlertBook {
  #rules: readonly AlertRule[];
  readonly #watches = new Map<string, Watch>();
  #alerts: Alert[] = [];
  #lastId = 0;

  constructor(rules: readonly AlertRule[] = defaultAlertRules) {
    this.#rules = rules;
  }

  /** Newest first, at most 100. */
  list(): readonly Alert[] {
    return this.#alerts;
  }

  /** Other rules from now on; alerts of rules that are gone are cleared, the cooldown of those that stay goes on. */
  setRules(rules: readonly AlertRule[], at: Moment): AlertChange[] {
    this.#rules = rules;
    const kept = new Set(rules.map(keyOf));
    const changes: AlertChange[] = [];
    for (const [key, watch] of this.#watches) {
      if (kept.has(keyOf(watch.rule))) continue;
      changes.push(...this.#clear(watch, at));
      this.#watches.delete(key);
    }
    return changes;
  }

  /** Looks at a subject's figures; about once a second. */
  observe(figures: WatchedFigures, at: Moment): AlertChange[] {
    return this.#rules.flatMap((rule) => this.#apply(rule, figures, at));
  }

  /** A subject is not watched any more: its alerts are cleared, its cooldowns go on. */
  forget(subject: Subject, at: Moment): AlertChange[] {
    const changes: AlertChange[] = [];
    for (const [key, watch] of this.#watches) {
      if (watch.subject !== subject) continue;
      changes.push(...this.#clear(watch, at));
      watch.beyondSinceMs = null;
      if (at.nowMs - watch.raisedAtMs >= watch.rule.cooldownMs) this.#watches.delete(key);
    }
    return changes;
  }

  #apply(rule: AlertRule, figures: WatchedFigures, at: Moment): AlertChange[] {
    const watch = this.#watchOf(rule, figures.subject);
    const value = figures[rule.metric];
    if (value !== null && isBeyond(rule, value)) {
      watch.calmSince = null;
      watch.beyondSinceMs ??= at.nowMs;
      if (watch.open !== null) {
        this.#update(watch, { value: worse(rule, watch.open.value, value) });
        return [];
      }
      const lasts = at.nowMs - watch.beyondSinceMs >= rule.forMs;
      const mayTell = at.nowMs - watch.raisedAtMs >= rule.cooldownMs;
      return lasts && mayTell ? [this.#raise(watch, figures.name, value, at)] : [];
    }
    watch.beyondSinceMs = null;
    watch.calmSince ??= at;
    return at.nowMs - watch.calmSince.nowMs >= CALM_MS ? this.#clear(watch, watch.calmSince) : [];
  }

  #raise(watch: Watch, name: string, value: number, at: Moment): AlertChange {
    const { rule, subject } = watch;
    const alert = { id: ++this.#lastId, rule, subject, name, raisedAt: at.wallMs, clearedAt: null, value };
    watch.open = alert;
    watch.raisedAtMs = at.nowMs;
    this.#alerts = [alert, ...this.#alerts].slice(0, KEPT);
    return { kind: 'raised', alert };
  }

  #clear(watch: Watch, at: Moment): AlertChange[] {
    if (watch.open === null) return [];
    const alert = this.#update(watch, { clearedAt: at.wallMs });
    watch.open = null;
    return [{ kind: 'cleared', alert }];
  }

  #update(watch: Watch, change: Partial<Alert>): Alert {
    const alert = { ...watch.open, ...change } as Alert;
    watch.open = alert;
    this.#alerts = this.#alerts.map((other) => (other.id === alert.id ? alert : other));
    return alert;
  }

  #watchOf(rule: AlertRule, subject: Subject): Watch {
    const key = `${keyOf(rule)} ${subject}`;
    const known = this.#watches.get(key);
    if (known !== undefined) return known;
    const watch: Watch = {
      subject,
      rule,
      beyondSinceMs: null,
      calmSince: null,
      open: null,
      raisedAtMs: Number.NEGATIVE_INFINITY,
    };
    this.#watches.set(key, watch);
    return watch;
  }
}

function keyOf({ metric, threshold, forMs, cooldownMs }: AlertRule): string {
  return `${metric} ${threshold} ${forMs} ${cooldownMs}`;
}

/** Quality is bad when it is low, everything else when it is high. */
function isBeyond({ metric, threshold }: AlertRule, value: number): boolean {
  return metric === 'quality' ? value < threshold : value > threshold;
}

function worse({ metric }: AlertRule, a: number, b: number): number {
  return metric === 'quality' ? Math.min(a, b) : Math.max(a, b);
}
