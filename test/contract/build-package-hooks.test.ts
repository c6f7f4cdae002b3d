/** Runs what dpkg and rpm run as root, on a folder in place of the machine and with noting programs in place of its own. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { root } from '../../build/tree.ts';

const hooks = path.join(root, 'build/package/linux');
const PROFILE = '/etc/apparmor.d/lanrage-desktop';
/** Where the machine's own tools lie that the hooks need for themselves. */
const TOOLS = '/usr/bin:/bin';

interface Machine {
  readonly folder: string;
  /** Runs a hook as dpkg or rpm would. */
  run(hook: 'after-install' | 'after-remove', argument: string): void;
  /** What the noting programs were called with since the last look. */
  calls(): string[];
  has(file: string): boolean;
  mode(file: string): number;
  put(file: string, text?: string): void;
}

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** @param programs - name → exit code; what the machine has besides a shell's own. */
function machine(programs: Readonly<Record<string, number>> = {}): Machine {
  const folder = mkdtempSync(path.join(tmpdir(), 'lanrage-hooks-'));
  folders.push(folder);
  const at = (file: string): string => path.join(folder, file);
  const put = (file: string, text = ''): void => {
    mkdirSync(path.dirname(at(file)), { recursive: true });
    writeFileSync(at(file), text);
  };
  const notes = at('notes');
  put('notes');
  const all = { systemctl: 0, unshare: 0, ischroot: 1, 'update-desktop-database': 0, ...programs };
  for (const [name, code] of Object.entries(all)) {
    put(`programs/${name}`, `#!/bin/sh\necho "${name} $*" >>'${notes}'\nexit ${code}\n`);
    chmodSync(at(`programs/${name}`), 0o755);
  }
  for (const directory of [
    'usr/bin',
    'etc/apparmor.d',
    'etc/systemd/system',
    'run/lanrage',
    'proc/self/ns',
  ]) {
    mkdirSync(at(directory), { recursive: true });
  }
  put('usr/bin/lanrage');
  put('opt/LANrage/lanrage-desktop');
  put('opt/LANrage/chrome-sandbox');
  put('opt/LANrage/resources/apparmor-profile', 'profile');
  put('opt/LANrage/resources/app.asar.unpacked/out/helper/helper.js', 'new helper');
  return {
    folder,
    put,
    has: (file) => existsSync(at(file)),
    mode: (file) => statSync(at(file)).mode & 0o7777,
    calls: () => {
      const text = readFileSync(notes, 'utf8').replaceAll(folder, '').trim();
      writeFileSync(notes, '');
      return text === '' ? [] : text.split('\n');
    },
    run: (hook, argument) => {
      const script = readFileSync(path.join(hooks, `${hook}.sh`), 'utf8')
        .replace(/\$\{executable\}/g, 'lanrage-desktop')
        .replace(/\$\{sanitizedProductName\}/g, 'LANrage')
        .replace(/\/(?:opt|usr\/(?:bin|lib|share)|etc|run|sys|proc)\/(?!self)/g, `${folder}$&`);
      put(`${hook}.sh`, script);
      const env = { PATH: `${at('programs')}:${TOOLS}` };
      const { status, stderr } = spawnSync('/bin/sh', [at(`${hook}.sh`), argument], {
        env,
        encoding: 'utf8',
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    },
  };
}

/** With AppArmor in its kernel. */
function ubuntu(parserExits = 0): Machine {
  const one = machine({ apparmor_parser: parserExits });
  one.put('sys/kernel/security/apparmor/profiles');
  one.put('proc/sys/kernel/apparmor_restrict_unprivileged_userns', '1\n');
  return one;
}

describe('installing', () => {
  it('puts the app on the path', () => {
    const plain = machine();
    plain.run('after-install', 'configure');
    expect(plain.has('usr/bin/lanrage-desktop')).toBe(true);
    expect(plain.mode('usr/bin/lanrage')).toBe(0o755);
    expect(plain.has('usr/lib/lanrage')).toBe(false);
  });

  it('loads the profile without which Ubuntu lets no sandbox start', () => {
    const one = ubuntu();
    one.run('after-install', 'configure');
    expect(one.has(PROFILE)).toBe(true);
    expect(one.calls()).toContain(`apparmor_parser --replace --skip-read-cache ${PROFILE}`);
    expect(one.mode('opt/LANrage/chrome-sandbox')).toBe(0o755);
  });

  it("leaves the profile away where AppArmor can't read it, and lets Chromium's own helper do the work", () => {
    const old = ubuntu(1);
    old.run('after-install', 'configure');
    expect(old.has(PROFILE)).toBe(false);
    expect(old.mode('opt/LANrage/chrome-sandbox')).toBe(0o4755);
  });

  it('loads nothing into the kernel under an image that is being put together', () => {
    const image = machine({ apparmor_parser: 0, ischroot: 0 });
    image.put('sys/kernel/security/apparmor/profiles');
    image.run('after-install', 'configure');
    expect(image.has(PROFILE)).toBe(true);
    expect(image.calls().filter((call) => call.includes('--replace'))).toEqual([]);
  });

  it('knows that what root may do is not what everybody may', () => {
    const one = machine();
    one.put('proc/sys/kernel/unprivileged_userns_clone', '0\n');
    one.run('after-install', 'configure');
    expect(one.mode('opt/LANrage/chrome-sandbox')).toBe(0o4755);
  });

  it('takes back the rights of the sandbox helper once the system does without', () => {
    const one = machine({ unshare: 1 });
    one.run('after-install', 'configure');
    expect(one.mode('opt/LANrage/chrome-sandbox')).toBe(0o4755);
    one.put('programs/unshare', '#!/bin/sh\n');
    one.run('after-install', 'configure');
    expect(one.mode('opt/LANrage/chrome-sandbox')).toBe(0o755);
  });

  it('brings a helper that was set up to the new version', () => {
    const one = machine();
    one.put('usr/lib/lanrage/helper.mjs', 'old helper');
    one.run('after-install', 'configure');
    expect(readFileSync(path.join(one.folder, 'usr/lib/lanrage/helper.mjs'), 'utf8')).toBe('new helper');
    expect(readdirSync(path.join(one.folder, 'usr/lib/lanrage'))).toEqual(['helper.mjs']);
  });
});

describe('removing', () => {
  const setUp = (): Machine => {
    const one = ubuntu();
    one.run('after-install', 'configure');
    one.put('usr/lib/lanrage/helper.mjs');
    one.put('etc/lanrage/helper-1000.env');
    one.put('etc/systemd/system/lanrage-helper@.socket');
    one.put('etc/systemd/system/lanrage-helper@.service');
    one.put('etc/systemd/system/sockets.target.wants/lanrage-helper@1000.socket');
    one.calls();
    return one;
  };
  const OURS = [
    'usr/bin/lanrage-desktop',
    'usr/lib/lanrage',
    'etc/lanrage',
    'run/lanrage',
    PROFILE,
    'etc/systemd/system/lanrage-helper@.socket',
    'etc/systemd/system/lanrage-helper@.service',
    'etc/systemd/system/sockets.target.wants/lanrage-helper@1000.socket',
  ];

  it.each(['remove', 'purge', '0'])('leaves nothing of ours behind (%s)', (argument) => {
    const one = setUp();
    // The files of the package itself are gone by then.
    rmSync(path.join(one.folder, 'opt'), { recursive: true });
    one.run('after-remove', argument);
    expect(OURS.filter((file) => one.has(file))).toEqual([]);
    expect(one.calls()).toEqual(
      expect.arrayContaining([
        'systemctl disable --now lanrage-helper@1000.socket lanrage-helper@1000.service',
        `apparmor_parser --remove ${PROFILE}`,
        'systemctl daemon-reload',
        'update-desktop-database /usr/share/applications',
      ]),
    );
  });

  it('can be done twice, as remove and purge do', () => {
    const one = setUp();
    one.run('after-remove', 'remove');
    one.run('after-remove', 'purge');
    expect(OURS.filter((file) => one.has(file))).toEqual([]);
  });

  it.each(['upgrade', 'failed-upgrade', 'abort-install', 'abort-upgrade', 'disappear', '1', '2'])(
    'touches nothing when another version stays or comes (%s)',
    (argument) => {
      const one = setUp();
      one.run('after-remove', argument);
      expect(OURS.filter((file) => !one.has(file) && file !== 'usr/bin/lanrage-desktop')).toEqual([]);
      expect(one.calls()).toEqual([]);
    },
  );
});
