/** The README's first commands, in order, as a newcomer would type them: the built CLI and a real engine, which makes no party. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { buildAll } from '../../build/bundles.ts';

const root = path.join(import.meta.dirname, '../..');
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
const dataDir = mkdtempSync(path.join(tmpdir(), 'lanrage-readme-'));
const run = promisify(execFile);

/** Lines of the section's one block of commands, without their remarks. */
function walkThrough(): string[] {
  const section = readme.split(/^## /m).find((part) => part.startsWith('A first evening')) ?? '';
  const block = /```sh\n([\s\S]*?)```/.exec(section)?.[1] ?? '';
  return block
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter(Boolean);
}

async function lanrage(words: readonly string[]): Promise<string> {
  const env = { ...process.env, LANRAGE_DATA_DIR: dataDir, LANRAGE_NO_BROWSER: '1' };
  const { stdout } = await run(process.execPath, [path.join(root, 'build/lanrage.mjs'), ...words], { env });
  return stdout;
}

beforeAll(async () => void (await buildAll()), 120_000);
afterAll(async () => {
  // Where a command failed in between, the engine still runs.
  await lanrage(['down']).catch(() => undefined);
  rmSync(dataDir, { recursive: true, force: true });
});

describe('the README’s first evening', () => {
  const commands = walkThrough();

  it('has commands to run, and ends what it started', () => {
    expect(commands.length).toBeGreaterThanOrEqual(4);
    expect(commands.at(-1)).toBe('npx lanrage down');
  });

  it('runs: npm start', async () => {
    expect(readme).toContain('`npm start` opens LANrage');
    const { DISPLAY: _, WAYLAND_DISPLAY: __, ...screenless } = process.env;
    const env = { ...screenless, LANRAGE_DATA_DIR: dataDir, LANRAGE_NO_BROWSER: '1' };
    // A process group of its own, as a terminal's Ctrl-C goes to all of it.
    const npm = spawn('npm', ['start'], {
      cwd: root,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const gone = once(npm, 'exit');
    let ended = false;
    void gone.then(() => {
      ended = true;
    });
    const interrupt = () => ended || process.kill(-Number(npm.pid), 'SIGINT');
    onTestFinished(() => void interrupt());
    let said = '';
    npm.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });

    const address = await vi.waitFor(() => new URL(/http:\S+/.exec(said)?.[0] ?? ''));
    expect((await fetch(address)).status).toBe(200);
    expect(await lanrage(['status'])).not.toBe('');
    interrupt();
    await gone;
    await expect(fetch(address)).rejects.toThrow();
  });

  it.each(commands)('runs: %s', async (command) => {
    const [npx, name, ...words] = command.split(/\s+/);
    expect([npx, name]).toEqual(['npx', 'lanrage']);
    expect(await lanrage(words)).not.toBe('');
  });

  it.each([...readme.matchAll(/\]\((docs\/pictures\/[^)]+)\)/g)].map(([, file = '']) => file))(
    'shows a picture that is there and small: %s',
    (file) => {
      expect(readFileSync(path.join(root, file)).length).toBeLessThan(80_000);
    },
  );
});
