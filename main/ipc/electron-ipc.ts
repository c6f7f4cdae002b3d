/** The contract over Electron's IPC: one guard before every call, one way out for every event. */
import { type BrowserWindow, type IpcMainInvokeEvent, ipcMain } from 'electron';
import { fault } from '../../shared/faults/fault.ts';
import type { EventValue } from '../../shared/ipc/api.ts';
import { CHANNEL_PREFIX, channels } from '../../shared/ipc/channels.ts';
import { fail } from '../../shared/result.ts';
import type { Log } from '../base/log/log.ts';
import type { Engine } from '../engine/engine-contract.ts';
import type { Dispatcher } from './dispatch.ts';

/** Two minutes at one batch a second: what the page's charts can show. */
const KEPT_BATCHES = 120;

/** Answers calls of pages of one origin. A call from a sub-frame or from elsewhere gets ipc.bad-request. */
export function answerCalls(dispatcher: Dispatcher, origin: string, log: Log): void {
  for (const name of channels.calls) {
    ipcMain.handle(`${CHANNEL_PREFIX}${name}`, (event, input: unknown) => {
      if (isOwnPage(event, origin)) return dispatcher.call(name, input);
      log.warn('foreign sender refused', { call: name, origin: event.senderFrame?.origin ?? 'gone' });
      return fail(fault('ipc.bad-request', { at: '', reason: 'foreign-sender' }));
    });
  }
}

function isOwnPage({ sender, senderFrame }: IpcMainInvokeEvent, origin: string): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && senderFrame.origin === origin;
}

/** Pushes the engine's events to a window until it is closed. Samples wait while nobody can see them. */
export function pushEvents(engine: Engine, window: BrowserWindow): void {
  let waiting: EventValue<'samples'>[] = [];
  const push = (name: string, value: unknown): void => {
    if (!window.isDestroyed()) window.webContents.send(`${CHANNEL_PREFIX}${name}`, value);
  };
  const isSeen = (): boolean => window.isVisible() && !window.isMinimized();
  const flush = (): void => {
    if (waiting.length === 0 || !isSeen()) return;
    push('samples', waiting.flat());
    waiting = [];
  };
  const others = channels.events.filter((name) => name !== 'samples');
  const unsubscribe = [
    ...others.map((name) => engine.on(name, (value) => push(name, value))),
    engine.on('samples', (samples) => {
      waiting = [...waiting, samples].slice(-KEPT_BATCHES);
      flush();
    }),
  ];
  window.on('show', flush);
  window.on('restore', flush);
  window.once('closed', () => {
    for (const off of unsubscribe) off();
  });
}
