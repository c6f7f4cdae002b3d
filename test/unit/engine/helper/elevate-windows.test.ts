import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { elevateOnWindows, windowsCommandLine } from '../../../../main/engine/helper/elevate-windows.ts';
import { leaveAnswer } from '../../../../main/helper/service/leave-answer.ts';
import { fault } from '../../../../shared/faults/fault.ts';
import { fail, ok } from '../../../../shared/result.ts';

const program = {
  nodePath: String.raw`C:\Program Files\LANrage\lanrage.exe`,
  helperScript: String.raw`C:\Program Files\LANrage\resources\helper.mjs`,
  isElectron: true,
};

describe('the command line that Windows lets rise', () => {
  test('has Node start without what its user may have set for it', () => {
    const line = windowsCommandLine(program, ['--stay=yes']) ?? '';
    const [before = '', after] = line.split(`"${program.nodePath}"`);
    for (const name of ['NODE_OPTIONS', 'NODE_COMPILE_CACHE', 'OPENSSL_CONF', 'OPENSSL_MODULES']) {
      expect(before).toContain(`set ${name}=& `);
    }
    // The first and the last quote are what /s takes away.
    expect(before).toMatch(/^\/d \/s \/c "(set [A-Z_0-9]+=& )+set ELECTRON_RUN_AS_NODE=1&& $/);
    expect(after).toBe(` "${program.helperScript}" "--stay=yes""`);
  });

  test.each(['Spiele Ü (2)', 'ゲーム', 'Игры', 'cafe\u0301'])('takes the folder %j', (text) => {
    const nodePath = `C:\\${text}\\node.exe`;
    expect(windowsCommandLine({ ...program, nodePath }, [])).toContain(` "${nodePath}" `);
  });

  test.each(['"', '%PATH%', '&', '|', '^', '!', '\n', '<', ';', '\u202e'])(
    'is none with %j in a word',
    (text) => {
      expect(windowsCommandLine(program, [`--owner=${text}`])).toBeNull();
      expect(windowsCommandLine({ ...program, nodePath: `C:\\${text}\\node.exe` }, [])).toBeNull();
    },
  );
});

describe('a task that Windows let rise', () => {
  let folder: string;
  let answerFile: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lanrage-answer-'));
    answerFile = join(folder, 'LANrage Helper/answer.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const ask = (code: number) =>
    elevateOnWindows(program, ['install'], 'task', {
      run: async () => ok({ exitCode: 0, stdout: JSON.stringify({ asked: 0, code }), stderr: '' }),
      answerFile,
    });
  const why = JSON.stringify(
    fail(fault('helper.install-failed', { reason: 'windows-step', step: 'stop-helper' })),
  );

  test('tells why it failed', async () => {
    leaveAnswer(why, answerFile);
    expect(await ask(6)).toEqual(ok(why));
  });

  test('tells its exit code where it could not say more, and whatever an earlier one said', async () => {
    const exited = (exitCode: number) => fail(fault('helper.not-installed', { reason: 'exited', exitCode }));
    expect(await ask(6)).toEqual(exited(6));
    leaveAnswer(why, answerFile);
    expect(await ask(3)).toEqual(exited(3));
  });

  test('leaves nothing of an earlier failure once it went well', async () => {
    leaveAnswer(why, answerFile);
    leaveAnswer(null, answerFile);
    expect(existsSync(answerFile)).toBe(false);
    expect(await ask(0)).toEqual(ok(''));
  });

  test('goes on where it can leave no answer', () => {
    expect(() => leaveAnswer(why, join('/dev/null', 'answer.json'))).not.toThrow();
  });
});
