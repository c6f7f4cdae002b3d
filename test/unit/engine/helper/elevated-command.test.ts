import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elevatedCommand } from '../../../../main/engine/helper/elevated-command.ts';

const program = {
  nodePath: '/opt/LANrage/lanrage',
  helperScript: '/opt/LANrage/resources/helper.js',
  isElectron: false,
};

describe('the command line that runs as root', () => {
  test('starts the helper in its own session, without an environment', () => {
    expect(elevatedCommand(program, ['--owner-uid=1000'])).toBe(
      "'/usr/bin/env' '-i' '/usr/bin/setsid' '--fork' '/opt/LANrage/lanrage' " +
        "'/opt/LANrage/resources/helper.js' '--owner-uid=1000' </dev/null >/dev/null 2>&1",
    );
  });

  test("makes Electron's executable plain Node", () => {
    expect(elevatedCommand({ ...program, isElectron: true }, [])).toContain(" 'ELECTRON_RUN_AS_NODE=1' ");
  });

  test.each(['Spiele Ü (2)', 'ゲーム', 'Игры', 'cafe\u0301', 'الألعاب'])('takes the folder %j', (folder) => {
    const nodePath = `/home/${folder}/node`;
    expect(elevatedCommand({ ...program, nodePath }, [])).toContain(` '${nodePath}' `);
  });

  test.each(
    [
      "'",
      '"',
      '$(id)',
      '`id`',
      '\\',
      '!',
      ';',
      '&',
      '|',
      '\n',
      '\r',
      '*',
      '?',
      '~',
      '{a,b}',
      '#',
      '\u0000',
      '\u202e',
      '\ud800',
      '’',
    ].map((text) => [text]),
  )('is none when a path holds %j', (text) => {
    expect(elevatedCommand({ ...program, helperScript: `/opt/${text}/helper.js` }, [])).toBeNull();
    expect(elevatedCommand({ ...program, nodePath: `/opt/${text}` }, [])).toBeNull();
  });

  test('is none for relative paths', () => {
    expect(elevatedCommand({ ...program, nodePath: 'node' }, [])).toBeNull();
    expect(elevatedCommand({ ...program, helperScript: './helper.js' }, [])).toBeNull();
  });

  test('never holds what a shell expands', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const command = elevatedCommand({ ...program, helperScript: `/${text}` }, []);
        const words = command?.replace(' </dev/null >/dev/null 2>&1', '').replaceAll(/'[^']*'/g, '');
        expect(words ?? ' ').toMatch(/^ *$/);
        expect(command ?? '').not.toMatch(/[$`\\"!\n\r]/);
      }),
    );
  });
});
