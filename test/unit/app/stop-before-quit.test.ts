import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { stopBeforeQuit } from '../../../main/app/stop-before-quit.ts';
import { recordingLog } from '../../mocks/recording-log.ts';

const electron = vi.hoisted(() => ({ app: undefined as unknown }));
vi.mock('electron', () => ({
  get app() {
    return electron.app;
  },
}));

/** Quits as Electron does: asks, and ends unless somebody prevents it. */
class App extends EventEmitter {
  ended = 0;

  quit(): void {
    let prevented = false;
    const preventDefault = (): void => {
      prevented = true;
    };
    this.emit('before-quit', { preventDefault });
    if (!prevented) this.ended += 1;
  }
}

describe('quitting', () => {
  let app: App;
  beforeEach(() => {
    app = new App();
    electron.app = app;
  });

  it('waits until the engine has stopped', async () => {
    const stopped = Promise.withResolvers<void>();
    stopBeforeQuit({ stop: () => stopped.promise }, recordingLog());
    app.quit();
    expect(app.ended).toBe(0);
    stopped.resolve();
    await vi.waitFor(() => expect(app.ended).toBe(1));
  });

  it('stops the engine once, however often it is asked', async () => {
    const stop = vi.fn(async () => undefined);
    stopBeforeQuit({ stop }, recordingLog());
    app.quit();
    app.quit();
    await vi.waitFor(() => expect(app.ended).toBe(1));
    expect(stop).toHaveBeenCalledTimes(1);
  });

  it('goes on when the engine fails to stop', async () => {
    const log = recordingLog();
    stopBeforeQuit({ stop: () => Promise.reject(new Error('broken')) }, log);
    app.quit();
    await vi.waitFor(() => expect(app.ended).toBe(1));
    expect(log.lines).toMatchObject([{ level: 'error', message: 'engine failed to stop' }]);
  });

  it('goes on when the engine never stops', async () => {
    stopBeforeQuit({ stop: () => new Promise(() => undefined) }, recordingLog(), 20);
    app.quit();
    await vi.waitFor(() => expect(app.ended).toBe(1));
  });
});
