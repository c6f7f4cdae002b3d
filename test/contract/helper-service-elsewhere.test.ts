/** Setting the helper up on macOS and Windows, below another root and with programs that note what they are told. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { runPowershell } from '../../main/base/powershell.ts';
import { installOnMacos, launchDaemon, uninstallOnMacos } from '../../main/helper/service/macos-service.ts';
import { installOnWindows, uninstallOnWindows } from '../../main/helper/service/windows-service.ts';
import { fault } from '../../shared/faults/fault.ts';
import { fail, ok } from '../../shared/result.ts';

const SID = 'S-1-5-21-1004336348-1177238915-682003330-1001';

// Below a folder that only root can change, as the real ones are.
describe.runIf(process.platform === 'linux' && process.geteuid?.() === 0)(
  'the helper, set up once (as root)',
  () => {
    let root: string;
    const told: { name: string; script: string; input: unknown; files: string[] }[] = [];
    /** What Windows does not do. */
    let refuses: string;
    const ask: typeof runPowershell = async (name, script, { input, parse }) => {
      told.push({ name, script, input, files: files() });
      if (name === refuses) return fail(fault('command.failed', { command: name, exitCode: 1, stderr: '' }));
      return ok(parse({ done: true }) as never);
    };
    const quiet = { run: async () => null };

    beforeEach(() => {
      told.length = 0;
      refuses = '';
      root = mkdtempSync('/run/lanrage-elsewhere-');
      writeFileSync(join(root, 'helper.js'), 'helper');
      writeFileSync(join(root, 'node'), 'node');
    });
    afterEach(() => rmSync(root, { recursive: true }));

    const options = (owner: string, nodePath = join(root, 'node')) => ({
      owner,
      root,
      tokenHash: 'T'.repeat(43),
      nodePath,
      nodeHash: sha256('node'),
      helperScript: join(root, 'helper.js'),
      helperHash: sha256('helper'),
      isElectron: false,
    });
    const files = () =>
      globSync('{Library,Program Files}/**', { cwd: root, withFileTypes: true })
        .filter((one) => one.isFile())
        .map((one) => join(one.parentPath, one.name).slice(root.length))
        .sort();

    it('is a launch daemon of one user on macOS, and gone again without a trace', async () => {
      expect(await installOnMacos(options('501'), quiet)).toBeNull();
      expect(files()).toEqual([
        '/Library/LaunchDaemons/org.lanrage.helper.501.plist',
        '/Library/PrivilegedHelperTools/org.lanrage/helper.mjs',
        '/Library/PrivilegedHelperTools/org.lanrage/owners/501.env',
      ]);
      const plist = readFileSync(join(root, files()[0] ?? ''), 'utf8');
      expect(plist).toContain('<string>--owner-uid=501</string>');
      expect(plist).toContain('<string>--stay=yes</string>');
      expect(await uninstallOnMacos(options('501'), quiet)).toBeNull();
      expect(files()).toEqual([]);
    });

    it('writes a property list in which no path can be more than a path', () => {
      expect(launchDaemon('x', ['/a&b', '</string>'], true)).toContain('<string>&lt;/string&gt;</string>');
    });

    it('is a task of the system on Windows, told by input alone, and gone again without a trace', async () => {
      expect(await installOnWindows(options(SID), ask)).toBeNull();
      expect(files()).toEqual([
        '/Program Files/LANrage Helper/helper.mjs',
        '/Program Files/LANrage Helper/node.exe',
        `/Program Files/LANrage Helper/owners/${SID}.env`,
      ]);
      expect(told[1]?.script).not.toContain(SID);
      expect(told[1]?.input).toEqual({
        task: `Helper ${SID}`,
        file: 'C:\\Windows\\System32\\cmd.exe',
        line: `/d /s /c ""C:/Program Files/LANrage Helper/node.exe" "C:/Program Files/LANrage Helper/helper.mjs" "--socket-dir=C:/Program Files/LANrage Helper/run" "--owner-sid=${SID}" "--token-hash=${'T'.repeat(43)}" "--stay=yes""`,
      });
      expect(await uninstallOnWindows(options(SID), ask)).toBeNull();
      expect(files()).toEqual([]);
      expect(existsSync(join(root, 'Program Files/LANrage Helper'))).toBe(false);
    });

    it('ends what runs before Windows is to exchange its program, also that of other users', async () => {
      expect(await installOnWindows(options(SID), ask)).toBeNull();
      expect(told.map(({ name }) => name)).toEqual(['stop-helper', 'register-task']);
      expect(told[0]).toMatchObject({ input: { task: 'Helper *', mark: '' }, files: [] });
      expect(await installOnWindows(options(SID), ask)).toBeNull();
    });

    it('says that the helper could not be ended, and has touched nothing', async () => {
      refuses = 'stop-helper';
      expect(await installOnWindows(options(SID), ask)).toEqual({
        reason: 'windows-step',
        step: 'stop-helper',
      });
      expect(files()).toEqual([]);
    });

    it('starts again what it stopped when the program is not the one that was asked for', async () => {
      const changed = { ...options(SID), helperHash: sha256('other') };
      expect(await installOnWindows(changed, ask)).toEqual({ reason: 'files-changed' });
      expect(told.at(-1)?.script).toContain('Start-ScheduledTask');
      expect(told.at(-1)?.script).not.toContain('Register-ScheduledTask');
    });

    it('takes tunnels away with the last user, and only then the program', async () => {
      const other = SID.replace(/1001$/, '1002');
      await installOnWindows(options(SID), ask);
      await installOnWindows(options(other), ask);
      expect(await uninstallOnWindows(options(SID), ask)).toBeNull();
      expect(told.at(-1)?.input).toEqual({
        task: `Helper ${SID}`,
        mark: `--owner-sid=${SID}`,
        isLast: false,
      });
      expect(files()).toContain('/Program Files/LANrage Helper/node.exe');
      expect(await uninstallOnWindows(options(other), ask)).toBeNull();
      expect(told.at(-1)?.input).toMatchObject({ isLast: true });
      expect(told.at(-1)?.files).toContain('/Program Files/LANrage Helper/node.exe');
      expect(files()).toEqual([]);
    });

    it('refuses an Electron that its user could exchange', async () => {
      const portable = { ...options(SID, 'C:\\Users\\alex\\LANrage.exe'), isElectron: true };
      expect(await installOnWindows(portable, ask)).toEqual({ reason: 'app-not-in-program-files' });
      expect(told).toEqual([]);
      expect(files()).toEqual([]);
    });
  },
);

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
