/** What a request comes down to: checked before it starts, so that a bad one fails at once. */
import { parseIpv4 } from '../../../shared/address.ts';
import { fault } from '../../../shared/faults/fault.ts';
import type { TrialRequest } from '../../../shared/model/trial.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { bandwidthTrial, type Load, loadedLatencyTrial, stressTrial } from './load-trials.ts';
import { connectivityTrial, routingTrial } from './party-trials.ts';
import { mtuTrial, pingTrial, tracerouteTrial } from './probe-trials.ts';
import { TRAFFIC_PORT } from './traffic-packet.ts';
import type { Found, Place, RunContext, TrialParty } from './trial-context.ts';

export type PlanFault = 'trial.unknown-place' | 'trial.not-a-member' | 'trial.port-taken' | 'party.none';
export type Job = (context: RunContext) => Promise<Found>;
type Plan = Result<Job, PlanFault>;

/** Only ping, traceroute and path MTU may leave the party. */
export function planTrial(request: TrialRequest, party: TrialParty | null): Plan {
  switch (request.type) {
    case 'ping':
      return atPlace(request.to, party, (place, context) => pingTrial(request, place, context));
    case 'traceroute':
      return atPlace(request.to, party, (place, context) => tracerouteTrial(request, place, context));
    case 'mtu':
      return atPlace(request.to, party, mtuTrial);
    case 'bandwidth':
      return underLoad(request.to, party, (load, context) => bandwidthTrial(request, load, context));
    case 'loaded-latency':
      return underLoad(request.to, party, (load, context) => loadedLatencyTrial(request, load, context));
    case 'stress':
      return underLoad(request.to, party, (load, context) => stressTrial(request, load, context));
    case 'routing':
      return party === null ? fail(fault('party.none', {})) : ok((context) => routingTrial(party, context));
    case 'connectivity': {
      const within = memberOf(request.to, party);
      if (!within.ok) return within;
      return ok((context) => connectivityTrial(within.value.place, within.value.party, context));
    }
  }
}

function atPlace(
  to: string,
  party: TrialParty | null,
  job: (place: Place, context: RunContext) => Promise<Found>,
): Plan {
  const member = findPeer(to, party);
  if (member === null && !looksLikeHost(to)) return fail(fault('trial.unknown-place', { place: to }));
  const place = { name: member?.name ?? to, address: member?.address ?? to, member };
  return ok((context) => job(place, context));
}

function underLoad(
  to: string,
  party: TrialParty | null,
  job: (load: Load, context: RunContext) => Promise<Found>,
): Plan {
  const within = memberOf(to, party);
  if (!within.ok) return within;
  const { place } = within.value;
  const { traffic } = within.value.party;
  if (traffic === null) return fail(fault('trial.port-taken', { port: TRAFFIC_PORT }));
  return ok((context) => job({ place, traffic }, context));
}

function memberOf(
  to: string,
  party: TrialParty | null,
): Result<{ readonly place: Place; readonly party: TrialParty }, PlanFault> {
  if (party === null) return fail(fault('party.none', {}));
  const member = findPeer(to, party);
  if (member === null) return fail(fault('trial.not-a-member', { place: to }));
  return ok({ place: { name: member.name, address: member.address, member }, party });
}

/** By id, address or name; names may be shared, ids may not. */
function findPeer(to: string, party: TrialParty | null): Place['member'] {
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
