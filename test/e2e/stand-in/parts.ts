/** The parts of `electron` that only take handlers: protocol, ipcMain, session and dialog. */
import { loud } from './loud.ts';
import type { Peer } from './peer.ts';
import type { AppQuestions, AppResponse, HostQuestions } from './questions.ts';
import type { Frame } from './windows.ts';

type Input<K extends keyof AppQuestions> = Parameters<AppQuestions[K]>[0];

export function createProtocol(isReady: () => boolean) {
  const privileged = new Set<string>();
  const handlers = new Map<string, (request: Request) => Response | Promise<Response>>();
  const protocol = loud('protocol', {
    registerSchemesAsPrivileged(schemes: readonly { scheme: string }[]) {
      if (isReady()) throw new Error('protocol.registerSchemesAsPrivileged must come before app is ready');
      for (const { scheme } of schemes) privileged.add(scheme);
    },
    handle(scheme: string, handler: (request: Request) => Response | Promise<Response>) {
      if (!isReady()) throw new Error('protocol.handle must come after app is ready');
      if (!privileged.has(scheme))
        throw new Error(`the stand-in only serves privileged schemes, not ${scheme}`);
      handlers.set(scheme, handler);
    },
  });

  async function fetch({ url, method }: Input<'fetch'>): Promise<AppResponse | null> {
    const handler = handlers.get(new URL(url).protocol.slice(0, -1));
    if (handler === undefined) return null;
    const response = await handler(new Request(url, { method }));
    const { status } = response;
    const body = new Uint8Array(await response.arrayBuffer());
    return { status, headers: Object.fromEntries(response.headers), body };
  }
  return { protocol, fetch };
}

interface InvokeEvent {
  readonly sender: { readonly mainFrame: Frame };
  readonly senderFrame: Frame;
}

export function createIpcMain() {
  const handlers = new Map<string, (event: InvokeEvent, ...args: readonly unknown[]) => unknown>();
  const ipcMain = loud('ipcMain', {
    handle(channel: string, handler: (event: InvokeEvent, ...args: readonly unknown[]) => unknown) {
      if (handlers.has(channel)) throw new Error(`a second handler for '${channel}'`);
      handlers.set(channel, handler);
    },
  });

  function invoke(event: InvokeEvent, channel: string, args: readonly unknown[]): unknown {
    const handler = handlers.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    return handler(event, ...args);
  }
  return { ipcMain, invoke };
}

type Decide = (granted: boolean) => void;
type RequestHandler = (contents: object, permission: string, decide: Decide, details: object) => void;
type CheckHandler = (contents: object, permission: string, origin: string, details: object) => boolean;

export function createSession() {
  // Electron's own default, which an app that forgets its handlers would get.
  let request: RequestHandler = (_contents, _permission, decide) => decide(true);
  let check: CheckHandler = () => true;
  const defaultSession = loud('session.defaultSession', {
    setPermissionRequestHandler(handler: RequestHandler) {
      request = handler;
    },
    setPermissionCheckHandler(handler: CheckHandler) {
      check = handler;
    },
    /** Chromium has no devices here that could be asked for. */
    setDevicePermissionHandler: () => undefined,
  });

  /** Granted without asking, and when asked: Chromium here gets its permissions once, at the start. */
  function isGranted(contents: object, permission: string): boolean {
    if (!check(contents, permission, '', {})) return false;
    let granted = false;
    const decide: Decide = (answer) => {
      granted = answer;
    };
    request(contents, permission, decide, {});
    return granted;
  }
  return { session: loud('session', { defaultSession }), isGranted };
}

export function createDialog(host: () => Peer<HostQuestions>) {
  return loud('dialog', {
    showErrorBox(title: string, content: string) {
      console.error(`${title}\n${content}`);
      void host().ask('showError', { title, content });
    },
  });
}
