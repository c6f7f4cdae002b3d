import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../../build/tree.ts';

/** What npm makes, as far as starting takes it: a Node of its own, and a record that fits no lock. */
const INSTALL = `mkdir -p node_modules/node/bin; ln -sf '${process.execPath}' node_modules/node/bin/node`;

describe('boot', () => {
  let project: string;
  beforeEach(() => {
    project = mkdtempSync(path.join(tmpdir(), 'lanrage-boot-'));
    mkdirSync(path.join(project, 'build'));
    for (const file of ['boot.mjs', 'project-node.mjs', 'one-at-a-time.mjs']
      .map((name) => `build/${name}`)
      .concat('package-lock.json')) {
      copyFileSync(path.join(root, file), path.join(project, file));
    }
  });
  afterEach(() => rmSync(project, { recursive: true, force: true }));

  it("runs a script with the project's Node, its arguments and its exit code", async () => {
    installed();
    write('script.ts', 'console.log(process.version, process.argv.slice(2) as string[]); process.exit(7);');
    const { code, stdout } = await ended(boot('script.ts', 'one', 'two'));
    expect(stdout).toMatch(/^v24\..* \[ 'one', 'two' \]\n$/);
    expect(code).toBe(7);
  });

  it('passes a signal on, and ends as its script does', async () => {
    installed();
    write(
      'script.ts',
      "process.on('SIGTERM', () => process.exit(5)); setInterval(() => {}, 1000); console.log('up');",
    );
    const child = boot('script.ts');
    await once(child.stdout ?? child, 'data');
    child.kill('SIGTERM');
    expect((await ended(child)).code).toBe(5);
  });

  it('says in one sentence that the packages could not be installed', async () => {
    mkdirSync(path.join(project, 'bin'));
    write('bin/npm', '#!/bin/sh\nexit 3\n');
    chmodSync(path.join(project, 'bin/npm'), 0o755);
    const { code, stderr } = await ended(boot('script.ts'));
    expect(stderr).toContain('could not be installed (npm ci ended with code 3)');
    expect(code).toBe(1);
  });

  it.each([
    ['network', 'npm error code ENOTFOUND', 'Check the network', 1],
    ['disk', 'npm error code ENOSPC', 'The disk is full', 1],
    ['npm itself', 'npm error code ENOTEMPTY', 'delete the folder node_modules', 2],
  ])('advises by what npm said where it is the %s', async (_, said, advice, tries) => {
    npmThat(`echo try >&2; echo '${said}' >&2; exit 1`);
    const { code, stderr } = await ended(boot('script.ts'));
    expect(stderr).toContain(advice);
    expect(stderr.match(/^try$/gm)).toHaveLength(tries);
    expect(code).toBe(1);
  });

  it('mends by itself what an interrupted install left behind', async () => {
    write('.installing', '999999999');
    npmThat(`[ -e tried ] || { touch tried; exit 1; }\n${INSTALL}`);
    write('script.ts', "console.log('started');");
    const { code, stdout, stderr } = await ended(boot('script.ts'));
    expect(stdout).toBe('started\n');
    expect(stderr).not.toContain('could not');
    expect(code).toBe(0);
  });

  it('installs once where it is started twice at a time', async () => {
    npmThat(`echo once >>installs; sleep 1; ${INSTALL}`);
    write('script.ts', "console.log('started');");
    const both = await Promise.all([ended(boot('script.ts')), ended(boot('script.ts'))]);
    expect(both.map(({ code, stdout }) => [code, stdout])).toEqual([
      [0, 'started\n'],
      [0, 'started\n'],
    ]);
    expect(readFileSync(path.join(project, 'installs'), 'utf8')).toBe('once\n');
    expect(existsSync(path.join(project, '.installing'))).toBe(false);
  });

  it('installs again when the lock has changed since', async () => {
    installed();
    write('package-lock.json', '{ "packages": { "node_modules/other": { "version": "1.0.0" } } }');
    mkdirSync(path.join(project, 'bin'));
    write('bin/npm', '#!/bin/sh\necho "$@" >&2\nexit 1\n');
    chmodSync(path.join(project, 'bin/npm'), 0o755);
    expect((await ended(boot('script.ts'))).stderr).toContain('ci --no-audit');
  });

  it('asks for a script when it is given none', async () => {
    expect((await ended(boot())).code).toBe(2);
  });

  function installed(): void {
    symlinkSync(path.join(root, 'node_modules'), path.join(project, 'node_modules'));
  }

  function npmThat(does: string): void {
    mkdirSync(path.join(project, 'bin'));
    write('bin/npm', `#!/bin/sh\n${does}\n`);
    chmodSync(path.join(project, 'bin/npm'), 0o755);
  }

  function write(file: string, content: string): void {
    writeFileSync(path.join(project, file), content);
  }

  function boot(...args: string[]): ChildProcess {
    const { npm_execpath: _, ...env } = process.env;
    const searchPath = [path.join(project, 'bin'), process.env.PATH].join(path.delimiter);
    return spawn(process.execPath, [path.join(project, 'build/boot.mjs'), ...args], {
      env: { ...env, PATH: searchPath },
    });
  }

  async function ended(child: ChildProcess) {
    const { stdout, stderr } = child;
    if (stdout === null || stderr === null) throw new Error('the output is piped');
    const texts = Promise.all([text(stdout), text(stderr)]);
    const [code] = (await once(child, 'close')) as [number | null];
    const [out, err] = await texts;
    return { code, stdout: out, stderr: err };
  }
});
