/**
 * What is to happen in a simulation, soonest first; at the same time, in the order in which it was added. Most of it is
 * either due within moments or minutes away, so that only the moments are kept sorted.
 */
export interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

interface Entry extends Due {
  cancelled: boolean;
}

const SPAN_MS = 64;
/** So many empty spans are passed one by one: most of what is to happen is near, and a simulation asks all the time. */
const NEAR_SPANS = 1000;

export class Agenda {
  /** Of the span that has begun, the soonest last. */
  #soon: Entry[] = [];
  /** Which span that is. */
  #span = 0;
  /** By span. */
  readonly #later = new Map<number, Entry[]>();
  #order = 0;

  /** @param atMs - not before what was taken last. @returns its cancel. */
  add(atMs: number, run: () => void): () => void {
    const due: Entry = { atMs, order: this.#order++, run, cancelled: false };
    const span = Math.floor(atMs / SPAN_MS);
    const others = this.#later.get(span);
    if (span <= this.#span) this.#insert(due);
    else if (others === undefined) this.#later.set(span, [due]);
    else others.push(due);
    return () => {
      due.cancelled = true;
    };
  }

  /** Takes the next that is due by then; null: none is. */
  take(untilMs: number): Due | null {
    for (;;) {
      const next = this.#soon.at(-1);
      if (next === undefined) {
        if (!this.#beginSpan(untilMs)) return null;
      } else if (next.cancelled) this.#soon.length--;
      else if (next.atMs > untilMs) return null;
      else {
        this.#soon.length--;
        return next;
      }
    }
  }

  /** When the next is due; infinite: nothing is. */
  nextAtMs(): number {
    while (this.#soon.at(-1)?.cancelled === true) this.#soon.length--;
    const soon = this.#soon.at(-1);
    if (soon !== undefined) return soon.atMs;
    let nextMs = Number.POSITIVE_INFINITY;
    for (const entries of this.#later.values()) {
      for (const { atMs, cancelled } of entries) if (!cancelled && atMs < nextMs) nextMs = atMs;
    }
    return nextMs;
  }

  /** Begins the next span in which anything is due. @returns whether there is one by then. */
  #beginSpan(untilMs: number): boolean {
    const last = Math.floor(untilMs / SPAN_MS);
    for (let steps = 0; this.#span < last && this.#later.size > 0; steps++) {
      const span = steps < NEAR_SPANS ? this.#span + 1 : Math.min(last, ...this.#later.keys());
      this.#span = span;
      const begun = this.#later.get(span);
      if (begun === undefined) continue;
      this.#later.delete(span);
      this.#soon = begun.sort((a, b) => b.atMs - a.atMs || b.order - a.order);
      return true;
    }
    this.#span = Math.max(this.#span, last);
    return false;
  }

  #insert(due: Entry): void {
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
