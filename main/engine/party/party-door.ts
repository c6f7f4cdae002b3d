/** How the party is entered by the code alone: at our door, where we run its server, or through the one who let us in. */
import { portOf } from '../../../shared/url-host.ts';
import { Doorkeeper } from '../meeting/doorkeeper.ts';
import type { Gatherer } from '../path/reachability/gatherer.ts';
import type { PlaceState } from '../rendezvous/rendezvous.ts';
import type { Seat } from './own-membership.ts';
import type { PartyContext, PartyFacts } from './party-context.ts';
import type { TellParty } from './party-event.ts';
import type { RosterChange } from './roster.ts';

export interface PartyDoorOptions {
  readonly facts: PartyFacts;
  readonly context: PartyContext;
  readonly gatherer: Gatherer;
  readonly tell: TellParty;
}

type Added = Extract<RosterChange, { readonly type: 'added' }>;

export class PartyDoor {
  readonly #options: PartyDoorOptions;
  #keeper: Doorkeeper | null = null;

  constructor(options: PartyDoorOptions) {
    this.#options = options;
  }

  /** Whether somebody may come by the code alone, and we let them in. */
  get isOurs(): boolean {
    const { facts, context } = this.#options;
    return facts.embedded !== null && context.rendezvous !== null;
  }

  places(): readonly PlaceState[] {
    return this.#keeper?.places() ?? [];
  }

  /** We have our seat. */
  open(seat: Seat): void {
    const { facts, context, gatherer, tell } = this.#options;
    const { ports, stores, tunnel, rendezvous, settings, log } = context;
    const { embedded, keys } = facts;
    if (rendezvous === null || embedded === null) return;
    this.#keeper = new Doorkeeper({
      rendezvous,
      party: keys,
      identity: stores.keys.identity,
      ownKey: stores.keys.wireguard.publicKey,
      keepaliveSeconds: settings.keepaliveSeconds,
      place: { ...seat, port: portOf(new URL(embedded.ownUrl)), term: 0 },
      tunnel,
      clock: ports.clock,
      log: log.child('door'),
      reachability: () => gatherer.current(),
      onHindered: (whose) => tell({ type: 'hindered', whose }),
      onPlaces: () => tell({ type: 'surroundings' }),
    });
    this.rosterChanged(0);
  }

  /** How we are reached may have changed. */
  look(): void {
    this.#keeper?.look();
  }

  /** @param online - members who are there, without ourselves. */
  rosterChanged(online: number): void {
    if (this.#keeper === null) return;
    this.#keeper.setMembers(this.#options.facts.embedded?.seats ?? []);
    // While nobody is linked, nothing else keeps what the router made of our port.
    void this.#options.context.sighted.keepOpen(online === 0);
  }

  /** How the mesh is to take a member: WireGuard may have a session with it already. */
  howMet({ member, joinedAfterUs }: Added, isResumed: boolean): 'came' | 'found' | 'resumed' {
    const { wireguardKey } = member;
    const isLinked =
      wireguardKey === this.#options.facts.met?.hostKey || this.#keeper?.knows(wireguardKey) === true;
    if (isLinked || (isResumed && !joinedAfterUs)) return 'resumed';
    return joinedAfterUs ? 'came' : 'found';
  }

  async close(): Promise<void> {
    await this.#keeper?.close();
  }
}
