/**
 * What is to happen in a simulation, soonest first; at the same time, in the order in which it was added. Most of it is
 * either due within moments or minutes away, so that only the moments are kept sorted.
 */
export interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

const SPAN_MS = 64;

export class Agenda {
  /** Of the span that has begun, the soonest last. */
  #soon: Due[] = [];
  /** Which span that is. */
  #span = 0;
  /** By span. */
  readonly #later: (Due[] | undefined)[] = [];
  #order = 0;

  /** @param atMs - not before what was taken last. */
  add(atMs: number, run: () => void): void {
    const due = { atMs, order: this.#order++, run };
    const span = Math.floor(atMs / SPAN_MS);
    if (span <= this.#span) {
      this.#insert(due);
      return;
    }
    const others = this.#later[span];
    if (others === undefined) this.#later[span] = [due];
    else others.push(due);
  }

  /** Takes the next that is due by then; null: none is. */
  take(untilMs: number): Due | null {
    while (this.#soon.length === 0 && (this.#span + 1) * SPAN_MS <= untilMs) this.#beginSpan();
    const next = this.#soon.at(-1);
    if (next === undefined || next.atMs > untilMs) return null;
    this.#soon.length--;
    return next;
  }

  #beginSpan(): void {
    const span = ++this.#span;
    const begun = this.#later[span];
    if (begun === undefined) return;
    this.#later[span] = undefined;
    this.#soon = begun.sort((a, b) => b.atMs - a.atMs || b.order - a.order);
  }

  #insert(due: Due): void {
    const soon = this.#soon;
    let place = soon.length;
    // What was added before comes first.
    for (let one = soon[place - 1]; one !== undefined && one.atMs <= due.atMs; one = soon[place - 1]) {
      soon[place] = one;
      place--;
    }
    soon[place] = due;
  }
}
