/**
 * From what is known of the ways in to one verdict on who can join. Pure. What nobody saw is no promise: a way that only
 * somebody's word speaks for is not `sure`, and where nothing speaks for any, the verdict is unknown.
 */
import type { Fault } from '../faults/fault.ts';
import type { InvitingFacts } from '../model/inviting.ts';

/** By what newcomers come in: the party's server, a port of this machine's router, its own address, or by meeting both at once. */
export type WayIn = 'server' | 'router' | 'own-address' | 'meeting';

/** Why nobody from elsewhere can. Of several, the one that would have to change first. */
export type InHouseReason =
  | { readonly why: 'server-in-house' }
  | { readonly why: 'router-refuses'; readonly fault: Fault | null }
  | { readonly why: 'router-not-asked' }
  | { readonly why: 'kept-out' }
  | { readonly why: 'udp-blocked' }
  /** Each destination sees another port of this network, so nobody can be told where to send. */
  | { readonly why: 'ports-change' }
  | { readonly why: 'no-place-answers' };

/** What a player can do about it, best first. */
export const inviteHelps = [
  'try-again',
  'ask-router',
  'allow-meeting',
  'open-port',
  'ipv6',
  'use-server',
  'friend-hosts',
] as const;
export type InviteHelp = (typeof inviteHelps)[number];

export type Reach =
  /** `sure`: seen, or the party's server answers; else it rests on the router's word, or on what was measured of it. */
  | { readonly reach: 'anywhere'; readonly by: WayIn; readonly sure: boolean }
  /** All but those whose router uses another port for each destination (RFC 4787 §4.1). */
  | { readonly reach: 'most' }
  /** ipv6: perhaps, and only who has it: firewalls of routers mostly mind. open-routers: whose router lets strangers in. */
  | ({ readonly reach: 'few'; readonly who: 'ipv6' | 'open-routers' } & InHouseReason)
  | ({ readonly reach: 'house' } & InHouseReason)
  | { readonly reach: 'checking' }
  /** server-silent: nobody can join before it answers. */
  | { readonly reach: 'unknown'; readonly because: 'server-silent' | 'nothing-seen' };

export type InvitingVerdict = Reach & {
  /** Best first; empty where nothing needs help. */
  readonly helps: readonly InviteHelp[];
  /** Whether the code alone leads here, without the addresses in the link. */
  readonly codeSuffices: boolean;
};

/** Judges. @param facts - of the party that this engine is in. */
export function judgeInviting(facts: InvitingFacts): InvitingVerdict {
  const reach = reachOf(facts);
  const met = isMet(facts) ? canMeet(facts) : 'none';
  return { ...reach, helps: helpsFor(reach, facts), codeSuffices: met === 'all' || met === 'most' };
}

function reachOf(facts: InvitingFacts): Reach {
  const open = [byServer(facts), byPort(facts), byMeeting(facts)].filter((way) => way !== null);
  const sure = open.find((way) => way.reach === 'anywhere' && way.sure);
  const anyway = sure ?? open.find((way) => way.reach === 'anywhere') ?? open[0];
  if (anyway !== undefined) return anyway;
  if (isUnderWay(facts)) return { reach: 'checking' };
  const unknown = whatIsUnseen(facts);
  if (unknown !== null) return { reach: 'unknown', because: unknown };
  const reason = whyNot(facts);
  const who = isMet(facts) && canMeet(facts) === 'few' ? 'open-routers' : 'ipv6';
  return who === 'open-routers' || hasIpv6Way(facts)
    ? { reach: 'few', who, ...reason }
    : { reach: 'house', ...reason };
}

function byServer({ home, server }: InvitingFacts): Reach | null {
  if (home !== 'elsewhere' || server?.scope !== 'internet' || server.reached === 'no') return null;
  return { reach: 'anywhere', by: 'server', sure: server.reached === 'as-invited' };
}

function byPort({ home, router, publicIpv4, outside }: InvitingFacts): Reach | null {
  if (home !== 'here' || outside.result === 'kept-out') return null;
  const sure = outside.result === 'let-in';
  if (router.state === 'held') return { reach: 'anywhere', by: 'router', sure };
  return publicIpv4 ? { reach: 'anywhere', by: 'own-address', sure } : null;
}

/** Both send to each other at once, so that the filters of both let the other in (RFC 4787 §5): what was measured says so, nobody tried. */
function byMeeting(facts: InvitingFacts): Reach | null {
  const met = isMet(facts) ? canMeet(facts) : 'no';
  if (met === 'all') return { reach: 'anywhere', by: 'meeting', sure: false };
  return met === 'most' ? { reach: 'most' } : null;
}

