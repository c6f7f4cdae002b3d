/** The screens in a real Chromium over a mock engine: how much is loaded, how soon there is a roster, how smoothly it runs. */
import { type Browser, chromium, type Page } from '@playwright/test';
import { chromiumPath } from '../../build/browser.ts';
import { firstLoadBytes } from '../e2e/pages/first-load.ts';
import type { MockEngine } from '../mocks/mock-engine.ts';
import { mockInsight, mockMetrics } from '../mocks/mock-watch.ts';
import { type MockHost, serveMock } from '../mocks/serve-mock.ts';
import type { Samples, Targets } from './figures.ts';
import { type LongestTask, longestTaskDuring } from './longest-task.ts';

const LONGEST = 'longest task, 64 peers with charts (ms)';
/** Half of it, so that a machine of half the speed has no long task either. */
const LONGEST_PROCESSOR = 'the same, processor time (ms)';

export const uiTargets: Targets = {
  'first load, gzip (KiB)': { atMost: 300 },
  'time to first roster (ms)': { atMost: 1000 },
  [LONGEST]: { atMost: 50 },
  [LONGEST_PROCESSOR]: { atMost: 25 },
  'growth over a simulated hour (MiB)': { atMost: 20 },
};

/** While charts run. */
const WATCHED_MS = 10_000;
const SETTLING_MS = 2000;
const HOUR_S = 3600;
/** Seconds told in one go; the page has time to draw in between. */
const SECONDS_AT_ONCE = 6;
const MIB = 2 ** 20;

/** Needs a build in out/, and a browser of Chromium's family. */
export async function measureUi(runs: number): Promise<Samples> {
  const executablePath = chromiumPath();
  const browser = await chromium.launch({
    ...(executablePath !== null && { executablePath }),
    args: [
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  try {
    const rosters: number[] = [];
    const smooth: Smooth[] = [];
    const growths: number[] = [];
    for (let i = 0; i < runs; i++) {
      rosters.push(await firstRoster(browser));
      smooth.push(await watchCharts(browser));
      growths.push(await growthOverAnHour(browser));
    }
    return {
      'first load, gzip (KiB)': [firstLoadBytes() / 1024],
      'time to first roster (ms)': rosters,
      [LONGEST]: smooth.map(({ longest }) => longest.wallMs),
      [LONGEST_PROCESSOR]: smooth.map(({ longest }) => longest.processorMs),
      'frame time, 95th percentile (ms)': smooth.map(({ frameP95Ms }) => frameP95Ms),
      'growth over a simulated hour (MiB)': growths,
    };
  } finally {
    await browser.close();
  }
}

/** From the start of loading to 64 rows in the page, ms. */
async function firstRoster(browser: Browser): Promise<number> {
  return withPage(browser, async (page, { open }) => {
    await page.addInitScript(() => {
      const watch = new MutationObserver(() => {
        if (document.querySelectorAll('main li').length < 64) return;
        document.documentElement.setAttribute('data-roster-at', String(performance.now()));
        watch.disconnect();
      });
      watch.observe(document, { childList: true, subtree: true });
    });
    await open();
    const html = page.locator('html[data-roster-at]');
    await html.waitFor();
    return Number(await html.getAttribute('data-roster-at'));
  });
}

interface Smooth {
  readonly longest: LongestTask;
  readonly frameP95Ms: number;
}

/** With 64 players on the quality screen; all that an engine tells once a second comes once a second. */
async function watchCharts(browser: Browser): Promise<Smooth> {
  return withPage(browser, async (page, { open, host }) => {
    await open();
    await page.getByRole('navigation').getByRole('button', { name: 'Quality' }).click();
    await page.getByRole('table').waitFor();
    const telling = setInterval(() => void tellAll(host.engine, Date.now()), 1000);
    try {
      // What it takes to draw it first is no matter of running.
      await page.waitForTimeout(SETTLING_MS);
      let frames: number[] = [];
      const longest = await longestTaskDuring(page, async () => {
        frames = await page.evaluate(frameTimes, WATCHED_MS);
      });
      const sorted = frames.toSorted((x, y) => x - y);
      return { longest, frameP95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? 0 };
    } finally {
      clearInterval(telling);
    }
  });
}

/** Latencies that move, and what follows from them. Samples the mock tells by itself. */
async function tellAll({ change, tell, handlers }: MockEngine, at: number): Promise<void> {
  change(({ party }) => {
    const peers = party?.peers.map((peer, i) => ({
      ...peer,
      latencyMs: peer.latencyMs === null ? null : peer.latencyMs + Math.sin(at / 1000 + i),
    }));
    return { party: party && { ...party, peers: peers ?? [] } };
  });
  const snapshot = await handlers.getSnapshot({});
  if (!snapshot.ok) return;
  tell('metrics', mockMetrics(snapshot.value, [], at));
  tell('insight', mockInsight(snapshot.value, at));
}

/** Runs in the page: milliseconds from each frame to the next. */
async function frameTimes(watchedMs: number): Promise<number[]> {
  const deltas: number[] = [];
  const end = performance.now() + watchedMs;
  let last = performance.now();
  while (last < end) {
    const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
    deltas.push(now - last);
    last = now;
  }
  return deltas;
}

/** Live heap after an hour's worth of seconds less that after two minutes, MiB. */
async function growthOverAnHour(browser: Browser): Promise<number> {
  return withPage(browser, async (page, { open, tell }) => {
    await open();
    await page.getByRole('list', { name: 'Players' }).waitFor();
    const session = await page.context().newCDPSession(page);
    const heap = async (): Promise<number> => {
      await session.send('HeapProfiler.collectGarbage');
      return (await session.send('Runtime.getHeapUsage')).usedSize / MIB;
    };
    await tell(0, 120);
    const before = await heap();
    await tell(120, HOUR_S);
    return (await heap()) - before;
  });
}

interface Served {
  readonly host: MockHost;
  readonly open: () => Promise<unknown>;
  readonly tell: Tell;
}

type Tell = (fromS: number, toS: number) => Promise<void>;

async function withPage<T>(
  browser: Browser,
  measure: (page: Page, served: Served) => Promise<T>,
): Promise<T> {
  const host = await serveMock({ scenario: 'crowd' });
  const page = await browser.newPage({ viewport: { width: 1080, height: 720 } });
  const startedAt = Date.now();
  const tell: Tell = async (fromS, toS) => {
    for (let second = fromS; second < toS; second++) {
      host.engine.tellSecond(startedAt + second * 1000);
      if (second % SECONDS_AT_ONCE === 0) await page.evaluate(() => new Promise(requestAnimationFrame));
    }
  };
  try {
    return await measure(page, { host, open: () => page.goto(host.url), tell });
  } finally {
    await page.close();
    await host.close();
  }
}
