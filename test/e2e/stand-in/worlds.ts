/**
 * What runs inside a page of the stand-in: two worlds of scripts that share the document and no object, as in
 * Electron. Each function here is sent to Chromium as its source, so it may use nothing from outside itself.
 */

/** One end of the channel between a page's own world and its preload's. */
interface WorldsEnd {
  /** Shows a value of this world to the other one under a name. */
  expose(name: string, value: unknown): void;
}

/**
 * Joins one world to the other through events of the document that only they know. Values are cloned; functions and
 * promises become stand-ins that call back across, as Electron's contextBridge does it.
 */
export function joinWorlds(side: 'page' | 'preload', secret: string): WorldsEnd {
  type Packed =
    | { kind: 'value'; value: unknown }
    | { kind: 'function'; id: number }
    | { kind: 'promise'; id: number }
    | { kind: 'array'; items: Packed[] }
    | { kind: 'object'; entries: [string, Packed][] };
  type Note =
    | { about: 'call'; id: number; reply: number; args: Packed[] }
    | { about: 'reply'; id: number; value: Packed }
    | { about: 'settle'; id: number; value: Packed }
    | { about: 'throw' | 'reject'; id: number; message: string }
    | { about: 'expose'; name: string; value: Packed }
    | { about: 'hello' };
  type Callable = (...args: unknown[]) => unknown;

  const functions = new Map<number, Callable>();
  const promises = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const replies = new Map<number, Note>();
  const exposed: Note[] = [];
  let last = 0;

  document.addEventListener(`${secret}:${side}`, (event) => receive((event as CustomEvent<Note>).detail));
  tell({ about: 'hello' });

  function tell(note: Note): void {
    const other = side === 'page' ? 'preload' : 'page';
    document.dispatchEvent(new CustomEvent(`${secret}:${other}`, { detail: note }));
  }

  function receive(note: Note): void {
    if (note === null) throw new Error('a value that cannot be cloned was to cross between worlds');
    if (note.about === 'hello') for (const one of exposed) tell(one);
    else if (note.about === 'expose') define(note.name, unpack(note.value));
    else if (note.about === 'call') answer(note.id, note.reply, note.args);
    else if (note.about === 'settle') promises.get(note.id)?.resolve(unpack(note.value));
    else if (note.about === 'reject') promises.get(note.id)?.reject(new Error(note.message));
    else replies.set(note.id, note);
  }

  function define(name: string, value: unknown): void {
    if (name in globalThis) return;
    Object.defineProperty(globalThis, name, { value: Object.freeze(value), enumerable: true });
  }

  function answer(id: number, reply: number, args: Packed[]): void {
    try {
      tell({ about: 'reply', id: reply, value: pack(functions.get(id)?.(...args.map(unpack))) });
    } catch (error) {
      tell({ about: 'throw', id: reply, message: messageOf(error) });
    }
  }

  function pack(value: unknown): Packed {
    if (typeof value === 'function') {
      last += 1;
      functions.set(last, value as Callable);
      return { kind: 'function', id: last };
    }
    if (value instanceof Promise) {
      last += 1;
      const id = last;
      value.then(
        (settled) => tell({ about: 'settle', id, value: pack(settled) }),
        (error) => tell({ about: 'reject', id, message: messageOf(error) }),
      );
      return { kind: 'promise', id };
    }
    if (Array.isArray(value)) return { kind: 'array', items: value.map(pack) };
    if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
      return { kind: 'object', entries: Object.entries(value).map(([key, part]) => [key, pack(part)]) };
    }
    return { kind: 'value', value: structuredClone(value) };
  }

  function unpack(packed: Packed): unknown {
    if (packed.kind === 'function') return (...args: unknown[]) => call(packed.id, args);
    if (packed.kind === 'promise') {
      return new Promise((resolve, reject) => promises.set(packed.id, { resolve, reject }));
    }
    if (packed.kind === 'array') return packed.items.map(unpack);
    if (packed.kind === 'object') {
      return Object.fromEntries(packed.entries.map(([key, part]) => [key, unpack(part)]));
    }
    return packed.value;
  }

  function call(id: number, args: unknown[]): unknown {
    last += 1;
    const reply = last;
    tell({ about: 'call', id, reply, args: args.map(pack) });
    // Dispatching an event runs its listeners before it returns, so the answer is here.
    const note = replies.get(reply);
    replies.delete(reply);
    if (note?.about === 'reply') return unpack(note.value);
    throw new Error(note?.about === 'throw' ? note.message : 'the other world is gone');
  }

  function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
  }

  return {
    expose(name, value) {
      const note: Note = { about: 'expose', name, value: pack(value) };
      exposed.push(note);
      tell(note);
    },
  };
}

