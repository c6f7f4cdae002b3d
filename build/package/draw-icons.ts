/** Draws the app's icons from renderer/icon.svg. To be run by hand after the drawing changed; the results are committed. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { chromiumPath } from '../browser.ts';
import { root } from '../tree.ts';
import { packIcns, packIco } from './icon-files.ts';

const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024] as const;
const resources = path.join(root, 'build/resources');

const executablePath = chromiumPath();
if (executablePath === null) throw new Error('Chromium is needed to draw the icons');
const svg = readFileSync(path.join(root, 'renderer/icon.svg'), 'utf8');
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const pngs = new Map<number, Buffer>();
for (const size of SIZES) pngs.set(size, await draw(size));
await browser.close();

mkdirSync(path.join(resources, 'icons'), { recursive: true });
for (const [size, png] of pngs) {
  if (size <= 512) writeFileSync(path.join(resources, 'icons', `${size}x${size}.png`), png);
}
writeFileSync(path.join(resources, 'icon.png'), pngs.get(1024) ?? Buffer.alloc(0));
writeFileSync(path.join(resources, 'icon.ico'), packIco(pngs));
writeFileSync(path.join(resources, 'icon.icns'), packIcns(pngs));

/** The mark on the dark canvas, with the rounding that desktops expect; small ones get more of the room. */
async function draw(size: number): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const inset = size <= 32 ? 0.06 : 0.14;
  const box = `position:absolute;inset:0;border-radius:${size * 0.22}px;background:#0c0f14`;
  const mark = svg.replace('<svg ', `<svg style="position:absolute;inset:${inset * 100}%" `);
  await page.setContent(`<body style="margin:0"><div style="${box}">${mark}</div></body>`);
  const png = await page.screenshot({ omitBackground: true });
  await page.close();
  return png;
}
