import type { Fault, FaultCode } from '../../shared/faults/fault.ts';
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
    const same = JSON.stringify(fault);
    const others = this.#list.filter((notice) => JSON.stringify(notice.fault) !== same);
    const notice = { id: this.#nextId++, at: this.#clock.date().toISOString(), fault };
    this.#list = [notice, ...others].slice(0, LIMIT);
  }

  end(code: FaultCode): void {
    this.#list = this.#list.filter(({ fault }) => fault.code !== code);
  }

  dismiss(id: number): void {
    this.#list = this.#list.filter((notice) => notice.id !== id);
  }
}
