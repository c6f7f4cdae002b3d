import { PARTY_MEMBER_LIMIT } from '../../../shared/control/messages.ts';

const DAY_MS = 86_400_000;

/** What a control server bears. Each limit answers with a fault of its own; counts are inclusive. */
export interface ControlLimits {
  /** Sustained messages a second of one connection, and how many may come at once. */
  readonly messagesPerSecond: number;
  readonly messageBurst: number;
  /** Open connections of one address: an IPv4 address or an IPv6 /64. */
  readonly connectionsPerAddress: number;
  readonly connectionsPerIdentity: number;
  /** Connections that have not said hello yet, of everybody together. */
  readonly unauthenticated: number;
  readonly connections: number;
  /** Parties that one address may make at once, and the time after which it may make one more. */
  readonly partyBurstPerAddress: number;
  readonly partyEveryMsPerAddress: number;
  /** Live parties made by one identity. */
  readonly partiesPerIdentity: number;
  readonly parties: number;
  readonly membersPerParty: number;
  readonly relays: number;
  /** Relays that members of one party offer it. */
  readonly memberRelaysPerParty: number;
  /** Offers that a member may make at once, and the time after which it may make one more. */
  readonly offerBurst: number;
  readonly offerEveryMs: number;
  /** Holds that a member may ask for at once, and the time after which it may ask for one more. */
  readonly holdBurst: number;
  readonly holdEveryMs: number;
  /** What a member's relay may tell of one fellow at once, and the time after which it may tell once more. */
  readonly sightingBurst: number;
  readonly sightingEveryMs: number;
  /** Notes that one address may tell at once to people who look for each other, and the time after which it may tell one more. */
  readonly meetingBurst: number;
  readonly meetingEveryMs: number;
  readonly helloMs: number;
  readonly tokenMs: number;
  /** How long the place of a member that went is kept for it. */
  readonly placeMs: number;
  /** How long a party without any activity lives on, and how long it is then remembered as ended. */
  readonly partyIdleMs: number;
  readonly tombstoneMs: number;
}

export const defaultControlLimits: ControlLimits = {
  // A joiner of a full party sends each of 63 members a few signals at once; afterwards a member says something
  // every few seconds.
  messagesPerSecond: 32,
  messageBurst: 256,
  // A full party on one LAN, behind one NAT, whose old connections have not been noticed dead yet.
  connectionsPerAddress: 2 * PARTY_MEMBER_LIMIT,
  // One, plus those that a flapping network left half open within the minute that it takes to notice.
  connectionsPerIdentity: 8,
  unauthenticated: 512,
  connections: 8192,
  // A LAN party or a lab where everybody tries it out at once; then one every half minute.
  partyBurstPerAddress: PARTY_MEMBER_LIMIT,
  partyEveryMsPerAddress: 30_000,
  // One for each evening of the month that an abandoned party lives.
  partiesPerIdentity: 32,
  parties: 10_000,
  membersPerParty: PARTY_MEMBER_LIMIT,
  relays: 16,
  // One to use, and others for when it goes; each member keeps a route to every one of them.
  memberRelaysPerParty: 4,
  // Each is told to every member: a port mapping that comes and goes must not keep a party busy.
  offerBurst: 4,
  offerEveryMs: 10_000,
  // A few paths that change together, then ten a minute: a hold stops a game for as long as it lasts.
  holdBurst: 6,
  holdEveryMs: 6_000,
  // Both ways of two changes of network in a row. Each has the fellow tell a new record to the whole party.
  sightingBurst: 4,
  sightingEveryMs: 5_000,
  meetingBurst: 64,
  meetingEveryMs: 1000,
  helloMs: 5_000,
  tokenMs: DAY_MS,
  placeMs: DAY_MS,
  // Friends come back next week with the code of last week.
  partyIdleMs: 30 * DAY_MS,
  tombstoneMs: 30 * DAY_MS,
};
