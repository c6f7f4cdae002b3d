/** The application in a browser over a mock engine; ends with the test, which fails on anything the page complains of. */
import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Page, type TestInfo } from '@playwright/test';
import type { MockOptions } from '../../mocks/mock-engine.ts';
import { type MockHost, serveMock } from '../../mocks/serve-mock.ts';

export interface MockApp {
  readonly page: Page;
  readonly host: MockHost;
}

interface Fixtures {
  /** Opens one scenario. */
  openApp(options: MockOptions): Promise<MockApp>;
}

export const test = base.extend<Fixtures>({
  async openApp({ page }, use) {
    const hosts: MockHost[] = [];
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      // Chromium itself reports each refused connection; tests of a lost engine cause those on purpose.
      const expected = /WebSocket connection to .* failed/.test(message.text());
      if (['error', 'warning'].includes(message.type()) && !expected) complaints.push(message.text());
    });
    await use(async (options) => {
      const host = await serveMock(options);
      hosts.push(host);
      await page.goto(host.url);
      await page.getByRole('main').waitFor();
      return { page, host };
    });
    await Promise.all(hosts.map((host) => host.close()));
    expect(complaints, 'errors, warnings and CSP violations in the console').toEqual([]);
  },
});

const SIZES = [
  { width: 1080, height: 720 },
  { width: 760, height: 520 },
] as const;
/** What is left of the larger one at 200 % zoom. */
const ZOOMED = { width: 540, height: 360 } as const;
const THEMES = ['dark', 'light'] as const;

/** Photographs what is on the screen in both sizes and both themes, and zoomed; axe looks at each size and each theme once. */
export async function survey(page: Page, info: TestInfo, name: string): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const [i, size] of SIZES.entries()) {
    await page.setViewportSize(size);
    for (const [j, colorScheme] of THEMES.entries()) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: info.outputPath(`${name}-${size.width}-${colorScheme}.png`) });
      if (i === j) await expectAccessible(page);
    }
  }
  await page.setViewportSize(ZOOMED);
  await page.screenshot({ path: info.outputPath(`${name}-zoomed.png`) });
  await page.setViewportSize(SIZES[0]);
}

export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, help, nodes }) => ({ id, help, at: nodes.map(({ html }) => html) }));
  expect(found).toEqual([]);
}
