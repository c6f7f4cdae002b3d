/** Browsers on the machines of players. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { chromiumPath } from '../../../build/browser.ts';
import type { HeadlessPlayer } from './players.ts';

export class PlayerBrowsers {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'lanrage-browsers-'));
  readonly #open: Browser[] = [];

  /** Opens a player's page in a Chromium on that player's own machine. */
  async open({ namespace, url }: HeadlessPlayer): Promise<Page> {
    const launcher = path.join(this.#folder, namespace);
    writeFileSync(launcher, `#!/bin/sh\nexec ip netns exec ${namespace} ${chromiumPath()} "$@"\n`);
    chmodSync(launcher, 0o700);
    const args = ['--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'];
    const browser = await chromium.launch({ executablePath: launcher, args });
    this.#open.push(browser);
    const page = await browser.newPage({ viewport: { width: 1080, height: 720 } });
    await page.goto(url);
    return page;
  }

  async close(): Promise<void> {
    for (const browser of this.#open.splice(0)) await browser.close();
    rmSync(this.#folder, { recursive: true });
  }
}
