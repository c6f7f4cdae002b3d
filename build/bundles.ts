/** What is built from which entry: five bundles below out/, made only when a source changed. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { type InlineConfig, build as viteBuild } from 'vite';
import { root } from './tree.ts';

const outDir = path.join(root, 'out');
const stampFile = path.join(outDir, '.sources');
const SOURCES = [
  '{main,preload,renderer,shared}/**',
  'build/bundles.ts',
  'package.json',
  'package-lock.json',
];
/** What Electron 45 has inside; plain Node is pinned to the same line. */
const NODE_TARGET = 'node24';
const CHROMIUM_TARGET = 'chrome156';

const common: InlineConfig = { root, configFile: false, logLevel: 'warn', mode: 'production' };

/** Builds main, preload, renderer, helper and CLI. @returns false when out/ was up to date already. */
export async function buildAll(): Promise<boolean> {
  const wanted = hashSources();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return false;
  const bundles = [
    nodeBundle('main/main.ts', 'main/main.js'),
    nodeBundle('main/helper/helper.ts', 'helper/helper.js'),
    nodeBundle('main/cli/lanrage.ts', 'cli/lanrage.js'),
    preloadBundle('preload/preload.ts', 'preload/preload.cjs'),
    rendererBundle(),
  ];
  await Promise.all(bundles.filter((bundle) => bundle !== null).map((bundle) => viteBuild(bundle)));
  mkdirSync(outDir, { recursive: true });
  writeFileSync(stampFile, wanted);
  return true;
}

function nodeBundle(entry: string, output: string): InlineConfig | null {
  if (!existsSync(path.join(root, entry))) return skip(entry);
  return {
    ...common,
    ssr: {
      noExternal: true,
      // electron exists in its own runtime only; ws takes the other two where somebody compiled them.
      external: ['electron', 'bufferutil', 'utf-8-validate'],
    },
    build: {
      ssr: path.join(root, entry),
      target: NODE_TARGET,
      outDir: path.join(outDir, path.dirname(output)),
      emptyOutDir: true,
      rolldownOptions: { output: { format: 'es', entryFileNames: path.basename(output) } },
    },
  };
}

/** Sandboxed preloads must be one CommonJS file that requires nothing but electron. */
function preloadBundle(entry: string, output: string): InlineConfig | null {
  if (!existsSync(path.join(root, entry))) return skip(entry);
  return {
    ...common,
    build: {
      target: CHROMIUM_TARGET,
      outDir: path.join(outDir, path.dirname(output)),
      emptyOutDir: true,
      lib: { entry: path.join(root, entry), formats: ['cjs'], fileName: () => path.basename(output) },
      rolldownOptions: { external: ['electron'] },
    },
  };
}

function rendererBundle(): InlineConfig | null {
  if (!existsSync(path.join(root, 'renderer/index.html'))) return skip('renderer/index.html');
  return {
    ...common,
    root: path.join(root, 'renderer'),
    base: './',
    plugins: [react()],
    build: { target: CHROMIUM_TARGET, outDir: path.join(outDir, 'renderer'), emptyOutDir: true },
  };
}

function skip(entry: string): null {
  console.error(`not built: ${entry} is not there yet`);
  return null;
}

function hashSources(): string {
  const hash = createHash('sha256');
  const files = globSync(SOURCES, { cwd: root, withFileTypes: true }).filter((file) => file.isFile());
  for (const file of files.map((entry) => path.join(entry.parentPath, entry.name)).sort()) {
    hash
      .update(`${path.relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}
