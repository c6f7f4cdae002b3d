import type { PartyInfo } from '../../../shared/control/messages.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log/log.ts';
import type { KeyPair } from '../../crypto/key-agreement.ts';
import type { ControlLimits } from './limits.ts';
import type { MeetingBook } from './meetings/meeting-book.ts';
import type { PartyBook } from './party/party-book.ts';
import type { ReignDesk } from './party/reign-desk.ts';
import type { Rooms } from './party/rooms.ts';
import type { MemberRelays } from './relays/member-relays.ts';
import type { Observations } from './relays/observations.ts';
import type { RelayRegistry } from './relays/relay-registry.ts';
import type { PeerConnection } from './sockets/connection.ts';
import type { TokenBucket } from './sockets/token-bucket.ts';
import type { PartyStore, StoredParty } from './store/party-store.ts';

/** The parts of one control server, as its request handlers see them. */
export interface ControlState {
  readonly store: PartyStore;
  readonly book: PartyBook;
  readonly rooms: Rooms;
  /** Those of operators. */
  readonly relays: RelayRegistry;
  readonly memberRelays: MemberRelays;
  readonly observations: Observations;
  readonly meetings: MeetingBook;
  readonly connections: Set<PeerConnection>;
  /** Parties made, by address key. */
  readonly creations: Map<string, TokenBucket>;
  /** Holds asked for, by party and peer. */
  readonly holds: Map<string, TokenBucket>;
  /** Relays offered, by party and peer. */
  readonly offers: Map<string, TokenBucket>;
  /** What members' relays told, by party, peer and the fellow's key. */
  readonly sightings: Map<string, TokenBucket>;
  /** Notes told by people who look for each other, by address key. */
  readonly tellings: Map<string, TokenBucket>;
  readonly limits: ControlLimits;
  /** Id of the one party that is served; null: whoever comes. */
  readonly onlyParty: string | null;
  /** Whose party it is, as they say themselves; only for {@link ControlState.onlyParty}. */
  readonly reign: ReignDesk;
  /** What relays prove to know; null: none but ours may serve. */
  readonly relaySecret: string | null;
  /** Told in every challenge, for clients to prove their WireGuard keys to. */
  readonly keyPair: KeyPair;
  /** Monotonic ms. */
  readonly startedAt: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** A success, and what follows once it has been said. */
export interface Reply {
  readonly value: object;
  readonly afterwards?: () => void;
}

/** A party as its members see it. */
export function partyInfo({ id, epoch, subnet, about, relay }: StoredParty): PartyInfo {
  return { id, epoch, subnet, about, relay };
}

/** The WireGuard keys that a relay may serve in a party: those of its roster, away members included. */
export function rosterKeys({ book }: ControlState, party: string): string[] {
  return book.roster(party).map((member) => member.wireguardKey);
}

/** Tells the relays who may use them in a party, and notes who is told what they see. */
export function admitRoster(state: ControlState, party: string): void {
  state.observations.setRoster(party, state.book.roster(party));
  const keys = rosterKeys(state, party);
  state.relays.admit(party, keys);
  state.memberRelays.admit(party, keys);
}
