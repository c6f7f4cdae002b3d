/** One member of a modelled party: its succession, what it knows of the roster, and its control server while it runs one. */
import { outranks, type Reign } from '../../../main/engine/succession/reign.ts';
import { Succession } from '../../../main/engine/succession/succession.ts';
import type {
  Declared,
  SuccessionEffect,
  SuccessionEvent,
} from '../../../main/engine/succession/succession-events.ts';
import type { Gathering } from './gathering.ts';

/** What a server holds of a member. */
export interface Entry {
  readonly index: number;
  readonly seq: number;
}

interface ModelServer {
  reign: Reign;
  readonly roster: Map<string, Entry>;
  /** With the number of the connection that it came over. */
  readonly online: Map<Member, number>;
  pushes: number;
}

const START_MS = [20, 120] as const;
const RETRY_MS = 400;
/** A connection that nothing comes through is given up by then. */
const CUT_MS = 10_000;

export class Member {
  readonly id: string;
  /** Another network, another judgement; see `standingOf`. */
  readonly standing: number;
  /** null: it was never in, or has left. */
  index: number | null = null;
  isAlive = true;
  roster = new Map<string, Entry>();
  present = new Set<string>();
  server: ModelServer | null = null;
  /** Whom it is connected to. */
  connection: Member | null = null;
  /** Of its present connection. */
  connections = 0;
  succession: Succession;
  seq = 1;
  /** Whom it heard leave in this life, and hasn't heard come back. */
  readonly parted = new Map<string, number>();
  readonly #world: Gathering;
  /** Anew with each life, so that nothing of an earlier one comes in. */
  #life = 0;
  #target: Reign | null = null;
  #cancelTime = (): void => undefined;
  #isGoing = false;

  constructor(world: Gathering, id: string, standing: number) {
    this.#world = world;
    this.id = id;
    this.standing = standing;
    this.succession = new Succession(id);
  }

  get isIn(): boolean {
    return this.isAlive && this.index !== null;
  }

  get isConnected(): boolean {
    return this.server !== null || this.connection !== null;
  }

  feed(event: SuccessionEvent): void {
    if (!this.isAlive) return;
    if (event.type === 'note' && event.note.type === 'left') {
      this.parted.set(event.note.tombstone.peer, event.note.tombstone.seq);
    }
    const effects = this.succession.handle(event, this.#world.nowMs);
    for (const effect of effects) this.#do(effect);
    this.#cancelTime();
    const atMs = this.succession.nextAtMs(this.#world.nowMs);
    if (atMs < Number.POSITIVE_INFINITY) {
      this.#cancelTime = this.#later(atMs - this.#world.nowMs, () => this.feed({ type: 'time' }));
    }
  }

  /** The first of all. */
  found(): void {
    this.index = 1;
    this.roster.set(this.id, { index: 1, seq: this.seq });
    this.#open({ term: 1, acting: false, heirs: [] });
  }

  /** Comes by the code, to whoever runs control. */
  enter(at: Reign): void {
    this.seq += 2;
    this.succession = new Succession(this.id);
    this.#target = at;
    this.#dial(at);
  }

  leave(): void {
    this.seq++;
    this.#isGoing = true;
    this.feed({ type: 'go', tombstone: { peer: this.id, seq: this.seq, signature: '' } });
  }

  /** @param loudly - its process ends, and the system closes its connections; else its line is dead. */
  die(loudly: boolean): void {
    this.isAlive = false;
    this.parted.clear();
    this.#life++;
    this.#cancelTime();
    const { server, connection } = this;
    if (server !== null) for (const one of server.online.keys()) one.cut(loudly);
    const number = this.connections;
    if (connection !== null) this.#world.after(loudly ? 0 : CUT_MS, () => connection.lose(this, number));
    this.connection = null;
    this.#target = null;
    this.#isGoing = false;
  }

  /** With what it kept: who ran control when it ended. */
  comeBack(): void {
    const { reign } = this.succession;
    const ran = this.server;
    this.isAlive = true;
    this.server = null;
    this.seq++;
    this.succession = new Succession(this.id);
    this.present = new Set();
    this.#tellRoster();
    if (reign === null) return;
    if (ran !== null) {
      this.#open({ term: reign.term, acting: reign.acting, heirs: reign.heirs });
      return;
    }
    this.feed({ type: 'told', reign });
    this.#target = reign;
    this.#dial(reign);
  }

  /** A member joins or comes back here. */
  admit(one: Member): void {
    const { server } = this;
    if (server === null) return;
    const known = server.roster.get(one.id);
    const taken = new Set([...server.roster].filter(([id]) => id !== one.id).map(([, { index }]) => index));
    let index = known?.index ?? one.index ?? 1;
    if (taken.has(index)) {
      index = 1;
      while (taken.has(index)) index++;
    }
    server.roster.set(one.id, { index, seq: Math.max(one.seq, known?.seq ?? 0) });
    server.online.set(one, one.connections);
    this.push();
  }

  /** Tells everybody here, itself too, who is in. */
  push(): void {
    const { server } = this;
    if (server === null) return;
    const roster = new Map(server.roster);
    const present = new Set([this.id, ...[...server.online.keys()].map(({ id }) => id)]);
    const number = ++server.pushes;
    for (const one of [this, ...server.online.keys()]) {
      this.#world.carry(this, one, () => {
        // A connection keeps the order in which things were sent; its latest is what counts.
        if (number !== server.pushes) return;
        if (one === this ? this.server === server : one.connection === this) one.see(roster, present);
      });
    }
  }

  see(roster: ReadonlyMap<string, Entry>, present: ReadonlySet<string>): void {
    this.roster = new Map(roster);
    this.present = new Set(present);
    this.index = roster.get(this.id)?.index ?? this.index;
    this.#tellRoster();
  }

