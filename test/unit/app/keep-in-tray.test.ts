import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';

const app = vi.hoisted(() => ({
  quit: vi.fn<() => void>(),
  on: vi.fn<(name: string, listener: () => void) => void>(),
}));
vi.mock('electron', () => ({ app }));
const { keepInTray } = await import('../../../main/app/keep-in-tray.ts');

let events = new EventEmitter();
beforeEach(() => {
  events = new EventEmitter();
  app.quit.mockReset();
  app.on.mockImplementation((name, listener) => void events.on(name, listener));
});

function closeable(wanted: () => boolean) {
  const window = Object.assign(new EventEmitter(), { hide: vi.fn<() => void>() });
  const onKept = vi.fn<() => void>();
  keepInTray({ window: window as unknown as BrowserWindow, wanted, onKept });
  return {
    window,
    onKept,
    /** @returns whether the window was kept. */
    close(): boolean {
      let kept = false;
      window.emit('close', {
        preventDefault: () => {
          kept = true;
        },
      });
      return kept;
    },
  };
}

describe('closing the window', () => {
  it('hides it while there is a party to go on for, and says so once', () => {
    const { close, window, onKept } = closeable(() => true);
    expect([close(), close()]).toEqual([true, true]);
    expect(window.hide).toHaveBeenCalledTimes(2);
    expect(onKept).toHaveBeenCalledTimes(1);
    expect(app.quit).not.toHaveBeenCalled();
  });

  it('closes it while there is none, and the app ends with the last window', () => {
    const { close } = closeable(() => false);
    expect(close()).toBe(false);
    events.emit('window-all-closed');
    expect(app.quit).toHaveBeenCalledTimes(1);
  });

  it('closes it when the app quits, whatever is going on', () => {
    const { close } = closeable(() => true);
    events.emit('before-quit');
    expect(close()).toBe(false);
  });
});
