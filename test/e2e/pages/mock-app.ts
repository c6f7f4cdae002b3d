/** The application in a browser over a mock engine; ends with the test, which fails on anything the page complains of. */
import { test as base, expect, type Page } from '@playwright/test';
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
