/** Requests under way, each by its number, until its answer comes or its time is over. */

export interface Patience<Answer> {
  readonly clock: { after(ms: number, callback: () => void): () => void };
  readonly ms: number;
  /** What the request comes to when it was not answered within `ms`. */
  late(): Answer;
}

export class PendingRequests<Answer> {
  readonly #pending = new Map<number, (answer: Answer) => void>();
  #nextId: number;

  constructor(firstId = 1) {
    this.#nextId = firstId;
  }

  /** Sends a request under the next number. Without patience it waits until it is answered or all are ended. */
  ask(send: (id: number) => void, patience?: Patience<Answer>): Promise<Answer> {
    const id = this.#nextId++;
    return new Promise((resolve) => {
      const cancel = patience?.clock.after(patience.ms, () => {
        this.#pending.delete(id);
        resolve(patience.late());
      });
      this.#pending.set(id, (answer) => {
        cancel?.();
        resolve(answer);
      });
      send(id);
    });
  }

  /** Settles a request; what came too late, or answers nothing, changes nothing. */
  answer(id: number, answer: Answer): void {
    const settle = this.#pending.get(id);
    this.#pending.delete(id);
    settle?.(answer);
  }

  /** Settles all that are under way: nobody can answer them any more. */
  end(answer: () => Answer): void {
    for (const id of [...this.#pending.keys()]) this.answer(id, answer());
  }
}
