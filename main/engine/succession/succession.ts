/**
 * A party belongs to its members: who of them runs the control server, and who goes on when that one leaves or dies. Free
 * of I/O: events and the time go in, effects come out. A party on a server of its own has no reign, and nobody succeeds.
 */
import { Doubt } from './doubt.ts';
import { orderHeirs } from './heirs.ts';
import { Presence, SILENT_AFTER_MS } from './presence.ts';
import { outranks, type Reign } from './reign.ts';
import type {
  Declared,
  Fellow,
  Note,
  SuccessionEffect,
  SuccessionEvent,
  Tombstone,
} from './succession-events.ts';
import { Tombstones } from './tombstones.ts';

/** What joining the next server may take; a doubt that was cleared isn't raised again before. */
const SETTLE_MS = 3000;
/** What coming back may take, with a tunnel that has to be made again. */
const RESUME_MS = 8000;
/** The connection answers, only the tunnel does not: that is the link's business. */
const ANSWERED_MS = 5000;
const DENIED_MS = 2000;
/** An heir that was told to take over says so within it. */
const HAND_OVER_MS = 1200;
const MOST_HAND_OVERS = 3;
/** Members that are linked but not with us are told again who runs control; and who does, of those who left. */
const REMIND_MS = 2000;
/** Elsewhere the party may be found as well: soon when nobody is with us, then less and less often. */
const SCOUT_MS = { least: 2000, served: 8000, most: 32_000 } as const;
/** Servers that could not be started are not tried again at once. */
const UNABLE_MS = 10_000;

type Role = 'none' | 'following' | 'rising' | 'reigning' | 'gone';

export class Succession {
  readonly #self: string;
  readonly #presence = new Presence();
  readonly #tombstones = new Tombstones();
  #fellows: readonly Fellow[] = [];
  #ownStanding = 4;
  #role: Role = 'none';
  #reign: Reign | null = null;
  #isControlUp = false;
  #isJoining = false;
  /** Another has taken over while our servers start. */
  #isSuperseded = false;
  #doubt: Doubt | null = null;
  /** No doubt before, unless the connection breaks. */
  #calmUntilMs = 0;
  #unableUntilMs = 0;
  #remindAtMs = 0;
  #scoutAtMs = 0;
  #scoutMs: number = SCOUT_MS.least;
  /** We go, once somebody has taken over. */
  #going: { untilMs: number; tried: string[] } | null = null;
  #effects: SuccessionEffect[] = [];

  /** @param self - our peer id. */
  constructor(self: string) {
    this.#self = self;
  }

  /** Who runs control as far as we know; null: nobody of us, the party has a server of its own. */
  get reign(): Reign | null {
    return this.#reign;
  }

  get isReigning(): boolean {
    return this.#role === 'reigning';
  }

  /** Who takes over when we, or whoever runs control, go; null: nobody is there who could. */
  heir(nowMs: number): string | null {
    return this.#heirs().find((id) => id !== this.#reign?.peer && this.#isThere(id, nowMs)) ?? null;
  }

