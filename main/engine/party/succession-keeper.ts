/** Sees to it that the party goes on: carries out what `Succession` decides, and signs and checks what members say of it. */
import {
  REIGN_HEIRS,
  REIGN_URLS,
  reignBytes,
  SUCCESSION_VERSION,
  tombstoneBytes,
} from '../../../shared/control/succession.ts';
import type { Reachability } from '../../../shared/model/reachability.ts';
import type { PartyView } from '../../../shared/model/snapshot.ts';
import type { Result } from '../../../shared/result.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log/log.ts';
import { sign, verify } from '../../crypto/signature.ts';
import type { PartySeed } from '../../servers/serve.ts';
import { standingOf } from '../succession/heirs.ts';
import { decodeNote, encodeNote, isNote } from '../succession/note-packet.ts';
import type { Reign } from '../succession/reign.ts';
import { Succession } from '../succession/succession.ts';
import type {
  Declared,
  SuccessionEffect,
  SuccessionEvent,
  Tombstone,
} from '../succession/succession-events.ts';
import type { EmbeddedServers } from './embedded-servers.ts';
import type { PartyFacts } from './party-context.ts';
import type { RosterMember } from './roster.ts';

/** What was on its way to a server that ends still gets there. */
const LINGER_MS = 3000;
/** All are at the new server by then, or were away before. */
const STRAGGLERS_MS = 15_000;
/** Each with the other places that it was at. */
const FORMER_URLS = 16;

export interface SuccessionKeeperOptions {
  readonly facts: PartyFacts;
  readonly keys: {
    readonly peerId: string;
    readonly identity: { readonly seed: Uint8Array; readonly publicKey: string };
  };
  readonly clock: Clock;
  readonly log: Log;
  members(): readonly RosterMember[];
  member(peer: string): RosterMember | undefined;
  /** Takes off our own roster who left, as it says itself. */
  bury(tombstone: Tombstone): void;
  /** Of ourselves, too; empty for one that isn't a member. */
  nameOf(peer: string): string;
  ownReachability(): Reachability;
  /** To a member's engine, through the tunnel. */
  send(address: string, bytes: Uint8Array): void;
  /** Whether the control server answers. */
  heartbeat(): Promise<Result<unknown>>;
  /** The party as we know it. */
  seed(): PartySeed;
  startServers(seed: PartySeed): Promise<Result<EmbeddedServers>>;
  /** Joins at these. */
  moveTo(servers: readonly string[]): void;
  /** Asks whoever serves the party at these who runs it, and says that we do; null: nobody. */
  claim(servers: readonly string[], reign: Reign): Promise<Reign | null>;
  /** Servers began, ended, or are another's. @param isOther - whom they leave out may only not have come yet. */
  onChange(isOther: boolean): void;
  /** All members that are still there have come to the new server. */
  onSettled(): void;
}

export class SuccessionKeeper {
  readonly #options: SuccessionKeeperOptions;
  readonly #machine: Succession;
  /** Where the party's servers were before. */
  #former: readonly string[] = [];
  #cancelTime = (): void => undefined;
  #cancelSettling = (): void => undefined;
  #isClosed = false;
  #isGoing = false;
  /** Ran control, and said that it leaves. */
  #leaver: Tombstone | null = null;
  #whenGone: (heir: Reign | null) => void = () => undefined;
  readonly #lingering = new Set<EmbeddedServers>();

  constructor(options: SuccessionKeeperOptions) {
    this.#options = options;
    this.#machine = new Succession(options.keys.peerId);
  }

