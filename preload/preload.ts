/**
 * The bridge: `window.lanrage` with exactly the contract's names. Runs sandboxed, so it knows channel names and
 * nothing else; the main process checks every sender and parses every input.
 */
import { contextBridge, ipcRenderer } from 'electron';
import type { CallName } from '../shared/ipc/api.ts';
import { CHANNEL_PREFIX, channels } from '../shared/ipc/channels.ts';
import type { Result } from '../shared/result.ts';

type Call = (input: unknown) => Promise<Result<unknown>>;
type Listener = (value: unknown) => void;

const calls = Object.fromEntries(channels.calls.map((name) => [name, makeCall(name)]));
const on = makeOn(channels.events);
const onShell = makeOn(channels.shellEvents);
contextBridge.exposeInMainWorld('lanrage', { ...calls, on, onShell });

function makeCall(name: CallName): Call {
  return async (input) => {
    try {
      return await ipcRenderer.invoke(`${CHANNEL_PREFIX}${name}`, input);
    } catch {
      // An input that cannot be cloned, or a main process on its way out: the page gets a value.
      const args = { at: '', reason: 'not-understood' } as const;
      return { ok: false, fault: { code: 'ipc.bad-request', args } } satisfies Result<never>;
    }
  };
}

function makeOn(names: readonly string[]) {
  return (name: string, listener: Listener): (() => void) => {
    if (!names.includes(name)) throw new TypeError('no such event');
    const channel = `${CHANNEL_PREFIX}${name}`;
    const forward = (_event: unknown, value: unknown): void => listener(value);
    ipcRenderer.on(channel, forward);
    return () => {
      ipcRenderer.off(channel, forward);
    };
  };
}
