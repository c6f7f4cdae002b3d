/** A history on a real file, fed second by second under a clock that the test moves. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../../../../../../main/base/log/log.ts';
import {
  type HistoryOptions,
  HistoryRecorder,
} from '../../../../../../main/engine/telemetry/metrics/history/history.ts';
import { defaultMetricsSettings } from '../../../../../../main/engine/telemetry/metrics/metrics-settings.ts';
import type { Subject } from '../../../../../../shared/model/metrics.ts';
import { noonClock } from '../noon.ts';

const ignore = () => undefined;
export const quietLog: Log = {
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  child: () => quietLog,
};

export const PEER: Subject = 'peer:anna';

export class HistoryRig {
  readonly folder = mkdtempSync(join(tmpdir(), 'lanrage-history-'));
  readonly path = join(this.folder, 'history.db');
  readonly clock = noonClock();
  #history: HistoryRecorder | null = null;

  get history(): HistoryRecorder {
    this.#history ??= this.open();
    return this.#history;
  }

  /** Opens the file as another start of the engine would; the one before is left as a crash leaves it. */
  open(options: Partial<HistoryOptions> = {}): HistoryRecorder {
    this.#history = new HistoryRecorder({
      path: this.path,
      clock: this.clock,
      log: quietLog,
      settings: () => defaultMetricsSettings,
      ...options,
    });
    return this.#history;
  }

  /** A probe each second, with the time that `rttAt` gives it. */
  run(seconds: number, rttAt: (second: number) => number | null, subject: Subject = PEER): void {
    for (let second = 0; second < seconds; second++) {
      const rttMs = rttAt(second);
      this.history.add(subject, this.clock.wallMs, (bucket) => bucket.addProbe(rttMs, null));
      this.clock.advance(1000);
      this.history.tick();
    }
  }

  /** All that is known of a span, as one point. */
  total(from: number, to: number, subject: Subject = PEER) {
    return this.history.query({ subject, from, to, points: 1 }).points[0] ?? null;
  }

  remove(): void {
    this.#history?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
