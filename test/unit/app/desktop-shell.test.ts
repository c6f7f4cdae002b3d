import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { WorthTelling } from '../../../main/app/notifications/worth-telling.ts';
import { drawShape } from '../../../main/app/tray/draw-shape.ts';
import { menuLabel, trayShapes, trayState } from '../../../main/app/tray/tray-state.ts';
import type { PeerView, Snapshot } from '../../../shared/model/snapshot.ts';
import { desktopTexts } from '../../../shared/texts/desktop.ts';
import { chooseLanguage } from '../../../shared/texts/language.ts';
import { emptySnapshot, exampleParty, examplePeer } from '../../mocks/fake-engine.ts';

const app = vi.hoisted(() => ({ isPackaged: true, setAsDefaultProtocolClient: vi.fn() }));
vi.mock('electron', () => ({ app, shell: {}, screen: {}, BrowserWindow: class {} }));
const { claimLinks, findLink } = await import('../../../main/app/deep-link.ts');
const { isAllowed } = await import('../../../main/app/links-outside.ts');
const { desktopEntry } = await import('../../../main/app/autostart.ts');
const { readWindowState } = await import('../../../main/app/window-state.ts');

const texts = desktopTexts('en');

function withPeers(...peers: Partial<PeerView>[]): Snapshot {
  const all = peers.map((peer, i) => ({ ...examplePeer, id: `p${i}`, name: `P${i}`, ...peer }));
  return { ...emptySnapshot, party: { ...exampleParty, peers: all } };
}

describe('the tray', () => {
  it.each([
    ['idle', emptySnapshot, 'LANrage: no party'],
    ['connecting', { ...emptySnapshot, activity: 'joining' }, 'LANrage: one moment …'],
    ['good', withPeers({ latencyMs: 18.4 }), 'Friday LAN: 2 online, worst 18\u00a0ms (good)'],
    ['good', withPeers({ state: 'away', latencyMs: null }), 'Friday LAN: just you so far'],
    [
      'relayed',
      withPeers({}, { state: 'relayed', latencyMs: 48 }),
      'Friday LAN: 3 online, worst 48\u00a0ms (good)',
    ],
    [
      'connecting',
      withPeers({}, { state: 'securing', latencyMs: null }),
      'Friday LAN: 3 online, worst 18\u00a0ms (good)',
    ],
    [
      'trouble',
      withPeers({ state: 'unsteady', latencyMs: 213 }),
      'Friday LAN: 2 online, worst 213\u00a0ms (poor)',
    ],
  ] as const)('shows %s by its shape, and says why', (shape, snapshot, tooltip) => {
    expect(trayState(snapshot as Snapshot, texts.tray)).toMatchObject({ shape, tooltip });
  });

  it('shows an & of a name as it is', () => {
    expect(menuLabel('Tom & Jerry')).toBe('Tom && Jerry');
  });

  it('shows trouble while the tunnel cannot be made', () => {
    const tunnel = { state: 'helper-missing', backend: null, fault: null } as const;
    expect(trayState({ ...emptySnapshot, tunnel }, texts.tray).shape).toBe('trouble');
  });

  it('draws each shape in another way, at every size, and leaves the corners free', () => {
    for (const size of [16, 20, 32, 48]) {
      const drawn = trayShapes.map((shape) => drawShape(shape, size, [233, 237, 245]));
      expect(new Set(drawn.map((pixels) => pixels.toString('base64'))).size).toBe(trayShapes.length);
      for (const pixels of drawn) {
        expect(pixels).toHaveLength(size * size * 4);
        expect(pixels[3]).toBe(0);
        expect(pixels.some((value) => value === 255)).toBe(true);
        // Premultiplied: no part may exceed its alpha.
        for (let i = 0; i < pixels.length; i += 4) expect(pixels[i]).toBeLessThanOrEqual(pixels[i + 3] ?? 0);
      }
    }
  });
});

