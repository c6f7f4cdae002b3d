import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { firstLoadBytes, rendererDir } from './pages/first-load.ts';

const LIMIT_BYTES = 300 * 1024;

const read = (file: string): string => readFileSync(path.join(rendererDir, file), 'utf8');

test('the first load is at most 300 KB of script; charts and rarely used screens come later', () => {
  expect(firstLoadBytes()).toBeLessThanOrEqual(LIMIT_BYTES);
});

test('the scripts hold neither a validator nor the development build of React', () => {
  const scripts = readdirSync(path.join(rendererDir, 'assets')).filter((file) => file.endsWith('.js'));
  for (const file of scripts) {
    expect(read(`assets/${file}`), file).not.toMatch(
      /ZodError|invalid_type|Download the React DevTools for a better/,
    );
  }
});

test('the page has nothing inline that its content security policy would refuse', () => {
  expect(read('index.html')).not.toMatch(/<style|style=|<script(?![^>]*\bsrc=)|\bon[a-z]+=/i);
});