  /** A connection here is gone. */
  lose(one: Member, number: number): void {
    if (this.server?.online.get(one) !== number) return;
    this.server.online.delete(one);
    this.push();
  }

  cut(loudly: boolean): void {
    const lost = this.connection;
    if (lost === null) return;
    this.#later(loudly ? 5 : CUT_MS, () => {
      if (this.connection === lost) this.#drop();
    });
  }

  #drop(): void {
    this.connection = null;
    this.feed({ type: 'control', isUp: false });
    const target = this.#target;
    if (target !== null && this.server === null) this.#later(RETRY_MS, () => this.#retry(target));
  }

  #retry(target: Reign): void {
    if (this.#target === target && this.connection === null) this.#dial(target);
  }

  #dial(target: Reign): void {
    const server = this.#world.member(target.peer);
    this.#later(20, () => {
      if (this.#target !== target) return;
      const isThere = server.isAlive && server.server !== null && this.#world.areTogether(this, server);
      if (!isThere) {
        this.#later(RETRY_MS, () => this.#retry(target));
        return;
      }
      this.connection = server;
      this.connections++;
      this.feed({ type: 'control', isUp: true });
      server.admit(this);
      if (server.server === null) return;
      const { roster, online, reign } = server.server;
      this.see(roster, new Set([server.id, ...[...online.keys()].map(({ id }) => id)]));
      this.feed({ type: 'told', reign });
    });
  }

  #open({ term, acting, heirs }: Declared): void {
    const reign: Reign = { term, acting, heirs, peer: this.id, port: 8667, urls: [], signature: '' };
    this.#target = null;
    this.#part();
    this.server = { reign, roster: new Map(this.roster), online: new Map(), pushes: 0 };
    this.feed({ type: 'serving', reign });
    this.push();
  }

  /** Off the server that it was at. */
  #part(): void {
    const before = this.connection;
    const number = this.connections;
    this.connection = null;
    if (before !== null) this.#world.carry(this, before, () => before.lose(this, number));
  }

  #tellRoster(): void {
    const fellows = [...this.roster]
      .filter(([id]) => id !== this.id)
      .map(([id, { seq }]) => ({
        id,
        canServe: true,
        standing: this.#world.member(id).standing,
        isPresent: this.present.has(id),
        recordSeq: seq,
      }));
    this.feed({ type: 'roster', fellows, ownStanding: this.standing });
  }

  #do(effect: SuccessionEffect): void {
    switch (effect.type) {
      case 'tell': {
        const to = this.#world.member(effect.to);
        const { note } = effect;
        this.#world.carry(this, to, () => {
          if (to.roster.has(this.id)) to.feed({ type: 'note', from: this.id, note });
        });
        return;
      }
      case 'serve':
        this.#later(this.#world.between(...START_MS), () => this.#open(effect));
        return;
      case 'declare':
        this.#declare(effect);
        return;
      case 'follow':
        this.#follow(effect.reign);
        return;
      case 'doubt': {
        const { connection } = this;
        if (connection === null) return;
        this.#world.carry(this, connection, () => {
          if (connection.server === null) return;
          this.#world.carry(connection, this, () => this.feed({ type: 'answered' }));
        });
        return;
      }
      case 'remove': {
        const entry = this.server?.roster.get(effect.tombstone.peer);
        if (entry === undefined || entry.seq >= effect.tombstone.seq) return;
        this.server?.roster.delete(effect.tombstone.peer);
        this.push();
        return;
      }
      case 'gone':
        this.#gone();
        return;
      case 'scout':
        this.#later(200, () => {
          this.feed({ type: 'scouted', reign: this.#world.foundBy(this) });
        });
    }
  }

  #declare({ term, acting, heirs }: Declared): void {
    const { server } = this;
    if (server === null) return;
    const reign = { ...server.reign, term, acting, heirs };
    server.reign = reign;
    this.feed({ type: 'serving', reign });
    for (const one of server.online.keys()) {
      this.#world.carry(this, one, () => {
        if (one.connection === this) one.feed({ type: 'told', reign });
      });
    }
  }

  #follow(reign: Reign): void {
    const { server } = this;
    this.server = null;
    this.#part();
    for (const one of server?.online.keys() ?? []) {
      this.#world.carry(this, one, () => {
        if (one.connection !== this) return;
        one.feed({ type: 'moved', reign });
        if (one.connection === this) one.cut(true);
      });
    }
    this.#target = reign;
    if (!this.#isGoing) this.#dial(reign);
  }

  #gone(): void {
    const { connection, server } = this;
    this.#cancelTime();
    this.parted.clear();
    this.#life++;
    this.index = null;
    this.#isGoing = false;
    this.#target = null;
    this.connection = null;
    this.server = null;
    this.roster = new Map();
    this.isAlive = false;
    for (const one of server?.online.keys() ?? []) one.cut(true);
    if (connection === null) return;
    const { id, connections, seq } = this;
    this.#world.carry(this, connection, () => {
      if ((connection.server?.roster.get(id)?.seq ?? seq) < seq) connection.server?.roster.delete(id);
      connection.lose(this, connections);
      connection.push();
    });
  }

  #later(ms: number, run: () => void): () => void {
    const life = this.#life;
    return this.#world.after(ms, () => {
      if (this.isAlive && this.#life === life) run();
    });
  }
}

/** The best that these say of themselves. */
export function highestReign(members: readonly Member[]): Reign | null {
  let best: Reign | null = null;
  for (const { server } of members) {
    if (server !== null && (best === null || outranks(server.reign, best))) best = server.reign;
  }
  return best;
}
