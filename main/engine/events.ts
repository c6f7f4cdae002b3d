/** What happens in an engine, told to all its parts in one order; see {@link EngineEvents}. */
import type { Fault } from '../../shared/faults/fault.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { NetworkChange } from './machine/network-changes.ts';
import type { NoticeEnd, NoticeLife } from './notice-life.ts';

export type EngineEvent =
  /** We are in a party now, at this address. */
  | { readonly type: 'party-entered'; readonly address: string }
  /** We have another address in it. */
  | { readonly type: 'party-moved'; readonly address: string }
  /** It is over for us, and about to be left. */
  | { readonly type: 'party-ended'; readonly reason: Fault }
  | { readonly type: 'party-left' }
  | { readonly type: 'member-came'; readonly peer: string }
  /** Its record says something else now, e.g. its name. */
  | { readonly type: 'member-changed'; readonly peer: string }
  | { readonly type: 'member-left'; readonly peer: string }
  /** How members are reached. figures: only how well. */
  | { readonly type: 'links-changed'; readonly what: 'state' | 'figures' }
  /** Which relays there are, which of them are reached, or what our own one does. */
  | { readonly type: 'relays-changed' }
  /** Whether games' announcements are carried, and how many were. */
  | { readonly type: 'games-changed' }
  /** How the world reaches us, the control server included. */
  | { readonly type: 'reachability-changed' }
  /** An echo that was answered, or given up: rttMs null. Monotonic ms. */
  | {
      readonly type: 'sample';
      readonly peer: string;
      readonly sentAtMs: number;
      readonly rttMs: number | null;
    }
  /** A member's engine told something that is no echo; WireGuard vouches for its address. */
  | { readonly type: 'told'; readonly from: string; readonly bytes: Uint8Array }
  /** This machine's network is another one, or it was asleep. */
  | { readonly type: 'network-changed'; readonly change: Exclude<NetworkChange, 'clock'> }
  /** This machine's network was looked at, by time or since the system had news of it. */
  | { readonly type: 'looked' }
  | { readonly type: 'settings-changed'; readonly settings: Settings; readonly before: Settings }
  /** The helper ended on its own, with whatever it held still running; it may be started again now. */
  | { readonly type: 'helper-lost' }
  /** It runs and finds WireGuard. isBack: one was lost, and what that held waits to be taken up. */
  | { readonly type: 'helper-ready'; readonly isBack: boolean }
  /** What is under way, or whether tunnels can be made. */
  | { readonly type: 'activity-changed' }
  /** People should see this, for as long as it is so. */
  | { readonly type: 'notice'; readonly fault: Fault; readonly life: NoticeLife }
  /** Whatever was told until this is so no longer; most often nothing was. */
  | { readonly type: 'notice-over'; readonly end: NoticeEnd };

/** Tells of what happens; never throws. */
export type Emit = (event: EngineEvent) => void;

/** Hears of everything. */
export interface EngineListener {
  hear(event: EngineEvent): void;
}

/** Hands each event to all parts in the order in which they were named; one that comes meanwhile waits. */
export class EngineEvents {
  #listeners: readonly EngineListener[] = [];
  readonly #waiting: EngineEvent[] = [];
  #isTelling = false;

  /** Names who hears, in this order. What was told before that waits for it. */
  connect(...listeners: readonly EngineListener[]): void {
    this.#listeners = listeners;
    this.#tellAll();
  }

  readonly emit: Emit = (event) => {
    this.#waiting.push(event);
    if (!this.#isTelling && this.#listeners.length > 0) this.#tellAll();
  };

  /** Tells nobody anything any more: what it would tell of is being taken down. */
  close(): void {
    this.#listeners = [];
    this.#waiting.length = 0;
  }

  #tellAll(): void {
    this.#isTelling = true;
    for (let event = this.#waiting.shift(); event !== undefined; event = this.#waiting.shift()) {
      for (const listener of this.#listeners) listener.hear(event);
    }
    this.#isTelling = false;
  }
}
