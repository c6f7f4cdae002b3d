/** What games on this machine tell their LAN, carried to those members who are not in it. */
import type { Fault } from '../../../shared/faults/fault.ts';
import { discoveryPorts } from '../../../shared/games/discovery-ports.ts';
import { gameProfiles } from '../../../shared/games/profiles/all-profiles.ts';
import type { PartyView } from '../../../shared/model/snapshot.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log/log.ts';
import type { Tunnel } from '../helper/tunnel.ts';

/** A new member's WireGuard comes first; and by then it is mostly known who is in the same LAN. */
const SETTLE_MS = 1_000;
/** Counting starts a program; nobody reads the figure more often. */
const COUNT_EVERY_MS = 5_000;
const TRY_EVERY_MS = 30_000;

export interface LanGamesOptions {
  readonly tunnel: Pick<Tunnel, 'setDiscovery' | 'clearDiscovery' | 'countDiscovery'>;
  readonly clock: Clock;
  readonly log: Log;
  isWanted(): boolean;
  /** Party addresses of the members who don't hear this machine's LAN anyway. */
  members(): readonly string[];
  /** What {@link LanGames.view} gives is something else now. */
  onChange(): void;
}

export class LanGames {
  readonly #options: LanGamesOptions;
  readonly #ports = discoveryPorts(gameProfiles);
  /** Whom the helper was asked for last: addresses, or nobody; null: its rules are not known. */
  #asked: string | null = null;
  #askedAtMs = 0;
  #countedAtMs = 0;
  #isReady = false;
  #isAsking = false;
  #cancelSettling: (() => void) | null = null;
  #view: NonNullable<PartyView['games']> | null = null;

  constructor(options: LanGamesOptions) {
    this.#options = options;
  }

  /** Null before it is known. */
  get view(): PartyView['games'] {
    return this.#view;
  }

  /** The device has its address, or is another one now: what held before may not. */
  startOver(): void {
    this.#isReady = true;
    this.#asked = null;
    this.look();
  }

  /** Time has passed, and whoever is to get copies is the same. */
  lookAtFigures(): void {
    if (!this.#isReady) return;
    if (this.#isTryDue()) this.look();
    else if (this.#cancelSettling === null) void this.#count();
  }

  /** Whoever is to get copies may be others now, or the figures are due. */
  look(): void {
    if (!this.#isReady) return;
    if (this.#isAsWanted()) void this.#count();
    else this.#cancelSettling ??= this.#options.clock.after(SETTLE_MS, () => void this.#ask());
  }

  /** Somebody switched it on or off, and waits for that. */
  hurry(): void {
    if (this.#isReady) void this.#ask();
  }

  /** The rules go with the device. */
  close(): void {
    this.#isReady = false;
    this.#cancelSettling?.();
  }

  async #ask(): Promise<void> {
    this.#cancelSettling?.();
    this.#cancelSettling = null;
    // Whoever is asking now looks again afterwards.
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#isReady && !this.#isAsWanted()) await this.#askOnce();
    this.#isAsking = false;
  }

  async #askOnce(): Promise<void> {
    const { tunnel, clock, log } = this.#options;
    const members = this.#wanted();
    // Before the answer: whoever starts over meanwhile must not be overruled by it.
    this.#asked = nameOf(members);
    this.#askedAtMs = clock.now();
    const done = await (members === null
      ? tunnel.clearDiscovery()
      : tunnel.setDiscovery(members, this.#ports));
    if (!done.ok) log.warn('games are not carried', { fault: done.fault });
    this.#show(members === null, done.ok ? null : done.fault);
  }

  /** Null: nobody, and no rules. */
  #wanted(): readonly string[] | null {
    return this.#options.isWanted() ? this.#options.members() : null;
  }

  #isAsWanted(): boolean {
    return this.#asked === nameOf(this.#wanted()) && !this.#isTryDue();
  }

  /** What a machine lacks it lacks the next time, too; a helper that did not answer may answer then. */
  #isTryDue(): boolean {
    const mayPass = this.#view?.fault?.code === 'helper.unreachable';
    return mayPass && this.#options.clock.now() >= this.#askedAtMs + TRY_EVERY_MS;
  }

  #show(isOff: boolean, problem: Fault | null): void {
    const { sent = 0, received = 0, capped = 0 } = this.#view ?? {};
    const state = isOff ? 'off' : 'on';
    this.#view = { state: problem === null ? state : 'impossible', fault: problem, sent, received, capped };
    this.#options.onChange();
  }

  async #count(): Promise<void> {
    const { tunnel, clock } = this.#options;
    const now = clock.now();
    if (this.#view?.state !== 'on' || now < this.#countedAtMs + COUNT_EVERY_MS) return;
    this.#countedAtMs = now;
    const counted = await tunnel.countDiscovery();
    if (!counted.ok || this.#view.state !== 'on') return;
    const { sent, received, capped } = counted.value;
    const before = this.#view;
    if (sent === before.sent && received === before.received && capped === before.capped) return;
    this.#view = { ...before, sent, received, capped };
    this.#options.onChange();
  }
}

function nameOf(members: readonly string[] | null): string {
  return members === null ? 'nobody' : `to ${members}`;
}
