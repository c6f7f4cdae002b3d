import { describe, expect, it } from 'vitest';
import { trayState } from '../../main/app/tray/tray-state.ts';
import { statusText } from '../../main/cli/status-text.ts';
import { statsTable } from '../../main/cli/text/stats-text.ts';
import { selectChecks } from '../../main/engine/diagnosis/checks/all-checks.ts';
import { runChecks } from '../../main/engine/diagnosis/run-checks.ts';
import { AlertBook } from '../../main/engine/telemetry/insight/alerts.ts';
import { qualityScore } from '../../main/engine/telemetry/metrics/quality.ts';
import { judgeFigure, judgeLink, type QualityWord, wordOfScore } from '../../shared/quality.ts';
import { desktopTexts } from '../../shared/texts/desktop.ts';
import { sayReading } from '../../shared/texts/readings.ts';
import { screenTexts } from '../../shared/texts/screens.ts';
import { exampleParty } from '../mocks/fake-engine.ts';
import { mockMetrics } from '../mocks/mock-watch.ts';
import { goodLatency, healthyExaminedMachine, inParty } from '../unit/engine/diagnosis/healthy-machine.ts';

const io = { style: (_: string, text: string) => text };

interface Figures {
  readonly latencyMs: number;
  readonly jitterMs: number;
  readonly lossRatio: number;
}

/** What each place calls a player's link. */
async function wordsOf(figures: Figures): Promise<Record<string, string>> {
  const snapshot = inParty(figures);
  const row = statusText(snapshot, io)
    .split('\n')
    .find((line) => line.startsWith('Jon'));
  const { latencyMs: medianMs, jitterMs, lossRatio } = figures;
  const score = qualityScore({ medianMs, jitterMs, lossRatio }) ?? Number.NaN;
  const mocked = mockMetrics(snapshot, [], 0);
  const quality = { score, band: wordOfScore(score), trend: 'steady' } as const;
  const metrics = { ...mocked, series: mocked.series.map((series) => ({ ...series, quality })) };
  const stats = statsTable(metrics, metrics, io)
    .split('\n')
    .find((line) => line.startsWith('Jon'));
  const alert = desktopTexts('en').notify.alert.quality('Jon', score);
  return {
    panel: judgeLink(figures) ?? '',
    status: wordIn(row),
    stats: wordIn(stats),
    score: wordOfScore(score),
    alert: wordIn(alert),
  };
}

function wordIn(text: string | undefined): string {
  return /\b(good|fair|poor|excellent|fine)\b/.exec(text ?? '')?.[0] ?? '';
}

/** The row of the doctor on a figure: its word, and whether it is called a trouble. */
async function doctorOn(check: 'latency' | 'jitter' | 'loss', figures: Figures) {
  const { latencyMs: medianMs, jitterMs, lossRatio } = figures;
  const latency = {
    ...goodLatency,
    sent: 300,
    lost: Math.ceil(lossRatio * 300),
    medianMs,
    jitterMs,
    lossRatio,
  };
  const findings = await runChecks({
    checks: selectChecks(),
    examined: healthyExaminedMachine({
      snapshot: () => inParty(figures),
      echoes: async () => new Map([['jon', latency]]),
      figures: () => latency,
    }),
    signal: new AbortController().signal,
    now: () => 0,
    onStarted: () => undefined,
    onFound: () => undefined,
  });
  const found = findings.find((finding) => finding.check === check);
  return {
    word: wordIn(found?.measured ? sayReading(found.measured, 'en') : ''),
    isTrouble: found?.status === 'warning',
  };
}

const perfect: Figures = { latencyMs: 20, jitterMs: 1, lossRatio: 0 };

describe('one figure', () => {
  it.each<[Partial<Figures>, 'latency' | 'jitter' | 'loss', QualityWord]>([
    [{ latencyMs: 18 }, 'latency', 'good'],
    [{ latencyMs: 90 }, 'latency', 'fair'],
    [{ latencyMs: 133 }, 'latency', 'poor'],
    [{ jitterMs: 9 }, 'jitter', 'good'],
    [{ jitterMs: 21 }, 'jitter', 'fair'],
    [{ jitterMs: 29 }, 'jitter', 'poor'],
    [{ lossRatio: 0.004 }, 'loss', 'good'],
    [{ lossRatio: 0.013 }, 'loss', 'fair'],
    [{ lossRatio: 0.15 }, 'loss', 'poor'],
  ])('has the same word everywhere: %j', async (change, check, word) => {
    const figures = { ...perfect, ...change };
    expect(await wordsOf(figures)).toEqual({
      panel: word,
      status: word,
      stats: word,
      score: word,
      alert: word,
    });
    expect(await doctorOn(check, figures)).toEqual({ word, isTrouble: word === 'poor' });
    const tray = trayState(inParty(figures), desktopTexts('en').tray);
    expect(tray.shape === 'trouble').toBe(word === 'poor');
    expect(wordIn(tray.tooltip)).toBe(judgeFigure('latencyMs', figures.latencyMs));
  });

  it('raises no alert by default before it is poor', () => {
    const book = new AlertBook();
    const calm = { subject: 'peer:jon', name: 'Jon', down: 0, jitter: null, quality: null } as const;
    const raisedAt = (figures: { latency: number; loss: number }): number => {
      for (let second = 0; second < 60; second++) {
        book.observe({ ...calm, ...figures }, { nowMs: second * 1000, wallMs: second * 1000 });
      }
      return book.list().length;
    };
    expect(raisedAt({ latency: 120, loss: 0.02 })).toBe(0);
    expect(raisedAt({ latency: 133, loss: 0.15 })).toBe(2);
  });

  it('has its words in German as well', () => {
    const { quality, chart } = screenTexts('de');
    const { tray, notify } = desktopTexts('de');
    for (const [ms, word] of [
      [18, 'gut'],
      [90, 'mäßig'],
      [133, 'schlecht'],
    ] as const) {
      const judged = judgeFigure('latencyMs', ms) ?? 'good';
      const score = qualityScore({ medianMs: ms, jitterMs: 1, lossRatio: 0 }) ?? Number.NaN;
      expect(quality[judged].toLowerCase()).toBe(word);
      expect(sayReading({ code: 'judged-time', ms, word: judged }, 'de')).toContain(word);
      expect(tray.party(exampleParty.name, 2, ms)).toContain(word);
      expect(notify.alert.quality('Jon', score)).toContain(word);
      if (judged !== 'good') expect(chart.limits[judged]('60 ms')).toContain(word);
    }
  });
});
