import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chownSync,
  copyFileSync,
  existsSync,
  globSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { hashHelperToken } from '../../main/engine/helper/helper-token.ts';
import { isRootsOnly } from '../../main/helper/tunnel/trusted-program.ts';
import { describeLab } from './kit/describe-lab.ts';
import { returnInterfaceNames, takeInterfaceName } from './kit/interface-names.ts';
import { createNamespace, inNamespace, processesIn, removeNamespace } from './kit/namespace.ts';
import { onPrivateMachine } from './kit/private-machine.ts';
import { LabProcess } from './kit/process.ts';

const HELPER = fileURLToPath(new URL('../../out/helper/helper.js', import.meta.url));
const ENGINE = fileURLToPath(new URL('launch-helper-alone.ts', import.meta.url));
const REMOVAL = fileURLToPath(new URL('../../build/package/linux/after-remove.sh', import.meta.url));
const NOBODY = 65534;
const NODE = realpathSync(process.execPath);

describeLab('the helper that was set up once', () => {
  const namespace = `lab${process.pid}-service`;
  const folder = `/run/lanrage-lab-${process.pid}-service`;
  const root = `${folder}/root`;
  const token = randomBytes(32).toString('base64url');
  let name: string;

  beforeEach(() => {
    mkdirSync(root, { recursive: true });
    createNamespace(namespace);
    name = takeInterfaceName();
  });

  afterEach(() => {
    removeNamespace(namespace);
    returnInterfaceNames([name]);
    rmSync(folder, { recursive: true, force: true });
  });

  function installation(helperHash = sha256(HELPER), owner = NOBODY): string[] {
    const hashes = [`--helper-hash=${helperHash}`, `--node-hash=${sha256(NODE)}`];
    return ['install', `--owner=${owner}`, `--token-hash=${hashHelperToken(token)}`, ...hashes];
  }

  function helper(...args: readonly string[]) {
    const { status, stdout } = spawnSync(NODE, [HELPER, ...args], { encoding: 'utf8' });
    return { status, answer: JSON.parse(stdout) };
  }

  const atRoot = `--root=${root}`;
  const files = () => globSync('**', { cwd: root, withFileTypes: true }).filter((one) => !one.isDirectory());

  test('writes what only root can change, and enables the socket for one user', () => {
    expect(helper(...installation(), atRoot)).toEqual({ status: 0, answer: { ok: true, value: {} } });
    const paths = files().map((one) => join(one.parentPath, one.name).slice(root.length));
    expect(paths.sort()).toEqual([
      `/etc/lanrage/helper-${NOBODY}.env`,
      '/etc/systemd/system/lanrage-helper@.service',
      '/etc/systemd/system/lanrage-helper@.socket',
      `/etc/systemd/system/sockets.target.wants/lanrage-helper@${NOBODY}.socket`,
      '/usr/lib/lanrage/helper.mjs',
      // Only where others than root could exchange the one that runs this test.
      ...(isRootsOnly(NODE) ? [] : ['/usr/lib/lanrage/node']),
    ]);
    for (const path of globSync('**', { cwd: root }).map((one) => join(root, one))) {
      const { uid, mode } = lstatSync(path);
      expect([path, uid, lstatSync(path).isSymbolicLink() ? 0 : mode & 0o022]).toEqual([path, 0, 0]);
    }
    expect(sha256(join(root, 'usr/lib/lanrage/helper.mjs'))).toBe(sha256(HELPER));
    const secretless = readFileSync(join(root, `etc/lanrage/helper-${NOBODY}.env`), 'utf8');
    expect(secretless).toBe(`TOKEN_HASH=${hashHelperToken(token)}\n`);
  });

  test("its units are ones that systemd's own check accepts", () => {
    helper(...installation(), atRoot);
    const verify = (unit: string) => {
      const path = `${root}/etc/systemd/system/lanrage-helper@.${unit}`;
      const instance = `${folder}/lanrage-helper@${NOBODY}.${unit}`;
      // The program is where it will be, not where this root is.
      writeFileSync(
        instance,
        readFileSync(path, 'utf8').replaceAll('/usr/lib/lanrage', `${root}/usr/lib/lanrage`),
      );
      return instance;
    };
    const done = spawnSync('systemd-analyze', ['verify', '--man=no', verify('socket'), verify('service')], {
      encoding: 'utf8',
    });
    expect(done).toMatchObject({ status: 0, stderr: '' });
    // It would find a mistake.
    const wrong = verify('service');
    appendFileSync(wrong, 'KillMode=sometimes\n');
    expect(
      spawnSync('systemd-analyze', ['verify', '--man=no', wrong], { encoding: 'utf8' }).stderr,
    ).toContain('kill mode');
  });

  test('puts nothing in place of a file that is not the one that was asked for', () => {
    const other = installation(sha256(ENGINE));
    expect(helper(...other, atRoot)).toEqual({
      status: 6,
      answer: {
        ok: false,
        fault: {
          code: 'helper.install-failed',
          args: { reason: 'files-changed' },
        },
      },
    });
    expect(files()).toEqual([]);
  });

  test('refuses a place that others could have prepared', () => {
    const prepared = `${root}/etc`;
    mkdirSync(prepared);
    chownSync(prepared, NOBODY, NOBODY);
    const { answer } = helper(...installation(), atRoot);
    expect(answer).toMatchObject({ fault: { args: { reason: 'writable-by-others', path: '/etc/lanrage' } } });
    expect(existsSync(`${root}/etc/systemd`)).toBe(false);
  });

  test('takes along a Node that its user could exchange, verified too', () => {
    const own = `/tmp/lanrage-lab-${process.pid}-node`;
    copyFileSync(NODE, own);
    try {
      chownSync(own, NOBODY, NOBODY);
      const done = spawnSync(own, [HELPER, ...installation(), atRoot], { encoding: 'utf8' });
      expect(JSON.parse(done.stdout)).toEqual({ ok: true, value: {} });
      expect(sha256(`${root}/usr/lib/lanrage/node`)).toBe(sha256(NODE));
      const unit = readFileSync(`${root}/etc/systemd/system/lanrage-helper@.service`, 'utf8');
      expect(unit).toContain('ExecStart=/usr/lib/lanrage/node /usr/lib/lanrage/helper.mjs ');
    } finally {
      rmSync(own);
    }
  });

  test('is taken away again, one user after the other, without a trace', () => {
    helper(...installation(), atRoot);
    helper(...installation(sha256(HELPER), 1000), atRoot);
    expect(helper('uninstall', `--owner=${NOBODY}`, atRoot).status).toBe(0);
    expect(existsSync(`${root}/etc/lanrage/helper-1000.env`)).toBe(true);
    expect(existsSync(`${root}/usr/lib/lanrage/helper.mjs`)).toBe(true);
    expect(helper('uninstall', '--owner=1000', atRoot).status).toBe(0);
    expect(files()).toEqual([]);
    expect(existsSync(`${root}/usr/lib/lanrage`)).toBe(false);
    expect(helper('uninstall', '--owner=1000', atRoot).status).toBe(0);
  });

  test('an ordinary user’s engine gets a tunnel through the socket without being asked, as often as it comes', async () => {
    helper(...installation(), atRoot);
    const dataDir = `/tmp/lanrage-lab-${process.pid}-service`;
    mkdirSync(dataDir, { mode: 0o700 });
    writeFileSync(`${dataDir}/helper-service.json`, JSON.stringify({ token }), { mode: 0o600 });
    for (const path of [dataDir, `${dataDir}/helper-service.json`]) chownSync(path, NOBODY, NOBODY);
    const socket = `${folder}/service-${NOBODY}.sock`;
    try {
      for (const _ of [1, 2]) {
        rmSync(socket, { force: true });
        // systemd's own tool for trying such services; like the unit, with one capability and no more.
        const system = new LabProcess(
          ...inNamespace(namespace, 'systemd-socket-activate', [
            `--listen=${socket}`,
            'setpriv',
            '--bounding-set=-all,+net_admin',
            '--inh-caps=-all',
            '--no-new-privs',
            ...startCommand(),
          ]),
        );
        await vi.waitUntil(() => existsSync(socket));
        chownSync(socket, NOBODY, NOBODY);
        const up = { name, privateKey: randomBytes(32).toString('base64'), listenPort: 0, mtu: 1420 };
        const given = { dataDir, helperScript: HELPER, socketFolder: folder, up, mayAsk: false };
        const user = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
        const engine = new LabProcess(
          ...inNamespace(namespace, 'setpriv', [...user, process.execPath, ENGINE, JSON.stringify(given)]),
        );
        const answer = await engine.json<object>(() => true);
        expect(answer).toMatchObject({ interfaces: [], up: { ok: true, value: { adopted: false } } });
        expect(spawnSync(...inNamespace(namespace, 'ip', ['link', 'show', name])).status).toBe(0);
        engine.kill('SIGKILL');
        await engine.exited;
        expect(await system.exited).toBe(0);
        expect(processesIn(namespace)).toEqual([]);
        expect(spawnSync(...inNamespace(namespace, 'ip', ['link', 'show', name])).status).not.toBe(0);
      }
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  });

  test('on a whole machine tells systemd what to start and stop, and the package’s removal leaves nothing', () => {
    const install = [NODE, HELPER, ...installation()].map((word) => `'${word}'`).join(' ');
    const list =
      'find /etc/lanrage /usr/lib/lanrage /etc/systemd/system -name "*lanrage*" -o -name "helper*" | sort';
    const done = onPrivateMachine(`
      ${install}
      cat /run/systemctl.log; : >/run/systemctl.log; ${list}
      sh '${REMOVAL}' remove
      echo after; cat /run/systemctl.log
      ls -d /etc/lanrage /usr/lib/lanrage /etc/systemd/system/*lanrage* /etc/systemd/system/*/*lanrage* || true`);
    expect(done.code).toBe(0);
    const unit = `lanrage-helper@${NOBODY}`;
    expect(done.stdout.split('\n')).toEqual([
      '{"ok":true,"value":{}}',
      `enable ${unit}.socket`,
      'daemon-reload',
      `stop ${unit}.service`,
      `restart ${unit}.socket`,
      '/etc/lanrage',
      `/etc/lanrage/helper-${NOBODY}.env`,
      '/etc/systemd/system/lanrage-helper@.service',
      '/etc/systemd/system/lanrage-helper@.socket',
      `/etc/systemd/system/sockets.target.wants/${unit}.socket`,
      '/usr/lib/lanrage',
      '/usr/lib/lanrage/helper.mjs',
      'after',
      `disable --now ${unit}.socket ${unit}.service`,
      'daemon-reload',
      '',
    ]);
    expect(existsSync('/usr/lib/lanrage')).toBe(false);
  });

  /** `ExecStart=` as systemd would run it, but for the folder of this test and a short grace time. */
  function startCommand(): string[] {
    const unit = readFileSync(`${root}/etc/systemd/system/lanrage-helper@.service`, 'utf8');
    const line = /^ExecStart=(.*)$/m.exec(unit)?.[1] ?? '';
    const words = line
      .replaceAll('%i', String(NOBODY))
      .replace(`\${TOKEN_HASH}`, hashHelperToken(token))
      .replaceAll('/usr/lib/lanrage/', `${root}/usr/lib/lanrage/`)
      .replace('--socket-dir=/run/lanrage', `--socket-dir=${folder}`)
      .split(' ');
    return [...words, '--grace-ms=500'];
  }
}, ['systemctl', 'systemd-analyze', 'systemd-socket-activate']);

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('base64url');
}
