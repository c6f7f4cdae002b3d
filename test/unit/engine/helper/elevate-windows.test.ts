import { describe, expect, test } from 'vitest';
import { windowsCommandLine } from '../../../../main/engine/helper/elevate-windows.ts';

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
