/** What a process has of the system, all of which is gone when it ends: timers, sockets, connections. */
import type { Clock } from '../../../main/base/clock.ts';
import type { OpenControlSocket } from '../../../main/control-client/control-socket.ts';
import type { Outside } from '../../../main/engine/nat/outside.ts';
import type { Rendezvous } from '../../../main/engine/rendezvous/rendezvous.ts';

export class Life implements Clock {
  readonly #clock: Clock;
  readonly #open = new Set<() => void>();
  #isOver = false;

  readonly #date: () => Date;

  /** @param date - the wall clock of the computer that it runs on. */
  constructor(clock: Clock, date: () => Date) {
    this.#clock = clock;
    this.#date = date;
  }

  now(): number {
    return this.#clock.now();
  }

  date(): Date {
    return this.#date();
  }

  after(ms: number, callback: () => void): () => void {
    return this.#clock.after(ms, () => {
      if (!this.#isOver) callback();
    });
  }

  /** The same ways out, whose sockets end with it. */
  owning(outside: Outside): Outside {
    return {
      ...outside,
      openUdp: async (options) => {
        const opened = await outside.openUdp(options);
        if (!('error' in opened)) this.#open.add(() => opened.close());
        return opened;
      },
    };
  }

  /** The same meeting places, which it leaves without a word. */
  meeting(rendezvous: Rendezvous): Rendezvous {
    const leaving = <T extends { stop(): unknown }>(open: T): T => {
      this.#open.add(() => void open.stop());
      return open;
    };
    return {
      ...rendezvous,
      host: (...args) => leaving(rendezvous.host(...args)),
      seek: (...args) => leaving(rendezvous.seek(...args)),
    };
  }

  connecting(open: OpenControlSocket): OpenControlSocket {
    return async (url, signal) => {
      const opened = await open(url, signal);
      if (opened.ok) this.#open.add(() => opened.value.terminate());
      return opened;
    };
  }

  /** Something else that ends with it. */
  readonly own = (close: () => void): void => {
    this.#open.add(close);
  };

  end(): void {
    this.#isOver = true;
    for (const close of this.#open) close();
  }
}
