import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';

const renderer = path.join(import.meta.dirname, '../../out/renderer');
const LIMIT_BYTES = 150 * 1024;

const read = (file: string): string => readFileSync(path.join(renderer, file), 'utf8');

test('the first paint loads at most 150 KB of script', () => {
  const page = read('index.html');
  const initial = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map(([, file = '']) => file);
  expect(initial.length).toBeGreaterThan(0);
  const bytes = initial.reduce((sum, file) => sum + gzipSync(read(file)).length, 0);
  expect(bytes).toBeLessThanOrEqual(LIMIT_BYTES);
});

test('the scripts hold neither a validator nor the development build of React', () => {
  const scripts = readdirSync(path.join(renderer, 'assets')).filter((file) => file.endsWith('.js'));
  for (const file of scripts) {
    expect(read(`assets/${file}`), file).not.toMatch(
      /ZodError|invalid_type|Download the React DevTools for a better/,
    );
  }
});

test('the page has nothing inline that its content security policy would refuse', () => {
  expect(read('index.html')).not.toMatch(/<style|style=|<script(?![^>]*\bsrc=)|\bon[a-z]+=/i);
});