  /** Members that are reached now and could not go on without whoever runs control: theirs is an older version. */
  leftBehind(nowMs: number): string[] {
    return this.#fellows
      .filter(({ id, canServe }) => !canServe && this.#isThere(id, nowMs))
      .map(({ id }) => id);
  }

  handle(event: SuccessionEvent, nowMs: number): SuccessionEffect[] {
    if (this.#role !== 'gone') this.#take(event, nowMs);
    if (this.#role !== 'gone') this.#pass(nowMs);
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  /** When it wants to be told of the time next, monotonic ms; infinite: whenever something happens. */
  nextAtMs(nowMs: number): number {
    if (this.#going !== null) return soonestAfter(nowMs, this.#going.untilMs);
    if (this.#role === 'reigning') {
      return soonestAfter(nowMs, this.#remindAtMs, this.#scoutAtMs);
    }
    if (this.#role !== 'following' || this.#reign === null) return Number.POSITIVE_INFINITY;
    if (this.#doubt !== null) {
      return soonestAfter(nowMs, ...this.#doubt.timesMs(this.#rank(nowMs)), this.#unableUntilMs);
    }
    const heardAtMs = this.#presence.heardAtMs(this.#reign.peer);
    const silentAtMs = heardAtMs === null ? Number.POSITIVE_INFINITY : heardAtMs + SILENT_AFTER_MS;
    const doubtAtMs = this.#isControlUp ? Math.max(silentAtMs, this.#calmUntilMs) : this.#calmUntilMs;
    return soonestAfter(nowMs, doubtAtMs);
  }

  #take(event: SuccessionEvent, nowMs: number): void {
    switch (event.type) {
      case 'roster':
        this.#fellows = event.fellows;
        this.#ownStanding = event.ownStanding;
        return;
      case 'heard':
        this.#heard(event.from, nowMs);
        return;
      case 'control':
        this.#isControlUp = event.isUp;
        if (event.isUp) this.#calm(nowMs, 0);
        // On the way to another server the connection to the last one ends, which is no news.
        else if (!this.#isJoining) this.#calmUntilMs = Math.min(this.#calmUntilMs, nowMs);
        this.#isJoining &&= !event.isUp;
        return;
      case 'answered':
        if (this.#isControlUp) this.#calm(nowMs, ANSWERED_MS);
        return;
      case 'told':
        this.#told(event.reign, nowMs);
        return;
      case 'resumed':
        this.#role = 'following';
        this.#reign = event.reign;
        this.#isJoining = true;
        this.#calm(nowMs, RESUME_MS);
        return;
      case 'moved':
        if (this.#role === 'following' && event.reign.peer !== this.#self) this.#follow(event.reign, nowMs);
        return;
      case 'note':
        this.#heard(event.from, nowMs);
        this.#note(event.from, event.note, nowMs);
        return;
      case 'serving':
        this.#serving(event.reign, nowMs);
        return;
      case 'not-serving':
        this.#unableUntilMs = nowMs + UNABLE_MS;
        this.#role = 'following';
        if (this.#isSuperseded && this.#reign !== null) this.#follow(this.#reign, nowMs);
        return;
      case 'scouted':
        if (event.reign !== null && this.#role === 'reigning') this.#meet(event.reign, nowMs);
        return;
      case 'claimed':
        this.#claimed(event.reign, nowMs);
        return;
      case 'go':
        this.#go(event.tombstone, nowMs);
        return;
      case 'time':
    }
  }

  /** What follows from the time and from what is known now. */
  #pass(nowMs: number): void {
    if (this.#going !== null && this.#role === 'reigning') this.#handOver(nowMs);
    else if (this.#role === 'reigning') this.#rule(nowMs);
    else if (this.#role === 'following' && this.#reign !== null) this.#watch(this.#reign, nowMs);
  }

  #watch(reign: Reign, nowMs: number): void {
    if (this.#doubt === null) {
      const heardAtMs = this.#presence.heardAtMs(reign.peer);
      const isSilent = heardAtMs !== null && nowMs - heardAtMs >= SILENT_AFTER_MS;
      if (nowMs < this.#calmUntilMs || (this.#isControlUp && !isSilent)) return;
    }
    const doubt = this.#doubt ?? this.#begin(nowMs);
    if (doubt.takeAsk(nowMs)) this.#tell(reign.peer, { type: 'who' });
    const rank = this.#rank(nowMs);
    if (rank === 0 || nowMs >= doubt.provedAtMs) this.#ask(doubt, reign, rank, nowMs);
    if (doubt.isDenied) {
      this.#calm(nowMs, DENIED_MS);
      return;
    }
    if (nowMs < doubt.provedAtMs) return;
    for (const id of doubt.askers) this.#tell(id, { type: 'view', term: reign.term, isAlive: false });
    doubt.askers.clear();
    if (nowMs >= doubt.dueAtMs(rank) && nowMs >= this.#unableUntilMs) this.#rise(reign.term, nowMs);
  }

  #begin(nowMs: number): Doubt {
    const doubt = new Doubt(nowMs);
    this.#doubt = doubt;
    this.#isJoining = false;
    if (this.#isControlUp) this.#effects.push({ type: 'doubt' });
    return doubt;
  }

  #ask(doubt: Doubt, { term, peer }: Reign, rank: number, nowMs: number): void {
    if (doubt.hasAsked || (rank > 0 && nowMs < doubt.dueAtMs(rank))) return;
    const others = this.#linked(nowMs).filter((id) => id !== peer);
    doubt.ask(others, nowMs);
    for (const id of others) this.#tell(id, { type: 'ask', term, peer });
  }

  /** How many are to take over before us and are there; those whom we don't reach go their own way. */
  #rank(nowMs: number): number {
    const before = this.#heirs();
    return before
      .slice(0, Math.max(0, before.indexOf(this.#self)))
      .filter((id) => id !== this.#reign?.peer && this.#isThere(id, nowMs)).length;
  }

  /** As whoever runs control told; who came since behind them. */
  #heirs(): string[] {
    const able = orderHeirs([
      ...this.#fellows.filter(({ canServe }) => canServe),
      { id: this.#self, standing: this.#ownStanding },
    ]);
    const told = (this.#reign?.heirs ?? []).filter((id) => able.includes(id));
    return [...told, ...able.filter((id) => !told.includes(id))];
  }

  #rise(term: number, nowMs: number): void {
    this.#doubt = null;
    this.#role = 'rising';
    this.#isSuperseded = false;
    // Nobody is there who could have denied it: perhaps it is our own line that is dead, and the others go on.
    const acting = this.#linked(nowMs).length === 0;
    this.#effects.push({ type: 'serve', ...this.#declared(acting ? term : term + 1, acting) });
  }

  #declared(term: number, acting: boolean): Declared {
    const fellows = this.#fellows.filter(({ canServe }) => canServe);
    return { term, acting, heirs: orderHeirs(fellows) };
  }

  #serving(reign: Reign, nowMs: number): void {
    if (this.#isSuperseded && this.#reign !== null && outranks(this.#reign, reign)) {
      this.#follow(this.#reign, nowMs, true);
      return;
    }
    const isNew = this.#role !== 'reigning';
    this.#isSuperseded = false;
    this.#role = 'reigning';
    this.#doubt = null;
    this.#reign = reign;
    if (!isNew) return;
    this.#scoutMs = SCOUT_MS.least;
    this.#scoutAtMs = nowMs + SCOUT_MS.least;
    this.#remindAtMs = nowMs + REMIND_MS;
    for (const tombstone of this.#tombstones.all()) this.#effects.push({ type: 'remove', tombstone });
    for (const id of this.#linked(nowMs)) this.#tell(id, { type: 'reign', reign });
  }

  #rule(nowMs: number): void {
    const reign = this.#reign;
    if (reign === null) return;
    const present = this.#fellows.filter(({ isPresent }) => isPresent);
    if (reign.acting && present.length > 0) {
      this.#declare(reign.term + 1);
      return;
    }
    const { heirs } = this.#declared(reign.term, reign.acting);
    if (heirs.join() !== reign.heirs.join()) this.#declare(reign.term, reign.acting);
    if (nowMs >= this.#remindAtMs) {
      this.#remindAtMs = nowMs + REMIND_MS;
      const strays = this.#fellows.filter(({ id, isPresent }) => !isPresent && this.#isThere(id, nowMs));
      for (const { id } of strays) this.#tell(id, { type: 'reign', reign });
    }
    if (nowMs >= this.#scoutAtMs) {
      this.#scoutAtMs = nowMs + Math.max(this.#scoutMs, present.length === 0 ? 0 : SCOUT_MS.served);
      this.#scoutMs = Math.min(SCOUT_MS.most, 2 * this.#scoutMs);
      this.#effects.push({ type: 'scout' });
    }
  }

  #declare(term: number, acting = false): void {
    this.#effects.push({ type: 'declare', ...this.#declared(term, acting) });
  }

  #heard(id: string, nowMs: number): void {
    const wasApart = this.#presence.heard(id, nowMs);
    const reign = this.#reign;
    if (reign === null) return;
    if (wasApart) this.#tell(id, { type: 'reign', reign });
    if (id !== reign.peer) return;
    this.#remindOfLeavers(reign.peer, nowMs);
    if (this.#doubt?.isAnsweredBy(nowMs) !== true) return;
    // Where only the connection broke, it is made anew; that takes a moment.
    this.#calm(nowMs, this.#isControlUp ? 0 : DENIED_MS);
  }

  /** Whoever runs control may not have heard them go. */
  #remindOfLeavers(peer: string, nowMs: number): void {
    if (this.#role !== 'following' || nowMs < this.#remindAtMs) return;
    this.#remindAtMs = nowMs + REMIND_MS;
    for (const tombstone of this.#tombstones.all()) {
      const left = this.#fellows.find(({ id }) => id === tombstone.peer);
      if (left !== undefined && left.recordSeq < tombstone.seq) this.#tell(peer, { type: 'left', tombstone });
    }
  }

  /** Whoever runs control is there. */
  #calm(nowMs: number, forMs: number): void {
    const term = this.#reign?.term ?? 0;
    for (const id of this.#doubt?.askers ?? []) this.#tell(id, { type: 'view', term, isAlive: true });
    this.#doubt = null;
    this.#calmUntilMs = nowMs + forMs;
  }

  /** The server that we are connected to. */
  #told(reign: Reign, nowMs: number): void {
    if (reign.peer === this.#self || this.#role === 'rising' || this.#role === 'reigning') return;
    if (this.#reign !== null && outranks(this.#reign, reign)) {
      this.#tell(reign.peer, { type: 'reign', reign: this.#reign });
      return;
    }
    this.#role = 'following';
    this.#reign = reign;
    this.#calm(nowMs, 0);
  }

  #note(from: string, note: Note, nowMs: number): void {
    const reign = this.#reign;
    switch (note.type) {
      case 'who':
        if (reign !== null) this.#tell(from, { type: 'reign', reign });
        return;
      case 'reign':
        this.#meet(note.reign, nowMs, from);
        return;
      case 'ask':
        this.#asked(from, note, nowMs);
        return;
      case 'view':
        if (note.term === reign?.term) this.#doubt?.told(from, note.isAlive);
        return;
      case 'take':
        if (from === reign?.peer && this.#role === 'following') this.#rise(note.term, nowMs);
        return;
      case 'left':
        this.#buried(note.tombstone);
    }
  }

  /** Somebody, perhaps another, says who runs control. */
  #meet(reign: Reign, nowMs: number, from = reign.peer): void {
    const own = this.#reign;
    if (own === null || (reign.peer === own.peer && reign.term === own.term)) return;
    if (outranks(own, reign)) {
      if (from !== this.#self) this.#tell(from, { type: 'reign', reign: own });
      return;
    }
    // What we said of ourselves in an earlier life is over.
    if (reign.peer === this.#self) {
      if (this.#role === 'reigning') this.#declare(reign.term + 1);
      return;
    }
    if (this.#role === 'reigning') this.#follow(reign, nowMs, true);
    else if (this.#role === 'rising') {
      this.#isSuperseded = true;
      this.#reign = reign;
    } else if (this.#doubt !== null || !this.#isControlUp || own.peer === from) this.#follow(reign, nowMs);
    // Ours is there, and leads us there itself once it knows.
    else this.#tell(own.peer, { type: 'reign', reign });
  }

  #asked(from: string, { term, peer }: Extract<Note, { type: 'ask' }>, nowMs: number): void {
    const reign = this.#reign;
    if (reign === null) return;
    if (reign.peer !== peer || reign.term !== term) {
      this.#tell(from, { type: 'reign', reign });
      return;
    }
    if (this.#role !== 'following') {
      this.#tell(from, { type: 'view', term, isAlive: true });
      return;
    }
    // What was heard before says nothing now: it is asked.
    const doubt = this.#doubt ?? this.#begin(nowMs);
    doubt.askers.add(from);
  }

  #follow(reign: Reign, nowMs: number, isYielding = false): void {
    this.#reign = reign;
    this.#role = 'following';
    this.#isJoining = true;
    this.#isSuperseded = false;
    this.#isControlUp = false;
    this.#calm(nowMs, SETTLE_MS);
    this.#effects.push({ type: 'follow', reign, isYielding });
    for (const tombstone of this.#tombstones.all()) this.#tell(reign.peer, { type: 'left', tombstone });
    if (this.#going !== null) this.#end(reign);
  }

  #claimed(reign: Reign, nowMs: number): void {
    const own = this.#reign;
    if (this.#role !== 'reigning' || own === null || !outranks(reign, own)) return;
    // It reached us from outside; where it can't be reached in turn, all come back to us.
    if (this.#presence.isThere(reign.peer, nowMs)) this.#follow(reign, nowMs, true);
    else this.#declare(reign.term + 1);
  }

  #buried(tombstone: Tombstone): void {
    if (!this.#tombstones.add(tombstone)) return;
    if (this.#role === 'reigning') this.#effects.push({ type: 'remove', tombstone });
  }

  #go(tombstone: Tombstone | null, nowMs: number): void {
    for (const id of this.#linked(nowMs)) {
      if (tombstone !== null) this.#tell(id, { type: 'left', tombstone });
    }
    if (this.#role !== 'reigning') {
      this.#end(this.#reign);
      return;
    }
    this.#going = { untilMs: nowMs, tried: [] };
  }

  #handOver(nowMs: number): void {
    const going = this.#going;
    if (going === null || nowMs < going.untilMs) return;
    const heir = this.#heirs().find(
      (id) => id !== this.#self && !going.tried.includes(id) && this.#isThere(id, nowMs),
    );
    if (heir === undefined || going.tried.length >= MOST_HAND_OVERS) {
      this.#end(null);
      return;
    }
    going.tried.push(heir);
    going.untilMs = nowMs + HAND_OVER_MS;
    this.#tell(heir, { type: 'take', term: this.#reign?.term ?? 0 });
  }

  #end(heir: Reign | null): void {
    this.#role = 'gone';
    this.#doubt = null;
    this.#effects.push({ type: 'gone', heir });
  }

  #linked(nowMs: number): string[] {
    return this.#fellows.filter(({ id }) => this.#isThere(id, nowMs)).map(({ id }) => id);
  }

  #isThere(id: string, nowMs: number): boolean {
    return id === this.#self || this.#presence.isThere(id, nowMs);
  }

  #tell(to: string, note: Note): void {
    this.#effects.push({ type: 'tell', to, note });
  }
}

/** The soonest of these times that is still to come; infinite: none is. */
function soonestAfter(nowMs: number, ...timesMs: readonly number[]): number {
  return Math.min(...timesMs.filter((ms) => ms > nowMs), Number.POSITIVE_INFINITY);
}
