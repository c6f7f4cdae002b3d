/** Packs the app with a folder that stands in for Electron's archive, which can't be had everywhere. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { extractFile, listPackage } from '@electron/asar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildAll } from '../../build/bundles.ts';
import { packIcns, packIco } from '../../build/package/icon-files.ts';
import { run } from '../../build/run.ts';
import { root } from '../../build/tree.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'lanrage-package-'));
const resources = path.join(folder, 'dist/linux-unpacked/resources');
/** As it stands in Electron's executable: sentinel, version, number of fuses, and one letter for each. */
const SENTINEL = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX');
const FUSE_WIRE = Buffer.concat([SENTINEL, Buffer.from([1, 8]), Buffer.from('10110001')]);
const archive = path.join(resources, 'app.asar');

beforeAll(async () => {
  await buildAll();
  const stub = path.join(folder, 'electron');
  for (const name of ['locales', 'resources']) mkdirSync(path.join(stub, name), { recursive: true });
  writeFileSync(path.join(stub, 'electron'), Buffer.concat([readFileSync('/bin/true'), FUSE_WIRE]), {
    mode: 0o755,
  });
  const { version } = JSON.parse(readFileSync(path.join(root, 'node_modules/electron/package.json'), 'utf8'));
  for (const [name, text] of [
    ['version', version],
    ['LICENSE', ''],
    ['LICENSES.chromium.html', ''],
  ]) {
    writeFileSync(path.join(stub, name), text);
  }
  const { code, output } = await run(
    'electron-builder',
    [
      '--linux',
      'dir',
      '--publish',
      'never',
      `-c.electronDist=${stub}`,
      `-c.directories.output=${path.join(folder, 'dist')}`,
    ],
    { output: 'capture' },
  );
  if (code !== 0) throw new Error(output);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package', () => {
  it('holds the bundles, koffi, and nothing of the sources, tests or tools', () => {
    const files = listPackage(archive, { isPack: false });
    for (const wanted of ['main/main.js', 'preload/preload.cjs', 'renderer/index.html', 'cli/lanrage.js']) {
      expect(files).toContain(`/out/${wanted}`);
    }
    const packages = files.flatMap((file) => /^\/node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(file)?.[1] ?? []);
    expect(packages.filter((name) => !name.includes('koffi') && !name.startsWith('@'))).toEqual([]);
    expect(packages).toContain('koffi');
    expect(files.filter((file) => /\.(?:ts|tsx|map)$|^\/(?:test|build|docs|shared)\//.test(file))).toEqual(
      [],
    );
  });

  it('starts the built main, and says who it is', () => {
    const manifest = JSON.parse(extractFile(archive, 'package.json').toString('utf8'));
    expect(manifest).toMatchObject({ name: 'lanrage', main: 'out/main/main.js' });
    expect(manifest).not.toHaveProperty('devDependencies');
  });

  it('has the helper and the binaries outside the archive, where another program can be started from', () => {
    expect(statSync(path.join(resources, 'app.asar.unpacked/out/helper/helper.js')).isFile()).toBe(true);
    const unpacked = listPackage(archive, { isPack: true }).filter((line) => line.startsWith('unpack'));
    expect(unpacked.some((line) => line.endsWith('.node'))).toBe(true);
  });

  it('has all fuses blown but the one that the helper needs', () => {
    const executable = readFileSync(path.join(resources, '../lanrage-desktop'));
    const wire = executable.subarray(executable.indexOf(SENTINEL) + SENTINEL.length + 2);
    // runAsNode, cookies, NODE_OPTIONS, --inspect, integrity, only the archive, V8 snapshot, file:// rights.
    expect(wire.toString('latin1', 0, 8)).toBe('11001100');
  });

  it('names every package in it, with its licence', () => {
    const bill = JSON.parse(readFileSync(path.join(resources, 'notices/sbom.cdx.json'), 'utf8'));
    const names = bill.components.map(({ name }: { name: string }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['electron', 'koffi', 'react', 'recharts', 'zod', '@noble/curves']),
    );
    expect(
      bill.components.filter(({ licenses }: never) => JSON.stringify(licenses).includes('unknown')),
    ).toEqual([]);
    const notices = readFileSync(path.join(resources, 'notices/THIRD-PARTY-LICENSES.txt'), 'utf8');
    expect(notices).toContain('Permission is hereby granted');
  });
});

describe('icons', () => {
  it('are there for each system, in containers that say what they are', () => {
    const read = (name: string): Buffer => readFileSync(path.join(root, 'build/resources', name));
    expect(read('icon.ico').subarray(0, 4)).toEqual(Buffer.from([0, 0, 1, 0]));
    expect(read('icon.icns').toString('latin1', 0, 4)).toBe('icns');
    expect(read('icon.icns').readUInt32BE(4)).toBe(read('icon.icns').length);
    for (const size of [16, 32, 48, 128, 256, 512]) {
      expect(read(`icons/${size}x${size}.png`).readUInt32BE(16)).toBe(size);
    }
  });

  it('hold each image where the directory says', () => {
    const png = (size: number): Buffer => Buffer.alloc(size, size);
    const pngs = new Map([16, 32, 256, 1024].map((size) => [size, png(size % 251)]));
    const ico = packIco(pngs);
    expect(ico.readUInt16LE(4)).toBe(3);
    const [length, offset] = [ico.readUInt32LE(6 + 16 + 8), ico.readUInt32LE(6 + 16 + 12)];
    expect(ico.subarray(offset, offset + length)).toEqual(png(32));
    expect(packIcns(pngs).indexOf('ic10')).toBeGreaterThan(0);
  });
});
