/** When the others are told what changed about us: once for all that a moment brings, and after what people wait for. */
import type { Clock } from '../../base/clock.ts';

/** Each record is sealed, signed, kept on the disk, and sent to everybody; on entering, four things change within 0.2 s. */
const SETTLE_MS = 50;

export class Announcer {
  readonly #clock: Clock;
  readonly #announce: () => void;
  #isOpen = false;
  #isDue = false;
  #cancel = (): void => undefined;

  constructor(clock: Clock, announce: () => void) {
    this.#clock = clock;
    this.#announce = announce;
  }

  /** We are in the party: what has waited for that is told. */
  open(): void {
    this.#isOpen = true;
    if (this.#isDue) this.#soon();
  }

  /** Something about us changed. */
  changed(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    if (this.#isOpen) this.#soon();
  }

  close(): void {
    this.#isOpen = false;
    this.#cancel();
  }

  #soon(): void {
    this.#cancel = this.#clock.after(SETTLE_MS, () => {
      this.#isDue = false;
      this.#announce();
    });
  }
}
