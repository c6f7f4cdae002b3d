/** Who of the members was heard of through the tunnel lately. Pure. */

/** Echoes come once a second, two ways; a little more than that without any is a doubt. */
export const SILENT_AFTER_MS = 1200;
/** Whoever is heard of after that much silence may know of things that we don't. */
const APART_AFTER_MS = 3000;

export class Presence {
  readonly #heardAtMs = new Map<string, number>();

  /** @returns whether it was out of reach before. */
  heard(id: string, nowMs: number): boolean {
    const before = this.#heardAtMs.get(id);
    this.#heardAtMs.set(id, nowMs);
    return before === undefined || nowMs - before > APART_AFTER_MS;
  }

  /** Null: never. */
  heardAtMs(id: string): number | null {
    return this.#heardAtMs.get(id) ?? null;
  }

  isThere(id: string, nowMs: number): boolean {
    const atMs = this.#heardAtMs.get(id);
    return atMs !== undefined && nowMs - atMs < SILENT_AFTER_MS;
  }

  forget(id: string): void {
    this.#heardAtMs.delete(id);
  }
}
