import { EventEmitter } from 'node:events';

/** Wraps a part of the stand-in: whatever it does not know throws instead of passing for something that works. */
export function loud<T extends object>(name: string, part: T): T {
  return new Proxy(part, {
    get(target, property, receiver) {
      // `then` is asked of everything that is awaited.
      if (property in target || typeof property === 'symbol' || property === 'then') {
        return Reflect.get(target, property, receiver);
      }
      throw new Error(`the stand-in for electron does not know ${name}.${property}`);
    },
    set(_target, property) {
      throw new Error(`the stand-in for electron does not let ${name}.${String(property)} be set`);
    },
  });
}

/** Throws when an options object names something that the stand-in would have to leave out. */
export function refuseUnknown(what: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).filter((key) => !known.includes(key));
  if (unknown.length > 0)
    throw new Error(`the stand-in for electron does not know ${what}: ${unknown.join(', ')}`);
}

type Listener = (...args: never[]) => void;

/** Events that exist, and no others: listening for one that is never sent would be a silent gap. */
export interface Events {
  on(name: string, listener: Listener): void;
  once(name: string, listener: Listener): void;
  off(name: string, listener: Listener): void;
}

export interface KnownEvents {
  readonly events: Events;
  emit(name: string, ...args: readonly unknown[]): void;
  /** Emits an event that listeners can prevent. @returns whether one did. */
  emitPreventable(name: string, details: object, ...args: readonly unknown[]): boolean;
}

export function knownEvents(what: string, names: readonly string[]): KnownEvents {
  const emitter = new EventEmitter();
  const checked = (name: string): string => {
    if (names.includes(name)) return name;
    throw new Error(`the stand-in for electron never sends '${name}' of ${what}`);
  };
  const call = (listener: Listener) => listener as (...args: unknown[]) => void;
  return {
    events: {
      on: (name, listener) => void emitter.on(checked(name), call(listener)),
      once: (name, listener) => void emitter.once(checked(name), call(listener)),
      off: (name, listener) => void emitter.off(checked(name), call(listener)),
    },
    emit: (name, ...args) => void emitter.emit(checked(name), ...args),
    emitPreventable(name, details, ...args) {
      let prevented = false;
      const preventDefault = (): void => {
        prevented = true;
      };
      emitter.emit(checked(name), { ...details, preventDefault }, ...args);
      return prevented;
    },
  };
}
