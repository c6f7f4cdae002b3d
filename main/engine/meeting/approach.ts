/**
 * How a newcomer comes to a party by its code alone, free of I/O: events and the time go in, effects come out. It asks where
 * the host is, points WireGuard there, which opens its own NAT, and knocks, so that the host's WireGuard begins as well.
 *
 * A try that leads nowhere is followed by one from another port: some routers keep a flow that a stranger's packet began, and
 * give the one of that port that goes out another mapping. The second try has the host send first, for the same reason.
 */
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import type { HostRecord, MeetingFacts, SeekEvent } from '../rendezvous/rendezvous.ts';
import { likelyObstacle, type Obstacle, obstacle, targetsOf } from './facts.ts';

export type ApproachEvent =
  | SeekEvent
  /** WireGuard listens at another port, of which this is known. */
  | { readonly type: 'renewed'; readonly own: MeetingFacts }
  /** WireGuard has shaken hands with the host. */
  | { readonly type: 'linked' }
  | { readonly type: 'time' };

export type ApproachEffect =
  | { readonly type: 'ask' }
  | { readonly type: 'knock'; readonly instance: string }
  /** Sets the host's peer afresh; WireGuard sends at once. */
  | { readonly type: 'point'; readonly record: HostRecord; readonly endpoint: string }
  | { readonly type: 'renew' }
  | { readonly type: 'met'; readonly record: HostRecord }
  | { readonly type: 'failed'; readonly fault: Fault };

/** Our first packet leaves by then. */
const KNOCK_AFTER_MS = 60;
/** A first packet that came too early is lost; WireGuard itself would wait for 5 s. */
const POINT_AGAIN_MS = [300, 500, 1000, 2000] as const;
const TRY_MS = 4000;
/** A knock by a slow place takes so long. */
const HOST_FIRST_MS = 500;
const TRIES = 4;
/** A DHT takes seconds, and a host who is away may be back in a moment. */
const NOBODY_AFTER_MS = 15_000;
const UNREACHABLE_AFTER_MS = 5000;
const ALL_MS = 45_000;

type Phase = 'asking' | 'trying' | 'renewing' | 'over';

export class Approach {
  #own: MeetingFacts;
  readonly #startedAtMs: number;
  readonly #mayRenew: boolean;
  #phase: Phase = 'asking';
  #record: HostRecord | null = null;
  #try = 0;
  #tryEndsAtMs = Number.POSITIVE_INFINITY;
  #knockAtMs = Number.POSITIVE_INFINITY;
  #pointAtMs = Number.POSITIVE_INFINITY;
  #points = 0;
  #unreachable: Fault | null = null;
  #clock: Fault | null = null;
  #effects: ApproachEffect[] = [];

  /** @param mayRenew - whether WireGuard may go to another port. */
  constructor(own: MeetingFacts, { nowMs, mayRenew }: { nowMs: number; mayRenew: boolean }) {
    this.#own = own;
    this.#startedAtMs = nowMs;
    this.#mayRenew = mayRenew;
    this.#effects.push({ type: 'ask' });
  }

