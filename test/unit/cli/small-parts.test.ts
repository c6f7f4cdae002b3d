import { describe, expect, it } from 'vitest';
import { nearest } from '../../../main/cli/nearest.ts';
import { browserCommand } from '../../../main/cli/open-browser.ts';
import { findResources } from '../../../main/cli/resources.ts';
import { table, widthOf } from '../../../main/cli/table.ts';

describe('the nearest word', () => {
  const words = ['up', 'down', 'status', 'party join'];

  it.each([
    ['statsu', 'status'],
    ['STATUS', 'status'],
    ['dwn', 'down'],
    ['pu', 'up'],
    ['party jion', 'party join'],
  ])('to %s is %s', (word, meant) => {
    expect(nearest(word, words)).toBe(meant);
  });

  it('is none when all are far', () => {
    expect(nearest('xyzzy', words)).toBeNull();
    expect(nearest('', [])).toBeNull();
  });
});

describe('a table', () => {
  it('aligns by what is visible, and leaves no space at the end of a line', () => {
    expect(
      table(
        [{ title: 'A' }, { title: 'B', align: 'right' }, { title: 'C' }],
        [
          ['田', '1', ''],
          ['x', '100', ''],
        ],
      ),
    ).toEqual(['A     B  C', '田    1', 'x   100']);
  });

  it('counts two columns for wide characters and one for a letter with its accents', () => {
    expect([widthOf('Jon'), widthOf('田中'), widthOf('e\u0301'), widthOf('🎮'), widthOf('👨‍👩‍👧')]).toEqual([
      3, 4, 1, 2, 2,
    ]);
  });
});

describe('the browser', () => {
  const url = 'http://127.0.0.1:8666/open/x';
  const desk = { platform: 'linux' as const, env: { DISPLAY: ':0' }, isRoot: false };

  it('is opened by the system of whoever sits at a screen', () => {
    expect(browserCommand(url, desk)).toEqual(['xdg-open', url]);
    expect(browserCommand(url, { ...desk, env: { WAYLAND_DISPLAY: 'wayland-0' } })).toEqual([
      'xdg-open',
      url,
    ]);
    expect(browserCommand(url, { ...desk, platform: 'darwin' })).toEqual(['open', url]);
    expect(browserCommand(url, { ...desk, platform: 'win32' })).toEqual(['C:\\Windows\\explorer.exe', url]);
  });

  it('is left alone without a screen, and for root', () => {
    expect(browserCommand(url, { ...desk, env: {} })).toBeNull();
    expect(browserCommand(url, { ...desk, isRoot: true })).toBeNull();
  });
});

describe('resources', () => {
  it('are found beside the bundle, and from the sources', () => {
    expect(findResources('/app/out/cli/lanrage.js')).toEqual({
      helperScript: '/app/out/helper/helper.js',
      relayWorkerScript: '/app/out/relay-worker/relay-worker.js',
      rendererDir: '/app/out/renderer',
    });
    expect(findResources('/app/main/cli/resources.ts')).toEqual({
      helperScript: '/app/main/helper/helper.ts',
      relayWorkerScript: '/app/main/servers/relay/processes/relay-worker.ts',
      rendererDir: '/app/out/renderer',
    });
  });
});