/** Whether newcomers from elsewhere find the party at one of the places. */
function isMet({ meets, rendezvous }: InvitingFacts): boolean {
  return meets === 'on' && rendezvous.some(({ way, state }) => way !== 'lan' && state === 'open');
}

/** Whether anywhere outside the house is asked at all. */
function asksPlaces({ meets, rendezvous }: Pick<InvitingFacts, 'meets' | 'rendezvous'>): boolean {
  return meets === 'on' && rendezvous.some(({ way }) => way !== 'lan');
}

/** Which of those who found it get through. */
function canMeet({ udp, mapping, filtering }: InvitingFacts): 'all' | 'most' | 'few' | 'none' | 'unknown' {
  if (udp === 'blocked') return 'none';
  if (mapping === 'unknown') return 'unknown';
  if (mapping === 'dependent') return 'few';
  // A port that changes still gets through a filter that minds addresses alone.
  return filtering === 'endpoint-independent' || filtering === 'address-dependent' ? 'all' : 'most';
}

function hasIpv6Way({ home, ipv6, udp, outside }: InvitingFacts): boolean {
  return home === 'here' && ipv6 && udp !== 'blocked' && outside.result !== 'kept-out';
}

function isUnderWay({ home, meets, rendezvous, router, outside }: InvitingFacts): boolean {
  if (home === 'unknown') return false;
  const opening = meets === 'on' && rendezvous.some(({ state }) => state === 'opening');
  return opening || (home === 'here' && (router.state === 'asking' || outside.result === 'asking'));
}

function whatIsUnseen(facts: InvitingFacts): Extract<Reach, { reach: 'unknown' }>['because'] | null {
  const { home, server, router } = facts;
  if (home === 'elsewhere' && server?.reached === 'no') return 'server-silent';
  if (isMet(facts) && canMeet(facts) === 'unknown') return 'nothing-seen';
  const isKnown =
    home === 'here' ? router.state !== 'unknown' : home === 'elsewhere' && server?.scope === 'house';
  return isKnown ? null : 'nothing-seen';
}

function whyNot(facts: InvitingFacts): InHouseReason {
  const { home, router, mapping, udp, outside } = facts;
  if (home === 'elsewhere') return { why: 'server-in-house' };
  if (outside.result === 'kept-out') return { why: 'kept-out' };
  if (udp === 'blocked') return { why: 'udp-blocked' };
  if (asksPlaces(facts)) return { why: mapping === 'dependent' ? 'ports-change' : 'no-place-answers' };
  return router.state === 'off'
    ? { why: 'router-not-asked' }
    : { why: 'router-refuses', fault: router.fault };
}

/** A server that somebody else runs is for them to mend. */
const HELPS: Readonly<Record<InHouseReason['why'], readonly InviteHelp[]>> = {
  'server-in-house': ['use-server'],
  'router-refuses': ['try-again', 'allow-meeting', 'open-port', 'ipv6', 'use-server', 'friend-hosts'],
  'router-not-asked': ['ask-router', 'allow-meeting', 'open-port', 'ipv6', 'use-server', 'friend-hosts'],
  'kept-out': ['try-again', 'allow-meeting', 'open-port', 'ipv6', 'use-server', 'friend-hosts'],
  'udp-blocked': ['try-again', 'use-server', 'friend-hosts'],
  'ports-change': ['try-again', 'open-port', 'ipv6', 'use-server', 'friend-hosts'],
  'no-place-answers': ['try-again', 'open-port', 'ipv6', 'use-server', 'friend-hosts'],
};

function helpsFor(reach: Reach, facts: InvitingFacts): readonly InviteHelp[] {
  if ('why' in reach) return HELPS[reach.why].filter((help) => isOfUse(help, reach, facts));
  const isUntested = reach.reach === 'anywhere' && !reach.sure && reach.by !== 'meeting';
  const isOpen = reach.reach === 'unknown' || isUntested;
  return isOpen && facts.home === 'here' ? ['try-again'] : [];
}

function isOfUse(help: InviteHelp, reason: InHouseReason, facts: InvitingFacts): boolean {
  if (help === 'allow-meeting') return facts.meets !== 'unknown' && !asksPlaces(facts);
  if (help === 'ipv6') return !facts.ipv6;
  // A port of a router that the Internet doesn't reach is of no use.
  const isInner = reason.why === 'router-refuses' && reason.fault?.code === 'portmap.behind-another-nat';
  return help !== 'open-port' || !isInner;
}
