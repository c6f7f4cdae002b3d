/** The screens in a real Chromium over a mock engine: how much is loaded, how soon there is a roster, how smoothly it runs. */
import { type Browser, chromium, type Page } from '@playwright/test';
import { chromiumPath } from '../../build/browser.ts';
import { firstLoadBytes } from '../e2e/pages/first-load.ts';
import { serveMock } from '../mocks/serve-mock.ts';
import type { Samples, Targets } from './figures.ts';

export const uiTargets: Targets = {
  'first load, gzip (KiB)': { atMost: 300 },
  'time to first roster (ms)': { atMost: 1000 },
  'longest task, 64 peers with charts (ms)': { atMost: 50 },
  'growth over a simulated hour (MiB)': { atMost: 20 },
};

/** While charts run. */
const WATCHED_MS = 10_000;
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
    const tasks: number[] = [];
    const frames: number[] = [];
    const growths: number[] = [];
    for (let i = 0; i < runs; i++) {
      rosters.push(await firstRoster(browser));
      const smooth = await watchCharts(browser);
      tasks.push(smooth.longestTaskMs);
      frames.push(smooth.frameP95Ms);
      growths.push(await growthOverAnHour(browser));
    }
    return {
      'first load, gzip (KiB)': [firstLoadBytes() / 1024],
      'time to first roster (ms)': rosters,
      'longest task, 64 peers with charts (ms)': tasks,
      'frame time, 95th percentile (ms)': frames,
      'growth over a simulated hour (MiB)': growths,
    };
  } finally {
    await browser.close();
  }
}

/** From the start of loading to 64 rows in the page, ms. */
async function firstRoster(browser: Browser): Promise<number> {
  return withPage(browser, async (page, open) => {
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

/** With 64 players on the quality screen, each with a chart that moves once a second. */
async function watchCharts(browser: Browser): Promise<{ longestTaskMs: number; frameP95Ms: number }> {
  return withPage(browser, async (page, open) => {
    await open();
    await page.getByRole('navigation').getByRole('button', { name: 'Quality' }).click();
    await page.getByRole('heading', { name: 'Quality' }).first().waitFor();
    // What it takes to draw it first is no matter of running.
    await page.waitForTimeout(2000);
    return page.evaluate(async (watchedMs) => {
      const tasks: number[] = [0];
      const observer = new PerformanceObserver((list) =>
        tasks.push(...list.getEntries().map(({ duration }) => duration)),
      );
      observer.observe({ entryTypes: ['longtask'] });
      const deltas: number[] = [];
      const end = performance.now() + watchedMs;
      let last = performance.now();
      while (last < end) {
        const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
        deltas.push(now - last);
        last = now;
      }
      observer.disconnect();
      const sorted = deltas.toSorted((a, b) => a - b);
      return {
        longestTaskMs: Math.max(...tasks),
        frameP95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? 0,
      };
    }, WATCHED_MS);
  });
}

/** Live heap after an hour's worth of seconds less that after two minutes, MiB. */
async function growthOverAnHour(browser: Browser): Promise<number> {
  return withPage(browser, async (page, open, tell) => {
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

type Tell = (fromS: number, toS: number) => Promise<void>;

async function withPage<T>(
  browser: Browser,
  measure: (page: Page, open: () => Promise<unknown>, tell: Tell) => Promise<T>,
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
    return await measure(page, () => page.goto(host.url), tell);
  } finally {
    await page.close();
    await host.close();
  }
}
