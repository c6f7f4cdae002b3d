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