/** Runs in the page's world before its scripts: the bridge's far end, and no way to open windows by oneself. */
export function startPage(join: typeof joinWorlds, secret: string, opened: string): void {
  if (window !== window.top) return;
  const toHost = (globalThis as unknown as Record<string, (url: string) => void>)[opened];
  Reflect.deleteProperty(globalThis, opened);
  join('page', secret);
  window.open = (url = 'about:blank') => {
    toHost?.(new URL(url, location.href).href);
    return null;
  };
}

/** What the host sends into the preload's world. */
export type ToPreload =
  | { readonly settle: number; readonly value?: unknown; readonly error?: string }
  | { readonly channel: string; readonly args: readonly unknown[] };

/** Runs in the preload's world: a `require` that knows `electron` alone, with the two parts that a bridge needs. */
export function startPreload(
  join: typeof joinWorlds,
  secret: string,
  preload: (require: (name: string) => unknown, module: { exports: object }, exports: object) => void,
): void {
  if (window !== window.top) return;
  type Listener = (event: object, ...args: unknown[]) => void;
  const world = globalThis as unknown as Record<string, (message: string) => void>;
  const toHost = world[secret];
  const end = join('preload', secret);
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const listeners = new Map<string, Set<Listener>>();
  let last = 0;

  const ipcRenderer = loud('ipcRenderer', {
    invoke(channel: string, ...args: unknown[]) {
      last += 1;
      const id = last;
      const message = JSON.stringify({ id, channel, args: carried(args) });
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        toHost?.(message);
      });
    },
    on(channel: string, listener: Listener) {
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
    },
    off(channel: string, listener: Listener) {
      listeners.get(channel)?.delete(listener);
    },
  });
  const contextBridge = loud('contextBridge', { exposeInMainWorld: end.expose });

  world[`${secret}:receive`] = (text) => {
    const message: ToPreload = JSON.parse(text);
    if ('channel' in message) {
      for (const listener of listeners.get(message.channel) ?? []) listener({}, ...message.args);
    } else if (message.error === undefined) {
      waiting.get(message.settle)?.resolve(message.value);
    } else {
      waiting.get(message.settle)?.reject(new Error(message.error));
    }
  };

  const module = { exports: {} };
  const require = (name: string): unknown => {
    if (name === 'electron') return loud('electron', { contextBridge, ipcRenderer });
    throw new Error(`the stand-in has no module '${name}' for a sandboxed preload`);
  };
  preload(require, module, module.exports);

  function loud<T extends object>(name: string, part: T): T {
    return new Proxy(part, {
      get(target, property, receiver) {
        if (property in target || typeof property === 'symbol')
          return Reflect.get(target, property, receiver);
        throw new Error(`the stand-in for electron does not know ${name}.${property} in a preload`);
      },
    });
  }

  /** Electron clones what goes to main; JSON carries less, so what it would bend is refused. */
  function carried(value: unknown): unknown {
    structuredClone(value);
    const text = JSON.stringify(value, (_key, part: unknown) => {
      if (part !== null && typeof part === 'object' && !Array.isArray(part) && part.constructor !== Object) {
        throw new Error('the stand-in only carries plain values to main');
      }
      return part;
    });
    return JSON.parse(text);
  }
}
