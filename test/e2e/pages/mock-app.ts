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

/** Photographs what is on the screen in both sizes and both themes, and has axe look at each. */
export async function survey(page: Page, info: TestInfo, name: string): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.screenshot({ path: info.outputPath(`${name}-${size.width}-${colorScheme}.png`) });
      await expectAccessible(page);
    }
  }
}

export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, help, nodes }) => ({ id, help, at: nodes.map(({ html }) => html) }));
  expect(found).toEqual([]);
}
