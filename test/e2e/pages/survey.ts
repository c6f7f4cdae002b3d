/** What is looked at in every state: pictures for people, and what a machine can judge of them. */
import { expect, type Page, type TestInfo } from '@playwright/test';
import axe from 'axe-core';

/** The window as it opens, the smallest one, and what is left of the first at 200 % zoom. */
const SIZES = {
  large: { width: 1080, height: 720 },
  small: { width: 760, height: 520 },
  zoomed: { width: 540, height: 360 },
} as const;
const THEMES = ['dark', 'light'] as const;

declare global {
  interface Window {
    /** What its source defines in the page. */
    readonly axe: typeof axe;
  }
}

/** Else only those that axe looks at. */
const IN_ALL_LOOKS = process.env.LANRAGE_PICTURES === 'all';

/** A size and a theme. */
type Look = `${keyof typeof SIZES}-${(typeof THEMES)[number]}`;

/**
 * Photographs what is on the screen, with `LANRAGE_PICTURES=all` in all sizes and both themes. Axe finds nothing wrong with
 * it, and nothing is cut off at the side in any size. @param judged - where axe looks.
 */
export async function survey(
  page: Page,
  info: TestInfo,
  name: string,
  judged: readonly Look[] = ['large-dark', 'small-light'],
): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const size of ['large', 'small', 'zoomed'] as const) {
    await page.setViewportSize(SIZES[size]);
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      const look = `${size}-${colorScheme}` as const;
      if (!IN_ALL_LOOKS && !judged.includes(look)) continue;
      await page.screenshot({ path: info.outputPath(`${name}-${look}.png`) });
      if (judged.includes(look)) await expectAccessible(page);
    }
    await expectNothingCutOff(page, `${name} in the ${size} window`);
  }
  await page.setViewportSize(SIZES.large);
}

/** Axe's own package for Playwright opens a page of its own for each look, which takes ten times as long. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
  const found = violations.map(({ id, help, nodes }) => ({ id, help, at: nodes.map(({ html }) => html) }));
  expect.soft(found).toEqual([]);
}

/** Neither the page, nor its main part, nor a dialog is wider than the room it has. */
async function expectNothingCutOff(page: Page, where: string): Promise<void> {
  const tooWide = await page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('main, nav, header, dialog[open]')]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(({ tagName, scrollWidth, clientWidth }) => `${tagName} ${scrollWidth} of ${clientWidth}`),
  );
  expect.soft(tooWide, where).toEqual([]);
}