  /** What people see of it; null: the party has a server of its own. */
  get view(): PartyView['succession'] {
    if (this.#machine.reign === null) return null;
    const { clock, keys, nameOf } = this.#options;
    const { peer } = this.#machine.reign;
    const nowMs = clock.now();
    const heir = this.#machine.heir(nowMs);
    return {
      here: peer === keys.peerId,
      by: nameOf(peer),
      next: heir === null ? null : nameOf(heir),
      leftBehind: this.#machine.leftBehind(nowMs).map(nameOf),
    };
  }

  /** Somebody is in the party who could run it. */
  get isAwaited(): boolean {
    return this.#options
      .members()
      .some(({ presence, record }) => presence === 'online' && record.succession === SUCCESSION_VERSION);
  }

  /** We are seated: with servers of our own we run control, else whoever did when we ended. */
  begin(): void {
    const { facts } = this.#options;
    if (facts.embedded !== null) this.#crown(facts.embedded, facts.reign?.term ?? 1);
    else if (facts.reign !== null) this.#feed({ type: 'resumed', reign: facts.reign });
  }

  /** An echo, or anything else of a member. */
  heard(address: string): void {
    if (this.#machine.reign === null) return;
    const from = this.#at(address);
    if (from !== undefined) this.#feed({ type: 'heard', from: from.id });
  }

  /** @returns whether the datagram was for us. */
  receive(address: string, bytes: Uint8Array): boolean {
    if (!isNote(bytes)) return false;
    const from = this.#at(address);
    const note = decodeNote(bytes);
    if (from === undefined || note === null) return true;
    if (note.type === 'reign' && !this.#isSigned(note.reign)) return true;
    if (note.type === 'left' && !this.#isOfLeaver(note.tombstone)) return true;
    this.#feed({ type: 'note', from: from.id, note });
    if (note.type === 'left') this.#bury(note.tombstone);
    return true;
  }

  control(isUp: boolean): void {
    this.#feed({ type: 'control', isUp });
  }

  /** What the server that we are connected to says. */
  told(type: 'told' | 'moved', reign: Reign): void {
    if (!this.#isSigned(reign)) return;
    this.#feed({ type, reign });
    const { facts, onChange } = this.#options;
    if (type === 'told' && facts.embedded === null && this.#machine.reign?.signature === reign.signature) {
      facts.reign = reign;
      if (reign.urls.length > 0) facts.servers = reign.urls;
      onChange(false);
    }
  }

  rosterChanged(): void {
    const { members, ownReachability } = this.#options;
    const fellows = members().map(({ id, record, reachability, presence, recordSeq }) => ({
      id,
      canServe: record.succession === SUCCESSION_VERSION,
      standing: standingOf(reachability),
      isPresent: presence === 'online',
      recordSeq,
    }));
    this.#feed({ type: 'roster', fellows, ownStanding: standingOf(ownReachability()) });
  }

  /** Our servers are reached elsewhere now. */
  addressesChanged(): void {
    const { facts } = this.#options;
    if (facts.embedded === null || facts.reign === null || !this.#machine.isReigning) return;
    if (facts.embedded.inviteUrls.slice(0, REIGN_URLS).join() === facts.reign.urls.join()) return;
    this.#declare(facts.embedded, facts.reign);
  }

  /** Hands over what we run, if anybody can take it. @returns who runs control then; null: nobody does. */
  go(tombstone: Tombstone | null): Promise<Reign | null> {
    const { promise, resolve } = Promise.withResolvers<Reign | null>();
    if (this.#machine.reign === null) return Promise.resolve(null);
    this.#whenGone = resolve;
    this.#isGoing = true;
    this.#feed({ type: 'go', tombstone });
    return promise;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelTime();
    this.#cancelSettling();
    this.#whenGone(this.#machine.reign);
    await Promise.all([...this.#lingering].map((servers) => servers.close()));
  }

  /** Whoever still runs control is heard until another does. */
  #bury(tombstone: Tombstone): void {
    if (tombstone.peer === this.#options.facts.reign?.peer) this.#leaver = tombstone;
    else this.#options.bury(tombstone);
  }

  /** The party is at another server from now on. */
  #moved(): void {
    this.#options.onChange(true);
    if (this.#leaver !== null) this.#options.bury(this.#leaver);
    this.#leaver = null;
  }

  #feed(event: SuccessionEvent): void {
    if (this.#isClosed) return;
    const { clock } = this.#options;
    for (const effect of this.#machine.handle(event, clock.now())) this.#do(effect);
    this.#cancelTime();
    const nowMs = clock.now();
    const atMs = this.#machine.nextAtMs(nowMs);
    if (atMs === Number.POSITIVE_INFINITY || this.#isClosed) return;
    this.#cancelTime = clock.after(atMs - nowMs, () => this.#feed({ type: 'time' }));
  }

  #do(effect: SuccessionEffect): void {
    const { facts, heartbeat, member, send } = this.#options;
    switch (effect.type) {
      case 'tell': {
        const address = member(effect.to)?.address;
        if (address !== undefined) send(address, encodeNote(effect.note));
        return;
      }
      case 'serve':
        void this.#serve(effect);
        return;
      case 'declare':
        if (facts.embedded !== null) this.#declare(facts.embedded, effect);
        return;
      case 'follow':
        this.#follow(effect.reign, effect.isYielding);
        return;
      case 'doubt':
        void heartbeat().then((answer) => answer.ok && this.#feed({ type: 'answered' }));
        return;
      case 'scout':
        void this.#scout();
        return;
      case 'remove':
        facts.embedded?.party.remove(effect.tombstone.peer, effect.tombstone.seq);
        return;
      case 'gone':
        this.#whenGone(effect.heir);
    }
  }

  async #serve(declared: Declared): Promise<void> {
    const { facts, startServers, seed, moveTo, log } = this.#options;
    log.info('taking the party over', { term: declared.term, acting: declared.acting });
    const started = await startServers(seed());
    if (this.#isClosed) {
      if (started.ok) await started.value.close();
      return;
    }
    if (!started.ok) {
      log.warn('could not take the party over', { fault: started.fault });
      this.#feed({ type: 'not-serving' });
      return;
    }
    this.#remember(facts.servers);
    facts.embedded = started.value;
    facts.servers = [started.value.ownUrl];
    this.#moved();
    this.#settleLater();
    this.#listen(started.value);
    this.#declare(started.value, declared);
    moveTo(facts.servers);
  }

  #crown(embedded: EmbeddedServers, term: number): void {
    this.#listen(embedded);
    this.#declare(embedded, { term, acting: false, heirs: [] });
  }

  #listen(embedded: EmbeddedServers): void {
    embedded.party.onClaim((reign) => {
      this.#feed({ type: 'claimed', reign });
      return this.#machine.reign === null ? null : wireOf(this.#machine.reign);
    });
  }

  #declare(embedded: EmbeddedServers, { term, acting, heirs }: Declared): void {
    const { facts, keys } = this.#options;
    const unsigned = {
      term,
      peer: keys.peerId,
      acting,
      port: embedded.controlPort,
      urls: embedded.inviteUrls.slice(0, REIGN_URLS),
      heirs: heirs.slice(0, REIGN_HEIRS),
    };
    const reign = {
      ...unsigned,
      signature: sign(keys.identity.seed, reignBytes(facts.keys.partyId, unsigned)),
    };
    facts.reign = reign;
    embedded.party.tell(reign);
    this.#feed({ type: 'serving', reign });
    this.#options.onChange(false);
  }

  #follow(reign: Reign, isYielding: boolean): void {
    const { facts, member, moveTo, log } = this.#options;
    log.info('the party goes on elsewhere', { term: reign.term, peer: reign.peer });
    const { embedded } = facts;
    if (isYielding && embedded !== null) {
      embedded.party.move(wireOf(reign));
      this.#lingering.add(embedded);
      this.#options.clock.after(LINGER_MS, () => {
        if (this.#lingering.delete(embedded)) void embedded.close();
      });
      facts.embedded = null;
    } else this.#remember(facts.servers);
    facts.reign = reign;
    facts.servers = reign.urls;
    this.#moved();
    if (this.#isGoing) return;
    this.#settleLater();
    const address = member(reign.peer)?.address;
    const inTunnel = address === undefined ? [] : [`ws://${address}:${reign.port}`];
    moveTo([...inTunnel, ...reign.urls]);
  }

  #settleLater(): void {
    const { clock, onSettled } = this.#options;
    this.#cancelSettling();
    this.#cancelSettling = clock.after(STRAGGLERS_MS, onSettled);
  }

  /** Whoever ran the party before may do so again, at the places that invites name. */
  async #scout(): Promise<void> {
    const { claim } = this.#options;
    const { reign } = this.#machine;
    if (this.#former.length === 0 || reign === null) return;
    const found = await claim(this.#former, reign);
    if (found !== null && !this.#isSigned(found)) return;
    this.#feed({ type: 'scouted', reign: found });
  }

  #remember(servers: readonly string[]): void {
    const elsewhere = servers.filter((url) => !url.startsWith('ws://127.'));
    this.#former = [...new Set([...elsewhere, ...this.#former])].slice(0, FORMER_URLS);
  }

  #at(address: string): RosterMember | undefined {
    return this.#options.members().find((member) => member.address === address);
  }

  #isSigned(reign: Reign): boolean {
    const { keys, member, facts } = this.#options;
    const identity = reign.peer === keys.peerId ? keys.identity.publicKey : member(reign.peer)?.identity;
    if (identity === undefined) return false;
    return verify(identity, reignBytes(facts.keys.partyId, wireOf(reign)), reign.signature);
  }

  #isOfLeaver({ peer, seq, signature }: Tombstone): boolean {
    const identity = this.#options.member(peer)?.identity;
    if (identity === undefined) return false;
    return verify(identity, tombstoneBytes(this.#options.facts.keys.partyId, peer, seq), signature);
  }
}

function wireOf(reign: Reign): Reign & { urls: string[]; heirs: string[] } {
  return { ...reign, urls: [...reign.urls], heirs: [...reign.heirs] };
}
