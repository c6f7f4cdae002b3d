/** What a test waits for may take long on a slow machine: a second, the runner's own limit, fails there by chance. */
import { vi } from 'vitest';

const PATIENCE_MS = 15_000;

const waitFor = vi.waitFor;
vi.waitFor = (callback, options) => {
  const own = typeof options === 'number' ? { timeout: options } : options;
  return waitFor(callback, { timeout: PATIENCE_MS, ...own });
};
