/**
 * How players who hold the same code find each other without a server of ours. What passes between them lies in places of
 * strangers, sealed and signed; whatever comes out of here has been opened, checked (signature, freshness, replay, rate)
 * and parsed, and whatever goes in is signed, sealed and padded.
 */
import type { Endpoint } from '../../../shared/address.ts';
import type { Fault } from '../../../shared/faults/fault.ts';
import type { Reachability } from '../../../shared/model/reachability.ts';
import type { PartyKeys } from '../../crypto/party-keys.ts';
import type { DeviceKeys } from '../keys/device-keys.ts';

/** The part of a party's keys that meeting needs. */
export type PartyRoot = Pick<PartyKeys, 'partyId' | 'rendezvousKey'>;
export type Identity = DeviceKeys['identity'];

/** What one end tells the other so that both can punch. */
export interface MeetingFacts {
  /** Standard base64. */
  readonly wireguardKey: string;
  /** IPv4, reflexive or mapped, best first; at most 4. */
  readonly endpoints: readonly Endpoint[];
  /** Global addresses; at most 2. */
  readonly ipv6: readonly Endpoint[];
  /** IPv4 addresses of interfaces; at most 4. */
  readonly lan: readonly Endpoint[];
  readonly mapping: Reachability['mapping'];
  readonly filtering: Reachability['filtering'];
}

/** What a newcomer's tunnel is made with before the control server has let it in: it is met at addresses of the party. */
export interface Door {
  /** The party's, e.g. 10.66.0.0/16. */
  readonly subnet: string;
  /** Place of the writer, where the control server listens. */
  readonly host: number;
  /** TCP. */
  readonly port: number;
  /** A place that is free for the reader. */
  readonly place: number;
}

export interface HostFacts extends MeetingFacts {
  readonly door: Door;
  /** Counts who has run the party, from 0; whole, at most 2^31 - 1. */
  readonly term: number;
}

/** Who wrote a note, and when by its own clock. */
interface Signed {
  /** Ed25519, base64url. */
  readonly identity: string;
  readonly peer: string;
  /** Unix ms. */
  readonly at: number;
}

export interface HostRecord extends HostFacts, Signed {
  /** Drawn when this hosting began: 16 bytes, base64url. */
  readonly instance: string;
  /** It answers an ask of ours, so the host is there now; else it may have lain somewhere for a while. */
  readonly live: boolean;
}

/** ask: a seeker wants the record. knock: it has it, and the host may begin to send. */
export interface Knock extends MeetingFacts, Signed {
  readonly kind: 'ask' | 'knock';
  /** 16 bytes, base64url; never told twice. */
  readonly nonce: string;
  /** The hosting that a knock is for; null in an ask. */
  readonly forInstance: string | null;
}

export interface Rendezvous {
  /** Opens the places for somebody who can take others in: the host, or any member in its stead. */
  host(root: PartyRoot, self: Identity, tell: (event: HostEvent) => void): Hosting;
  /** Opens the places for somebody who has a code. The own record is never told. */
  seek(root: PartyRoot, self: Identity, tell: (event: SeekEvent) => void): Seeking;
  /** Asks the house, now and every few seconds, which parties may be entered by one press. */
  lookInHouse(tell: (parties: readonly HouseParty[]) => void): Looking;
}

export interface Hosting {
  readonly instance: string;
  /** Where we can be reached from now on. Nothing goes out until somebody asks, but to the DHT, which can't be asked. */
  publish(facts: HostFacts): void;
  /** Answers at the place where the ask came from. */
  answer(ask: Knock, facts: HostFacts): void;
  /** Whom people in the same house see who look for parties; null, as it begins: nothing is shown. */
  showInHouse(shown: ShownInHouse | null): void;
  places(): readonly PlaceState[];
  /** Takes back what was put where it lasts, within a second or two, and closes the places. */
  stop(): Promise<void>;
}

export interface Seeking {
  /** Asks at all places, and at each that opens within half a minute. */
  ask(facts: MeetingFacts): void;
  knock(facts: MeetingFacts, forInstance: string): void;
  places(): readonly PlaceState[];
  stop(): Promise<void>;
}

export interface Looking {
  stop(): void;
}

export interface ShownInHouse {
  /** Canonical, without hyphens. */
  readonly code: string;
  readonly partyName: string;
  readonly hostName: string;
}

export interface HouseParty extends ShownInHouse {
  /** Of the host. */
  readonly peer: string;
  /** Where it answered from. */
  readonly address: string;
}

export type HostEvent = { readonly type: 'asked' | 'knocked'; readonly note: Knock } | CommonEvent;

export type SeekEvent =
  | { readonly type: 'found'; readonly record: HostRecord }
  /** A host says that it has stopped. */
  | { readonly type: 'gone'; readonly instance: string }
  | CommonEvent;

type CommonEvent =
  | {
      readonly type: 'places';
      readonly places: readonly PlaceState[];
      /** While no place at all can be reached. */
      readonly fault: Fault<'rendezvous.unreachable'> | null;
    }
  /** Our clock, or that of somebody who holds the code, is a day off or more: by this. Each such note is dropped. */
  | { readonly type: 'clock'; readonly fault: Fault<'rendezvous.clock'> };

export type Way = 'nostr' | 'dht' | 'mqtt' | 'control' | 'lan';

export interface PlaceState {
  readonly way: Way;
  /** URL or host:port as the settings name it; `dht`, `lan`: the way itself. */
  readonly place: string;
  readonly state: 'opening' | 'open' | 'refused' | 'unreachable' | 'closed';
}

/** Settings, as far as they concern this. Lists: where to ask; empty: nowhere. */
export interface RendezvousSettings {
  /** Nostr relays: wss: or ws: URLs. */
  readonly relays: readonly string[];
  /** DHT nodes to begin with: host:port. */
  readonly dhtNodes: readonly string[];
  /** One's own: `mqtt:`, `mqtts:` brokers, `ws:`, `wss:` control servers. */
  readonly servers: readonly string[];
  /** Whether the LAN is asked. */
  readonly lan: boolean;
}

/** Nothing is opened until somebody hosts or seeks. */
export type OpenRendezvous = (settings: RendezvousSettings) => Rendezvous;
