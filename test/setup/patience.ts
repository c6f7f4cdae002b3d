/** What a test waits for may take long on a slow machine: the runner's own second, or a few, fail there by chance. */
import { vi } from 'vitest';
import { PATIENCE_MS } from './limits.ts';

const { waitFor, waitUntil } = vi;
vi.waitFor = (callback, options) => waitFor(callback, examined(options));
vi.waitUntil = (callback, options) => waitUntil(callback, examined(options));

function examined<T extends { timeout?: number }>(options: number | T | undefined) {
  const { timeout = 0, ...others } = typeof options === 'number' ? { timeout: options } : { ...options };
  return { ...others, timeout: Math.max(timeout, PATIENCE_MS) };
}
