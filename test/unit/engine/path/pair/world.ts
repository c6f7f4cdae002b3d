/** Time of a simulation: what is due happens in order, and nothing waits in between. */
export class World {
  nowMs = 0;
  readonly #due: { readonly atMs: number; readonly order: number; readonly run: () => void }[] = [];
  #order = 0;
  #state: number;

  /** @param seed - every draw follows from it. */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Evenly from 0 (included) to 1, by a 32-bit counter that is mixed (splitmix32). */
  random(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let bits = this.#state;
    bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
  }

  after(ms: number, run: () => void): void {
    const due = { atMs: this.nowMs + ms, order: this.#order++, run };
    this.#due.push(due);
    this.#rise(this.#due.length - 1);
  }

  every(ms: number, run: () => void): void {
    this.after(ms, () => {
      run();
      this.every(ms, run);
    });
  }

  runUntil(ms: number): void {
    for (let next = this.#due[0]; next !== undefined && next.atMs <= ms; next = this.#due[0]) {
      const last = this.#due.pop();
      if (last !== undefined && last !== next) {
        this.#due[0] = last;
        this.#sink(0);
      }
      this.nowMs = next.atMs;
      next.run();
    }
    this.nowMs = ms;
  }

  #rise(from: number): void {
    for (let i = from; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (!this.#swapWhenLater(parent, i)) return;
      i = parent;
    }
  }

  #sink(from: number): void {
    for (let i = from; ; ) {
      const left = 2 * i + 1;
      const child = this.#isLater(left, left + 1) ? left + 1 : left;
      if (!this.#swapWhenLater(i, child)) return;
      i = child;
    }
  }

  #swapWhenLater(i: number, j: number): boolean {
    const [a, b] = [this.#due[i], this.#due[j]];
    if (a === undefined || b === undefined || !this.#isLater(i, j)) return false;
    this.#due[i] = b;
    this.#due[j] = a;
    return true;
  }

  #isLater(i: number, j: number): boolean {
    const [a, b] = [this.#due[i], this.#due[j]];
    if (a === undefined || b === undefined) return false;
    return a.atMs > b.atMs || (a.atMs === b.atMs && a.order > b.order);
  }
}
