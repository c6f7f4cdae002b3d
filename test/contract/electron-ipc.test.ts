import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../main/engine/engine-contract.ts';
import { answerCalls, pushEvents } from '../../main/ipc/electron-ipc.ts';
import { CHANNEL_PREFIX, channels } from '../../shared/ipc/channels.ts';
import { recordingLog } from '../mocks/recording-log.ts';

const electron = vi.hoisted(() => {
  const handlers = new Map<string, (event: object, input?: unknown) => unknown>();
  const handle = (channel: string, handler: (event: object, input?: unknown) => unknown): void => {
    handlers.set(channel, handler);
  };
  return { handlers, ipcMain: { handle } };
});
vi.mock('electron', () => ({ ipcMain: electron.ipcMain }));

const ORIGIN = 'app://lanrage';
const SNAPSHOT = `${CHANNEL_PREFIX}getSnapshot`;

describe('calls over Electron', () => {
  let asked: string[];
  beforeEach(() => {
    electron.handlers.clear();
    asked = [];
    const call = async (name: string) => {
      asked.push(name);
      return { ok: true, value: name } as const;
    };
    answerCalls({ call }, ORIGIN, recordingLog());
  });

  it('have one channel for each name of the contract', () => {
    expect([...electron.handlers.keys()]).toEqual(channels.calls.map((name) => `${CHANNEL_PREFIX}${name}`));
  });

  it('are passed on from the main frame of the own page', async () => {
    const mainFrame = { origin: ORIGIN };
    const event = { sender: { mainFrame }, senderFrame: mainFrame };
    expect(await electron.handlers.get(SNAPSHOT)?.(event, {})).toEqual({ ok: true, value: 'getSnapshot' });
  });

  const own = { origin: ORIGIN };
  it.each([
    ['a frame inside the page', { sender: { mainFrame: own }, senderFrame: { origin: ORIGIN } }],
    ['a page of another origin', pageOf('https://lanrage')],
    ['a page whose origin only begins alike', pageOf(`${ORIGIN}.example`)],
    ['a page without an origin', pageOf('null')],
    ['a frame that is gone', { sender: { mainFrame: own }, senderFrame: null }],
  ])('are refused from %s', async (_what, event) => {
    expect(await electron.handlers.get(SNAPSHOT)?.(event, {})).toEqual({
      ok: false,
      fault: { code: 'ipc.bad-request', args: { at: '', reason: 'foreign-sender' } },
    });
    expect(asked).toEqual([]);
  });
});

describe('events over Electron', () => {
  it('reach the window', () => {
    const { engine, sent } = stage();
    engine.emit('snapshotChanged', { seq: 1 });
    expect(sent).toEqual([[`${CHANNEL_PREFIX}snapshotChanged`, { seq: 1 }]]);
  });

  it('hold samples back while the window is hidden, and deliver them when it is shown', () => {
    const { engine, window, sent } = stage();
    window.visible = false;
    engine.emit('samples', ['a']);
    engine.emit('samples', ['b']);
    expect(sent).toEqual([]);
    window.visible = true;
    window.emit('show');
    engine.emit('samples', ['c']);
    expect(sent.map(([, value]) => value)).toEqual([['a', 'b'], ['c']]);
  });

  it('hold samples back while the window is minimised', () => {
    const { engine, window, sent } = stage();
    window.minimized = true;
    engine.emit('samples', ['a']);
    expect(sent).toEqual([]);
    window.minimized = false;
    window.emit('restore');
    expect(sent.map(([, value]) => value)).toEqual([['a']]);
  });

  it('keep no more than two minutes of samples for a hidden window', () => {
    const { engine, window, sent } = stage();
    window.visible = false;
    for (let second = 0; second < 500; second++) engine.emit('samples', [second]);
    window.visible = true;
    window.emit('show');
    expect(sent.flatMap(([, value]) => value)).toEqual(Array.from({ length: 120 }, (_, i) => 380 + i));
  });

  it('end with the window', () => {
    const { engine, window, sent } = stage();
    window.destroyed = true;
    window.emit('closed');
    engine.emit('snapshotChanged', { seq: 2 });
    expect(sent).toEqual([]);
    expect(engine.eventNames().flatMap((name) => engine.listeners(name))).toEqual([]);
  });
});

function pageOf(origin: string): object {
  const frame = { origin };
  return { sender: { mainFrame: frame }, senderFrame: frame };
}

class Window extends EventEmitter {
  visible = true;
  minimized = false;
  destroyed = false;
  readonly webContents: { send(channel: string, value: unknown): void };

  constructor(sent: [string, unknown][]) {
    super();
    this.webContents = { send: (channel, value) => void sent.push([channel, value]) };
  }

  isVisible = (): boolean => this.visible;
  isMinimized = (): boolean => this.minimized;
  isDestroyed = (): boolean => this.destroyed;
}

function stage() {
  const sent: [string, unknown][] = [];
  const engine = new EventEmitter();
  const window = new Window(sent);
  const on = (name: string, listener: (value: never) => void) => {
    engine.on(name, listener as (value: unknown) => void);
    return () => engine.off(name, listener as (value: unknown) => void);
  };
  pushEvents({ on } as unknown as Engine, window as unknown as BrowserWindow);
  return { engine, window, sent };
}
