/** The connection to one Nostr relay: a subscription, and events of ours. */
import type { Clock } from '../../../base/clock.ts';
import type { Random } from '../../../base/random.ts';
import type { ControlSocket, OpenControlSocket } from '../../../control-client/control-socket.ts';
import { dayOf, daysAround } from '../notes/day-keys.ts';
import type { PlaceRole } from '../place.ts';
import { filterOf, makeEvent } from './event.ts';
import { parseRelayFrame } from './relay-frames.ts';

export interface RelayVisitOptions {
  readonly url: string;
  readonly role: PlaceRole;
  readonly clock: Clock;
  readonly random: Random;
  readonly openSocket: OpenControlSocket;
  /** Told once that it can be sent to: what is sent now comes after our subscription, and needs not wait for its answer. */
  onConnected(): void;
  /** Told once that it takes subscriptions. */
  onOpen(): void;
  onNote(sealed: Uint8Array): void;
  /** Told once. refused: it is there, and doesn't want this. */
  onEnd(why: 'refused' | 'unreachable'): void;
}

/** How long a relay may take to answer a subscription. */
const ANSWER_MS = 10_000;
/** Asking again tells whether it still answers, and keeps the NAT's mapping of the connection. */
const ASK_AGAIN_MS = 60_000;
/** The Date header has whole seconds and may be a little old. */
const CLOCK_TRUSTED_MS = 30_000;

export class RelayVisit {
  readonly #options: RelayVisitOptions;
  readonly #subscription: string;
  readonly #abort = new AbortController();
  #socket: ControlSocket | null = null;
  #isOpen = false;
  #hasEnded = false;
  #aheadMs = 0;
  #cancel: () => void = () => undefined;

  constructor(options: RelayVisitOptions) {
    this.#options = options;
    this.#subscription = Buffer.from(options.random.bytes(8)).toString('hex');
    void this.#connect();
  }

  /** Sends a note; nothing where there is no connection. */
  send(sealed: Uint8Array): void {
    if (this.#socket === null) return;
    const { role, random } = this.#options;
    const now = this.#now();
    const keys = role.dayKeys(dayOf(now));
    const event = makeEvent(keys, role.sends, sealed, Math.floor(now / 1000), random.bytes(32));
    this.#socket.send(JSON.stringify(['EVENT', event]));
  }

  close(): void {
    this.#hasEnded = true;
    this.#cancel();
    this.#abort.abort();
    this.#socket?.close();
  }

  async #connect(): Promise<void> {
    const { url, clock, openSocket } = this.#options;
    const opened = await openSocket(url, this.#abort.signal);
    if (!opened.ok) return this.#end('unreachable');
    const socket = opened.value;
    if (this.#hasEnded) return socket.terminate();
    this.#socket = socket;
    const ahead = (socket.dated ?? clock.date().getTime()) - clock.date().getTime();
    // A relay takes no event of tomorrow: where our clock is wrong, its own counts.
    if (Math.abs(ahead) > CLOCK_TRUSTED_MS) this.#aheadMs = ahead;
    socket.onMessage((text) => this.#heard(text));
    socket.onClose(() => this.#end('unreachable'));
    this.#subscribe();
    this.#options.onConnected();
  }

  #now(): number {
    return this.#options.clock.date().getTime() + this.#aheadMs;
  }

  #subscribe(): void {
    const { role, clock } = this.#options;
    const days = daysAround(this.#now()).map((day) => role.dayKeys(day));
    this.#socket?.send(JSON.stringify(['REQ', this.#subscription, filterOf(days, role.hears)]));
    this.#cancel();
    this.#cancel = clock.after(ANSWER_MS, () => this.#end('unreachable'));
  }

  #heard(text: string): void {
    if (this.#hasEnded) return;
    const frame = parseRelayFrame(text);
    if (frame === null) return;
    const { onNote } = this.#options;
    if (frame.type === 'ok') {
      if (!frame.taken) this.#end('refused');
      return;
    }
    if (frame.subscription !== this.#subscription) return;
    if (frame.type === 'closed') this.#end('refused');
    else if (frame.type === 'event') onNote(frame.content);
    else this.#answered();
  }

  #answered(): void {
    const { clock, onOpen } = this.#options;
    this.#cancel();
    this.#cancel = clock.after(ASK_AGAIN_MS, () => this.#subscribe());
    if (this.#isOpen) return;
    this.#isOpen = true;
    onOpen();
  }

  #end(why: 'refused' | 'unreachable'): void {
    if (this.#hasEnded) return;
    this.close();
    this.#options.onEnd(why);
  }
}
