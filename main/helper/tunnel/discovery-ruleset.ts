/**
 * The rules by which the kernel carries games' announcements. The destination is changed at the sender, where nothing
 * has to be forged: nf_dup gives each member a copy, which is then addressed to it, from this machine's address in
 * the party and the game's own port. The original leaves as if there were no rules.
 */
import { formatIpv4, parseIpv4 } from '../../../shared/address.ts';
import type { PortRange } from '../../../shared/games/profile.ts';
import { interfaceNameSchema } from '../../../shared/helper/verbs.ts';
import { invariant } from '../../../shared/result.ts';
import type { DiscoveryCounts, DiscoveryTerms } from './backend.ts';
import { removal, tableOf } from './tunnel-tables.ts';

export const DISCOVERY_PURPOSE = 'games';
/** On copies alone, from being made to leaving; the last byte is the member's number. */
const MARK = 0x4c47_0000;
const MARK_MASK = 0xffff_ff00;
/** What a copy leaves with. No system starts from it, so it tells copies from all else that members send. */
const COPY_TTL = 66;
/** As `mangle`; a number also for old versions. */
const PRIORITY_MANGLE = -150;
/** Of one program to one port. Games announce themselves up to ten times a second. */
const PER_PORT = 'limit rate over 50/second burst 20 packets';
/** Of all together: Civilization VI searches 100 ports at once. */
const IN_TOTAL = 'limit rate over 250/second burst 250 packets';
/** Where IPv4's TTL lies in what an ICMP error quotes, which begins after 8 bytes. In bits. */
const QUOTED_TTL = '@th,128,8';

/** Programs that send by each interface say the same within it. */
const REPETITION = '20ms';
const FLOW = 'udp sport . udp dport';
const WORDS = `${FLOW} . udp length . @th,64,8`;
const AIM = `ip daddr . ${FLOW} . @th,64,8`;

export interface DiscoveryRules extends DiscoveryTerms {
  readonly name: string;
  /** Where counting goes on from. */
  readonly counts: DiscoveryCounts;
}

/** A script for `nft -f -` that puts the table in place, or in the place of the one before, in one transaction. */
export function discoveryRuleset({ name, own, members, ports, counts }: DiscoveryRules): string {
  invariant(interfaceNameSchema.safeParse(name).success, 'the interface is ours');
  const table = tableOf(name, DISCOVERY_PURPOSE);
  const to = members.map(address);
  const map = elements(to.map((member, n) => `${markOf(n)} : ${member}`));
  const remembered = (lasting: string) => `size 4096; flags dynamic,timeout; timeout ${lasting};`;
  const isCopy = `meta mark & ${hex(MARK_MASK)} == ${hex(MARK)}`;
  const isComplaint = `icmp type destination-unreachable icmp code port-unreachable ${QUOTED_TTL} ${COPY_TTL}`;
  return `${removal(table)}table ip ${table} {
  set ports { type inet_service; flags interval; ${elements(ports.map(range))} }
  map members { type mark : ipv4_addr; ${map} }
  map marks { typeof ${FLOW} : meta mark; ${remembered('1s')} }
  set pace { typeof ${FLOW}; ${remembered('10s')} }
  set said { typeof ${WORDS}; ${remembered(REPETITION)} }
  set aimed { typeof ${AIM}; ${remembered(REPETITION)} }
  ${counter('sent', counts)}
  ${counter('received', counts)}
  ${counter('capped', counts)}
  chain copy {
${to.map((member, n) => `    meta mark set ${markOf(n)} dup to ${member} device "${name}"`).join('\n')}
  }
  chain announcement {
    ${WORDS} @said ${AIM} != @aimed return
    update @said { ${WORDS} }
    update @aimed { ${AIM} }
    update @pace { ${FLOW} ${PER_PORT} } counter name capped return
    ${IN_TOTAL} counter name capped return
    update @marks { ${FLOW} : meta mark } jump copy
    meta mark set ${FLOW} map @marks
  }
  chain outgoing {
    type filter hook output priority ${PRIORITY_MANGLE}; policy accept;
    ${isCopy} return
    oifname "${name}" ${isComplaint} drop
    ip ttl != 0 oifname != "lo" udp dport @ports fib daddr type { broadcast, multicast } jump announcement
  }
  chain leaving {
    type filter hook postrouting priority ${PRIORITY_MANGLE}; policy accept;
    oifname "${name}" ${isCopy} counter name sent ip ttl set ${COPY_TTL} ip saddr set ${address(own)} ip daddr set meta mark map @members meta mark set 0
  }
  chain incoming {
    type filter hook input priority ${PRIORITY_MANGLE}; policy accept;
    iifname "${name}" ip ttl ${COPY_TTL} udp dport @ports counter name received
    iifname "${name}" ${isComplaint} drop
  }
}
`;
}

function elements(list: readonly string[]): string {
  return list.length === 0 ? '' : `elements = { ${list.join(', ')} };`;
}

function markOf(n: number): string {
  invariant(n < 0xff, 'a member has a number of one byte');
  return hex(MARK + n + 1);
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

/** Written anew from its number: the script is root's. */
function address(text: string): string {
  const value = parseIpv4(text);
  invariant(value !== null, 'an address is one');
  return formatIpv4(value);
}

function range({ first, last }: PortRange): string {
  invariant(
    [first, last].every((port) => Number.isInteger(port) && port > 0 && port < 65_536),
    'ports are ports',
  );
  return first === last ? `${first}` : `${first}-${last}`;
}

function counter(name: keyof DiscoveryCounts, counts: DiscoveryCounts): string {
  const packets = counts[name];
  invariant(Number.isSafeInteger(packets), 'a count is a number');
  return `counter ${name} { packets ${packets} bytes 0; }`;
}
