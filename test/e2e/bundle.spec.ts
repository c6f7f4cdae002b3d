import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';

const renderer = path.join(import.meta.dirname, '../../out/renderer');
const LIMIT_BYTES = 150 * 1024;

test('the first paint loads at most 150 KB of script, without a validator', () => {
  const page = readFileSync(path.join(renderer, 'index.html'), 'utf8');
  const initial = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map(([, file = '']) => file);
  expect(initial.length).toBeGreaterThan(0);
  const bytes = initial.reduce(
    (sum, file) => sum + gzipSync(readFileSync(path.join(renderer, file))).length,
    0,
  );
  expect(bytes).toBeLessThanOrEqual(LIMIT_BYTES);
  const all = readdirSync(path.join(renderer, 'assets')).filter((file) => file.endsWith('.js'));
  for (const file of all) {
    expect(readFileSync(path.join(renderer, 'assets', file), 'utf8'), file).not.toMatch(
      /ZodError|invalid_type/,
    );
  }
});

test('the page has nothing inline that its content security policy would refuse', () => {
  const page = readFileSync(path.join(renderer, 'index.html'), 'utf8');
  expect(page).not.toMatch(/<style|style=|<script(?![^>]*\bsrc=)|\bon[a-z]+=/i);
});
