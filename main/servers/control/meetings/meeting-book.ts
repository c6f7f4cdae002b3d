/** Who hears which notes of people who look for each other, and the latest of those. It can read none of them. */
import type { ControlPush } from '../../../../shared/control/messages.ts';
import type { Clock } from '../../../base/clock.ts';

/** Hears notes. */
export interface MeetingHearer {
  push(push: ControlPush): void;
}

interface Kept {
  readonly topic: string;
  readonly note: string;
  readonly at: number;
}

export interface MeetingLimits {
  /** Topics that one hears at once. */
  readonly topics: number;
  /** Topics that are heard in all. */
  readonly allTopics: number;
  /** Notes that are kept, of one topic and in all. */
  readonly kept: number;
  readonly allKept: number;
  readonly keptMs: number;
}

export const meetingLimits: MeetingLimits = {
  // Three days, as it may be on somebody else's clock.
  topics: 4,
  allTopics: 16_384,
  kept: 4,
  allKept: 4096,
  keptMs: 60_000,
};

export class MeetingBook {
  readonly #clock: Clock;
  readonly #limits: MeetingLimits;
  readonly #hearers = new Map<string, Set<MeetingHearer>>();
  readonly #topics = new Map<MeetingHearer, readonly string[]>();
  /** Oldest first. */
  #kept: Kept[] = [];

  constructor(clock: Clock, limits = meetingLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Hears these topics from now on, and no other; null: there is no room. @returns notes of a moment ago. */
  hear(hearer: MeetingHearer, topics: readonly string[]): readonly Kept[] | null {
    this.forget(hearer);
    const fresh = topics.filter((topic) => !this.#hearers.has(topic));
    if (this.#hearers.size + fresh.length > this.#limits.allTopics) return null;
    this.#topics.set(hearer, topics);
    for (const topic of topics) {
      const hearers = this.#hearers.get(topic) ?? new Set();
      hearers.add(hearer);
      this.#hearers.set(topic, hearers);
    }
    this.#expire();
    return this.#kept.filter(({ topic }) => topics.includes(topic));
  }

  tell(topic: string, note: string): void {
    this.#expire();
    const same = this.#kept.filter((one) => one.topic === topic);
    const tooMany = same.length >= this.#limits.kept ? same[0] : undefined;
    this.#kept = [...this.#kept.filter((one) => one !== tooMany), { topic, note, at: this.#clock.now() }];
    this.#kept = this.#kept.slice(-this.#limits.allKept);
    for (const hearer of this.#hearers.get(topic) ?? []) hearer.push({ type: 'meeting.note', topic, note });
  }

  forget(hearer: MeetingHearer): void {
    for (const topic of this.#topics.get(hearer) ?? []) {
      const hearers = this.#hearers.get(topic);
      hearers?.delete(hearer);
      if (hearers?.size === 0) this.#hearers.delete(topic);
    }
    this.#topics.delete(hearer);
  }

  #expire(): void {
    const since = this.#clock.now() - this.#limits.keptMs;
    this.#kept = this.#kept.filter(({ at }) => at > since);
  }
}
