/** Who wants to hear of something. */
export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => void>();

  /** Calls back until the returned function is called. */
  add(listener: (value: T) => void): () => void {
    // A function that is added twice counts twice.
    const own = (value: T): void => listener(value);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  get isEmpty(): boolean {
    return this.#listeners.size === 0;
  }

  /** Who leaves or comes meanwhile is not told. */
  tell(value: T): void {
    for (const listener of [...this.#listeners]) if (this.#listeners.has(listener)) listener(value);
  }

  clear(): void {
    this.#listeners.clear();
  }
}

/** Who wants to hear of several things, each by its name. */
export class NamedListeners<Values extends object> {
  readonly #byName = new Map<keyof Values, Listeners<Values[keyof Values]>>();

  /** Calls back until the returned function is called. */
  on<N extends keyof Values>(name: N, listener: (value: Values[N]) => void): () => void {
    const listeners = this.#byName.get(name) ?? new Listeners();
    this.#byName.set(name, listeners);
    // Only `tell` gives values, and gives each name its own.
    return listeners.add((value) => listener(value as Values[N]));
  }

  /** Whether anybody would hear it. */
  isHeard(name: keyof Values): boolean {
    return this.#byName.get(name)?.isEmpty === false;
  }

  tell<N extends keyof Values>(name: N, value: Values[N]): void {
    this.#byName.get(name)?.tell(value);
  }

  clear(): void {
    this.#byName.clear();
  }
}
