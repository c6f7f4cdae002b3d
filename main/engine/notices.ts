import type { Fault } from '../../shared/faults/fault.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import type { Clock } from '../base/clock.ts';

type Notice = Snapshot['notices'][number];

const LIMIT = 20;

/** What happened elsewhere and people should see, newest first. The same thing again replaces its older telling. */
export class Notices {
  readonly #clock: Clock;
  #list: readonly Notice[] = [];
  #nextId = 1;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get list(): readonly Notice[] {
    return this.#list;
  }

  add(fault: Fault): void {
    this.end(fault);
    const notice = { id: this.#nextId++, at: this.#clock.date().toISOString(), fault };
    this.#list = [notice, ...this.#list].slice(0, LIMIT);
  }

  /** It is so no longer. */
  end(fault: Fault): void {
    const same = JSON.stringify(fault);
    this.#list = this.#list.filter((notice) => JSON.stringify(notice.fault) !== same);
  }

  dismiss(id: number): void {
    this.#list = this.#list.filter((notice) => notice.id !== id);
  }
}
