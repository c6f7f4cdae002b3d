/** What is built from which entry: six bundles below out/, made only when a source changed. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { type InlineConfig, mergeConfig, build as viteBuild } from 'vite';
import { billOfMaterials, licenseList, licenseNotices } from './package/bill-of-materials.ts';
import { noteShipped, readShipped } from './package/shipped-packages.ts';
import { root } from './tree.ts';

const outDir = path.join(root, 'out');
const stampFile = path.join(outDir, '.sources');
const SOURCES = [
  '{main,preload,renderer,shared}/**',
  'build/{bundles.ts,package/*.ts}',
  'package.json',
  'package-lock.json',
];
/** What Electron 45 has inside; plain Node is pinned to the same line. */
const NODE_TARGET = 'node24';
const CHROMIUM_TARGET = 'chrome156';

const common: InlineConfig = { root, configFile: false, logLevel: 'warn', mode: 'production' };

/** Folder below out/ → what goes there, given the folder to build into. */
const bundles: Readonly<Record<string, (outDir: string) => InlineConfig>> = {
  main: (outDir) => nodeBundle('main/main.ts', 'main.js', outDir),
  helper: (outDir) => nodeBundle('main/helper/helper.ts', 'helper.js', outDir),
  'relay-worker': (outDir) =>
    nodeBundle('main/servers/relay/processes/relay-worker.ts', 'relay-worker.js', outDir),
  cli: (outDir) => nodeBundle('main/cli/lanrage.ts', 'lanrage.js', outDir),
  preload: (outDir) => preloadBundle('preload/preload.ts', 'preload.cjs', outDir),
  renderer: rendererBundle,
};

/** Beside the bundles: what is in them, and under which licences. */
const NOTICES = 'notices';
const outputs = [...Object.keys(bundles), NOTICES];

/** Builds main, preload, renderer, helper, the relay's further processes and CLI. @returns false when out/ was up to date already. */
export async function buildAll(): Promise<boolean> {
  const wanted = hashSources();
  if (isBuilt() && readFileSync(stampFile, 'utf8') === wanted) return false;
  // Built aside and swapped in at the end: an app that runs from out/ never meets half of a build.
  const aside = path.join(outDir, `.building-${process.pid}`);
  const { NODE_ENV } = process.env;
  try {
    // Whatever runs this (a test runner says 'test'), people get React's production build.
    process.env.NODE_ENV = 'production';
    const configs = Object.entries(bundles).map(([name, config]) => config(path.join(aside, name)));
    const shipped = new Set<string>();
    const plugins = [noteShipped(shipped)];
    await Promise.all(configs.map((config) => viteBuild(mergeConfig(config, { plugins }))));
    writeNotices(aside, shipped);
    for (const name of outputs) swapIn(name, aside);
    writeFileSync(stampFile, wanted);
  } finally {
    // Else every tool that is started from here would take itself to be in production, too.
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
    rmSync(aside, { recursive: true, force: true });
  }
  return true;
}

function isBuilt(): boolean {
  return [stampFile, ...outputs.map((name) => path.join(outDir, name))].every(existsSync);
}

/** For people who look for them beside the program, and for the page that shows them. */
function writeNotices(aside: string, shipped: ReadonlySet<string>): void {
  const packages = readShipped(shipped);
  const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const folder = path.join(aside, NOTICES);
  mkdirSync(folder, { recursive: true });
  const bill = JSON.stringify(billOfMaterials({ name, version }, packages), null, 1);
  writeFileSync(path.join(folder, 'sbom.cdx.json'), `${bill}\n`);
  writeFileSync(path.join(folder, 'THIRD-PARTY-LICENSES.txt'), licenseNotices(packages));
  writeFileSync(path.join(aside, 'renderer/licenses.json'), licenseList(packages));
}

function swapIn(name: string, aside: string): void {
  const place = path.join(outDir, name);
  if (existsSync(place)) renameSync(place, path.join(aside, `${name}.old`));
  renameSync(path.join(aside, name), place);
}

function nodeBundle(entry: string, output: string, outDir: string): InlineConfig {
  return {
    ...common,
    ssr: {
      noExternal: true,
      // electron exists in its own runtime only, koffi has a binary; ws takes the other two where somebody compiled them.
      external: ['electron', 'koffi', 'bufferutil', 'utf-8-validate'],
    },
    build: {
      ssr: path.join(root, entry),
      target: NODE_TARGET,
      outDir,
      rolldownOptions: { output: { format: 'es', entryFileNames: output } },
    },
  };
}

/** Sandboxed preloads must be one CommonJS file that requires nothing but electron. */
function preloadBundle(entry: string, output: string, outDir: string): InlineConfig {
  return {
    ...common,
    build: {
      target: CHROMIUM_TARGET,
      outDir,
      lib: { entry: path.join(root, entry), formats: ['cjs'], fileName: () => output },
      rolldownOptions: { external: ['electron'] },
    },
  };
}

function rendererBundle(outDir: string): InlineConfig {
  return {
    ...common,
    root: path.join(root, 'renderer'),
    base: './',
    plugins: [react()],
    build: { target: CHROMIUM_TARGET, outDir, emptyOutDir: true },
  };
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
