/** Packs the app with a folder that stands in for Electron's archive, and a script for fpm, which can't be had everywhere. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { extractFile, listPackage } from '@electron/asar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildAll } from '../../build/bundles.ts';
import { packIcns, packIco } from '../../build/package/icon-files.ts';
import { run } from '../../build/run.ts';
import { root } from '../../build/tree.ts';
import type { AskedPackage } from './kit/fpm-stand-in.ts';

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
    ['chrome-sandbox', ''],
    ['LICENSE', ''],
    ['LICENSES.chromium.html', ''],
  ]) {
    writeFileSync(path.join(stub, name), text);
  }
  const fpm = path.join(folder, 'fpm');
  const standIn = path.join(root, 'test/contract/kit/fpm-stand-in.ts');
  writeFileSync(fpm, `#!/bin/sh\nexec '${process.execPath}' '${standIn}' "$@"\n`, { mode: 0o755 });
  const { code, output } = await run(
    'electron-builder',
    [
      '--linux',
      'dir',
      'deb',
      'rpm',
      '--publish',
      'never',
      `-c.electronDist=${stub}`,
      `-c.directories.output=${path.join(folder, 'dist')}`,
    ],
    { output: 'capture', env: { CUSTOM_FPM_PATH: fpm } },
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

const readAsked = (kind: 'deb' | 'rpm'): AskedPackage => {
  const name = readdirSync(path.join(folder, 'dist')).find((file) => file.endsWith(`.${kind}`));
  return JSON.parse(readFileSync(path.join(folder, 'dist', name ?? ''), 'utf8'));
};

describe.each(['deb', 'rpm'] as const)('the %s', (kind) => {
  it('says what it is, from whom, under which licence and where more is to be read', () => {
    const { options } = readAsked(kind);
    expect(options).toMatchObject({
      t: [kind],
      name: ['lanrage'],
      maintainer: ['LANrage'],
      vendor: ['LANrage'],
      url: ['https://github.com/lanrage/lanrage'],
      license: ['UNLICENSED'],
      category: [kind === 'deb' ? 'net' : 'Applications/Internet'],
    });
    expect(options.description?.[0]).toMatch(/LANrage joins the computers of friends/);
  });

  it("asks for Electron's libraries and for what makes the tunnel", () => {
    const wanted =
      kind === 'deb'
        ? ['libgtk-3-0', 'libnss3', 'libgbm1', 'libasound2t64 | libasound2', 'wireguard-tools', 'iproute2']
        : ['gtk3', 'nss', '(mesa-libgbm or libgbm1)', '(alsa-lib or libasound2)', 'wireguard-tools'];
    const { options } = readAsked(kind);
    expect(options.d).toEqual(expect.arrayContaining([...wanted, 'xdg-utils']));
    const recommended = kind === 'deb' ? options['deb-recommends'] : options['rpm-tag'];
    expect(recommended?.join()).toMatch(/pkexec|polkit/);
  });

  it('has the command line, the app, its profile, icons and licences where systems look for them', () => {
    const { files } = readAsked(kind);
    expect(files).toMatchObject({
      '/usr/bin/lanrage': expect.any(Number),
      '/opt/LANrage/lanrage-desktop': 0o755,
      '/opt/LANrage/resources/apparmor-profile': expect.any(Number),
      '/opt/LANrage/resources/notices/LICENSE.txt': expect.any(Number),
      '/opt/LANrage/LICENSE.electron.txt': expect.any(Number),
      '/usr/share/applications/lanrage-desktop.desktop': expect.any(Number),
      '/usr/share/icons/hicolor/512x512/apps/lanrage-desktop.png': expect.any(Number),
      [kind === 'deb' ? '/usr/share/doc/lanrage/copyright' : '/usr/share/licenses/lanrage/LICENSE']:
        expect.any(Number),
    });
    const outside = Object.keys(files).filter((file) => !/^\/(?:opt\/LANrage|usr\/share)\//.test(file));
    expect(outside).toEqual(['/usr/bin/lanrage']);
  });

  it('starts by its command line what lies in it', () => {
    const words =
      readFileSync(path.join(root, 'build/package/linux/lanrage'), 'utf8').match(/\/opt\/\S+/g) ?? [];
    const { files } = readAsked(kind);
    expect(words[0]).toSatisfy((file: string) => ((files[file] ?? 0) & 0o111) === 0o111);
    const [, packed, inside] = /^(.*app\.asar)(.*)$/.exec(words[1] ?? '') ?? [];
    expect(files).toHaveProperty([packed ?? '']);
    expect(listPackage(archive, { isPack: false })).toContain(inside);
  });

  it('brings hooks with its names filled in, which a shell can read', async () => {
    const { scripts } = readAsked(kind);
    for (const [name, script] of Object.entries(scripts)) {
      const file = path.join(folder, name);
      writeFileSync(file, script);
      expect(await run('sh', ['-n', file], { output: 'capture' })).toEqual({ code: 0, output: '' });
      expect(script).toContain('/etc/apparmor.d/lanrage-desktop');
      expect(script).not.toMatch(/\$\{(?:executable|sanitizedProductName)\}/);
    }
  });
});

describe('the entry for desktops', () => {
  it('names the app, its window and the links that it opens', () => {
    const lines = readAsked('deb').desktopEntry.split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'Name=LANrage',
        'Exec=/opt/LANrage/lanrage-desktop %U',
        'Icon=lanrage-desktop',
        'StartupWMClass=lanrage-desktop',
        'Categories=Network;Game;',
        'MimeType=x-scheme-handler/lanrage;',
      ]),
    );
    // Electron takes the name of its windows from here.
    const manifest = JSON.parse(extractFile(archive, 'package.json').toString('utf8'));
    expect(manifest.desktopName).toBe('lanrage-desktop.desktop');
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
