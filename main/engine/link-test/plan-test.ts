/** What a request comes down to: checked before it starts, so that a bad one fails at once. */
import { parseIpv4 } from '../../../shared/address.ts';
import { fault } from '../../../shared/faults/fault.ts';
import type { LinkTestRequest } from '../../../shared/model/link-test.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { bandwidthLinkTest, type Load, loadedLatencyLinkTest, stressLinkTest } from './load-tests.ts';
import { connectivityLinkTest, routingLinkTest } from './party-tests.ts';
import { mtuLinkTest, pingLinkTest, tracerouteLinkTest } from './probe-tests.ts';
import type { Destination, Found, LinkTestParty, RunContext } from './test-context.ts';
import { TRAFFIC_PORT } from './traffic-packet.ts';

export type PlanFault =
  | 'link-test.unknown-place'
  | 'link-test.not-a-member'
  | 'link-test.port-taken'
  | 'party.none';
export type Job = (context: RunContext) => Promise<Found>;
type Plan = Result<Job, PlanFault>;

/** Only ping, traceroute and path MTU may leave the party. */
export function planLinkTest(request: LinkTestRequest, party: LinkTestParty | null): Plan {
  switch (request.type) {
    case 'ping':
      return atDestination(request.to, party, (place, context) => pingLinkTest(request, place, context));
    case 'traceroute':
      return atDestination(request.to, party, (place, context) =>
        tracerouteLinkTest(request, place, context),
      );
    case 'mtu':
      return atDestination(request.to, party, mtuLinkTest);
    case 'bandwidth':
      return underLoad(request.to, party, (load, context) => bandwidthLinkTest(request, load, context));
    case 'loaded-latency':
      return underLoad(request.to, party, (load, context) => loadedLatencyLinkTest(request, load, context));
    case 'stress':
      return underLoad(request.to, party, (load, context) => stressLinkTest(request, load, context));
    case 'routing':
      return party === null
        ? fail(fault('party.none', {}))
        : ok((context) => routingLinkTest(party, context));
    case 'connectivity': {
      const within = memberOf(request.to, party);
      if (!within.ok) return within;
      return ok((context) => connectivityLinkTest(within.value.place, within.value.party, context));
    }
  }
}

function atDestination(
  to: string,
  party: LinkTestParty | null,
  job: (place: Destination, context: RunContext) => Promise<Found>,
): Plan {
  const member = findPeer(to, party);
  if (member === null && !looksLikeHost(to)) return fail(fault('link-test.unknown-place', { place: to }));
  const place = { name: member?.name ?? to, address: member?.address ?? to, member };
  return ok((context) => job(place, context));
}

function underLoad(
  to: string,
  party: LinkTestParty | null,
  job: (load: Load, context: RunContext) => Promise<Found>,
): Plan {
  const within = memberOf(to, party);
  if (!within.ok) return within;
  const { place } = within.value;
  const { traffic } = within.value.party;
  if (traffic === null) return fail(fault('link-test.port-taken', { port: TRAFFIC_PORT }));
  return ok((context) => job({ place, traffic }, context));
}

function memberOf(
  to: string,
  party: LinkTestParty | null,
): Result<{ readonly place: Destination; readonly party: LinkTestParty }, PlanFault> {
  if (party === null) return fail(fault('party.none', {}));
  const member = findPeer(to, party);
  if (member === null) return fail(fault('link-test.not-a-member', { place: to }));
  return ok({ place: { name: member.name, address: member.address, member }, party });
}

/** By id, address or name; names may be shared, ids may not. */
function findPeer(to: string, party: LinkTestParty | null): Destination['member'] {
  const peers = party?.peers ?? [];
  return (
    peers.find(({ id, address }) => id === to || address === to) ??
    peers.find(({ name }) => name === to) ??
    null
  );
}

/** A literal address or a name of DNS; never anything that a program could take for an option. */
function looksLikeHost(text: string): boolean {
  if (/^[\d.]+$/.test(text)) return parseIpv4(text) !== null;
  if (text.includes(':')) return /^[0-9a-fA-F:.]+(%[\w.-]+)?$/.test(text);
  return /^(?!-)[\p{L}\p{N}_-]{1,63}(\.(?!-)[\p{L}\p{N}_-]{1,63})*\.?$/u.test(text);
}
