import type { Fault } from '../../shared/faults/fault.ts';
import type { Snapshot } from '../../shared/model/snapshot.ts';
import type { Result } from '../../shared/result.ts';
import type { Clock } from '../base/clock.ts';
import type { Emit } from './events.ts';
import type { NoticeEnd, NoticeLife } from './notice-life.ts';

type Notice = Snapshot['notices'][number];

const LIMIT = 20;

/** Tells whether what had to be kept is kept. */
export function emitSaved(saved: Result<unknown>, emit: Emit): void {
  if (saved.ok) emit({ type: 'notice-over', end: 'saved' });
  else emit({ type: 'notice', fault: saved.fault, life: { until: ['saved'] } });
}

interface Entry {
  readonly notice: Notice;
  readonly until: readonly NoticeEnd[];
  /** Calls off the end that time would bring. */
  readonly cancel: () => void;
}

/** What happened elsewhere and people should see, newest first, each for as long as it is so. */
export class Notices {
  readonly #clock: Clock;
  readonly #onExpired: () => void;
  #entries: readonly Entry[] = [];
  #nextId = 1;

  /** @param onExpired - the time of one is over. */
  constructor(clock: Clock, onExpired: () => void) {
    this.#clock = clock;
    this.#onExpired = onExpired;
  }

  get list(): readonly Notice[] {
    return this.#entries.map(({ notice }) => notice);
  }

  /** Answers whether it is news: the very same may stand there already. */
  add(fault: Fault, { until, forMs }: NoticeLife): boolean {
    const id = this.#nextId++;
    const same = JSON.stringify(fault);
    const told = this.#drop(
      (entry) =>
        JSON.stringify(entry.notice.fault) === same || (until !== undefined && until[0] === entry.until[0]),
    );
    const expire = (): void => {
      this.dismiss(id);
      this.#onExpired();
    };
    const cancel = forMs === undefined ? () => undefined : this.#clock.after(forMs, expire);
    const notice = { id, at: this.#clock.date().toISOString(), fault };
    this.#entries = [{ notice, until: until ?? [], cancel }, ...this.#entries];
    const oldest = this.#entries.at(LIMIT)?.notice.id;
    if (oldest !== undefined) this.dismiss(oldest);
    return !told.some((before) => JSON.stringify(before) === same);
  }

  /** Takes down what was told until this. @returns what that was. */
  end(end: NoticeEnd): readonly Fault[] {
    return this.#drop(({ until }) => until.includes(end));
  }

  dismiss(id: number): void {
    this.#drop(({ notice }) => notice.id === id);
  }

  #drop(isOver: (entry: Entry) => boolean): readonly Fault[] {
    const over = this.#entries.filter(isOver);
    if (over.length > 0) this.#entries = this.#entries.filter((entry) => !over.includes(entry));
    for (const { cancel } of over) cancel();
    return over.map(({ notice }) => notice.fault);
  }
}