  /** Takes an event in. @returns what is to be done, in this order. */
  handle(event: ApproachEvent, nowMs: number): ApproachEffect[] {
    if (this.#phase !== 'over') {
      this.#route(event, nowMs);
      this.#tick(nowMs);
    }
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  /** When it wants to be told of the time next; infinite: never. */
  get nextAtMs(): number {
    switch (this.#phase) {
      case 'asking':
        return this.#startedAtMs + (this.#unreachable === null ? NOBODY_AFTER_MS : UNREACHABLE_AFTER_MS);
      case 'trying':
        return Math.min(this.#knockAtMs, this.#pointAtMs, this.#tryEndsAtMs);
      default:
        return Number.POSITIVE_INFINITY;
    }
  }

  #route(event: ApproachEvent, nowMs: number): void {
    switch (event.type) {
      case 'found':
        this.#found(event.record, nowMs);
        return;
      case 'gone':
        if (this.#record?.instance === event.instance && this.#phase !== 'over') this.#askAnew();
        return;
      case 'places':
        this.#unreachable = event.fault;
        return;
      case 'clock':
        this.#clock = event.fault;
        return;
      case 'renewed':
        this.#own = event.own;
        this.#effects.push({ type: 'ask' });
        this.#begin(nowMs);
        return;
      case 'linked':
        if (this.#record !== null) this.#end({ type: 'met', record: this.#record });
        return;
      case 'time':
    }
  }

  /** Any later one counts, since the host may have moved; what is the same changes nothing. */
  #found(record: HostRecord, nowMs: number): void {
    const before = this.#record;
    if (before !== null && (record.term < before.term || !isOther(record, before))) return;
    this.#record = record;
    const inTheWay = obstacle(this.#own, record);
    if (inTheWay !== null) this.#fail(natFault(inTheWay));
    else if (targetsOf(this.#own, record).length === 0) this.#fail(fault('meeting.no-endpoint', {}));
    else if (this.#phase !== 'renewing') this.#begin(nowMs);
  }

  #askAnew(): void {
    this.#phase = 'asking';
    this.#record = null;
  }

  #begin(nowMs: number): void {
    if (this.#record === null) {
      this.#phase = 'asking';
      return;
    }
    this.#phase = 'trying';
    this.#points = 0;
    this.#tryEndsAtMs = nowMs + TRY_MS;
    const isHostFirst = this.#try % 2 === 1;
    this.#pointAtMs = nowMs + (isHostFirst ? HOST_FIRST_MS : 0);
    this.#knockAtMs = nowMs + (isHostFirst ? 0 : KNOCK_AFTER_MS);
  }

  #tick(nowMs: number): void {
    if (this.#phase === 'asking') this.#wait(nowMs);
    if (this.#phase !== 'trying' || this.#record === null) return;
    if (nowMs >= this.#tryEndsAtMs) {
      this.#giveUpTry(this.#record, nowMs);
      return;
    }
    if (nowMs >= this.#pointAtMs) this.#point(this.#record, nowMs);
    if (nowMs < this.#knockAtMs) return;
    this.#knockAtMs = Number.POSITIVE_INFINITY;
    this.#effects.push({ type: 'knock', instance: this.#record.instance });
  }

  #wait(nowMs: number): void {
    const waitedMs = nowMs - this.#startedAtMs;
    if (this.#unreachable !== null && waitedMs >= UNREACHABLE_AFTER_MS) this.#fail(this.#unreachable);
    else if (waitedMs >= NOBODY_AFTER_MS) this.#fail(this.#clock ?? fault('meeting.nobody', {}));
  }

  /** All the places where it may be have their turn. */
  #point(record: HostRecord, nowMs: number): void {
    const targets = targetsOf(this.#own, record);
    const endpoint = targets[this.#points % targets.length] ?? '';
    this.#effects.push({ type: 'point', record, endpoint });
    this.#pointAtMs = nowMs + (POINT_AGAIN_MS[Math.min(this.#points, POINT_AGAIN_MS.length - 1)] ?? TRY_MS);
    this.#points++;
  }

  #giveUpTry(record: HostRecord, nowMs: number): void {
    const likely = likelyObstacle(this.#own, record);
    if (likely !== null) this.#fail(natFault(likely));
    else if (++this.#try >= TRIES || nowMs - this.#startedAtMs >= ALL_MS) {
      this.#fail(this.#clock ?? fault('meeting.blocked', {}));
    } else if (this.#mayRenew) {
      this.#phase = 'renewing';
      this.#effects.push({ type: 'renew' });
    } else this.#begin(nowMs);
  }

  #fail(why: Fault): void {
    this.#end({ type: 'failed', fault: why });
  }

  #end(effect: ApproachEffect): void {
    this.#phase = 'over';
    this.#effects.push(effect);
  }
}

function natFault(whose: Obstacle): Fault {
  return fault('meeting.nat', { whose });
}

function isOther(a: HostRecord, b: HostRecord): boolean {
  return textOf(a) !== textOf(b);
}

/** What matters of a record for the way to its writer. */
function textOf({ instance, wireguardKey, endpoints, ipv6, lan, door, term }: HostRecord): string {
  return JSON.stringify([instance, wireguardKey, endpoints, ipv6, lan, door, term]);
}