describe('notifications', () => {
  const tell = (worth: WorthTelling, snapshot: Snapshot, at: number) =>
    worth.next(snapshot, at).map(({ kind }) => kind);

  it('tell of members that come, and not of those who were there', () => {
    const worth = new WorthTelling();
    expect(tell(worth, withPeers({}), 0)).toEqual([]);
    expect(tell(worth, withPeers({}, { state: 'finding' }), 1)).toEqual(['joined']);
    expect(tell(worth, withPeers({}, { state: 'direct' }), 2)).toEqual([]);
  });

  it('tell of a link that is lost and of its return, once a minute at most', () => {
    const worth = new WorthTelling();
    const [up, lost] = [withPeers({}), withPeers({ state: 'lost' })];
    tell(worth, up, 0);
    expect(tell(worth, lost, 1000)).toEqual(['lost']);
    expect(tell(worth, up, 2000)).toEqual(['back']);
    expect(tell(worth, lost, 3000)).toEqual([]);
    expect(tell(worth, up, 4000)).toEqual([]);
    expect(tell(worth, lost, 70_000)).toEqual(['lost']);
  });

  it('start anew with another party', () => {
    const worth = new WorthTelling();
    tell(worth, emptySnapshot, 0);
    expect(tell(worth, withPeers({}, {}), 1)).toEqual([]);
  });
});

describe('links', () => {
  it('are found among the words of a start, whatever the case, and not when they are too long', () => {
    const link = 'lanrage://join/203.0.113.10:8667#AAAA-BBBB-CCCC-DDDD';
    expect(findLink(['/opt/LANrage/lanrage-desktop', '--hidden', link])).toBe(link);
    expect(findLink(['LANRAGE://join/#X'])).toBe('LANRAGE://join/#X');
    expect(findLink(['app', 'https://example.org/#lanrage:'])).toBeNull();
    expect(findLink([`lanrage://join/#${'A'.repeat(3000)}`])).toBeNull();
  });

  it('come behind a word that ends options, since Windows quotes nothing in them', () => {
    claimLinks();
    expect(app.setAsDefaultProtocolClient).toHaveBeenCalledWith('lanrage', process.execPath, ['--']);
    expect(findLink(['lanrage.exe', '--', 'lanrage://join/#A'])).toBe('lanrage://join/#A');
  });

  it('leave the app only for the pages that are on the list', () => {
    expect(isAllowed('https://www.wireguard.com/install/')).toBe(true);
    for (const url of [
      'http://www.wireguard.com/install/',
      'https://www.wireguard.com/install/../evil',
      'https://www.wireguard.com@evil.example/install/',
      'https://user:secret@www.wireguard.com/install/',
      'https://www.wireguard.com:444/install/',
      'https://wireguard.com.evil.example/install/',
      'file:///etc/passwd',
      'lanrage://join/#x',
      'javascript:alert(1)',
      'not a url',
    ]) {
      expect(isAllowed(url), url).toBe(false);
    }
  });
});

describe('start at login on Linux', () => {
  it('starts the very program, hidden, whatever characters are in its path', () => {
    expect(desktopEntry('/opt/LANrage/lanrage-desktop')).toContain(
      'Exec="/opt/LANrage/lanrage-desktop" --hidden\n',
    );
    expect(desktopEntry('/home/a b/100%"$x')).toContain('Exec="/home/a b/100%%\\\\"\\\\$x" --hidden\n');
  });
});

describe('the place of the window', () => {
  const screens = [{ x: 0, y: 0, width: 1920, height: 1040 }];
  function kept(state: unknown) {
    const folder = mkdtempSync(path.join(tmpdir(), 'lanrage-window-'));
    const file = path.join(folder, 'window-state.json');
    writeFileSync(file, typeof state === 'string' ? state : JSON.stringify(state));
    const read = readWindowState(file, screens);
    rmSync(folder, { recursive: true });
    return read;
  }

  it('is taken up again where a screen still shows its title bar', () => {
    const state = { bounds: { x: 100, y: 50, width: 1080, height: 720 }, maximised: true };
    expect(kept(state)).toEqual(state);
    expect(kept({ ...state, bounds: { ...state.bounds, x: -900 } })).not.toBeNull();
  });

  it.each([
    { x: 3000, y: 50, width: 1080, height: 720 },
    { x: 100, y: -300, width: 1080, height: 720 },
    { x: -1040, y: 0, width: 1080, height: 720 },
    { x: 0, y: 0, width: 0, height: 720 },
  ])('is left to the system where no screen would show it: %o', (bounds) => {
    expect(kept({ bounds, maximised: false })).toBeNull();
  });

  it('is left to the system where the file is none of ours', () => {
    expect(kept('{"bounds":')).toBeNull();
    expect(readWindowState('/nowhere/window-state.json', screens)).toBeNull();
  });
});

it('speaks the first language of the system that it knows, unless told otherwise', () => {
  expect(chooseLanguage('system', ['fr-FR', 'de-AT', 'en'])).toBe('de');
  expect(chooseLanguage('system', ['ja'])).toBe('en');
  expect(chooseLanguage('en', ['de'])).toBe('en');
});
