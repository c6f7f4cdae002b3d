/**
 * Who is to blame for lag: lays the seconds in which players lagged over the seconds in which each thing that stands
 * between them was in trouble, from the nearest to the farthest. Pure.
 */
import type { LagReport } from '../../../../shared/model/insight.ts';
import {
  anyOf,
  BIN_MS,
  BUSY_CPU,
  binCount,
  binsOf,
  MANY_RETRIES,
  STALL_MS,
  WEAK_SIGNAL_DBM,
} from './lag-bins.ts';
import {
  ENOUGH,
  inTrouble,
  type LagCase,
  lagTogether,
  openCase,
  type Player,
  strengthOf,
  tracksOf,
  troubles,
} from './lag-case.ts';
import { type Evidence, lagSeconds, roundTrips, roundTripsOf, worstOf } from './lag-evidence.ts';
import type { LagTrace } from './lag-trace.ts';

export type LagVerdict = LagReport['verdict'];

/** Fewer measured seconds say nothing. */
const LEAST_SECONDS = 10;
/** A move holds packets up a little before it is told, and for a moment after. */
const CHANGE_BEFORE_MS = 2_000;
const CHANGE_AFTER_MS = 3_000;

/** Judges a recording. */
export function judgeLag(trace: LagTrace): LagVerdict {
  const lagCase = openCase(trace);
  if (lagCase.lagging.length === 0) return withoutLag(lagCase);
  return (
    ownComputer(lagCase) ??
    ownNetwork(lagCase) ??
    pathChange(lagCase) ??
    ownUplink(lagCase) ??
    relay(lagCase) ??
    oneOfThem(lagCase) ??
    several(lagCase)
  );
}

function withoutLag(lagCase: LagCase): LagVerdict {
  if (inTrouble(troubles(lagCase, 'stall')) >= 2)
    return verdict('own-computer', 0.7, computerEvidence(lagCase));
  const { players } = lagCase;
  const measured = Math.max(0, ...players.map(({ bins }) => bins.filter((bin) => bin !== null).length));
  if (measured < LEAST_SECONDS) {
    return verdict('unclear', 0.5, [{ fact: 'measured-seconds', measured, expected: LEAST_SECONDS }]);
  }
  return verdict('none', Math.min(0.95, 0.5 + measured / 120), players.flatMap(peerEvidence).slice(0, 3));
}

/** The computer itself had no time: every figure it took then is late, so this comes first. */
function ownComputer(lagCase: LagCase): LagVerdict | null {
  const strength = strengthOf(lagCase, troubles(lagCase, 'stall', 'cpu'));
  if (strength === null || strength < ENOUGH) return null;
  return verdict('own-computer', strength, [...computerEvidence(lagCase), lagSeconds(lagCase)]);
}

/** The way to the own router: Wi-Fi where there is one, else the cable and the router. */
function ownNetwork(lagCase: LagCase): LagVerdict | null {
  const gateway = strengthOf(lagCase, troubles(lagCase, 'gateway'));
  const radio = strengthOf(lagCase, troubles(lagCase, 'wifi-signal', 'wifi-retries'));
  const evidence = [
    ...roundTripsOf(lagCase, 'gateway', 'gateway-latency', 'gateway-loss'),
    ...worstOf(lagCase, 'wifi-signal', 'wifi-signal', WEAK_SIGNAL_DBM),
    ...worstOf(lagCase, 'wifi-retries', 'wifi-retries', MANY_RETRIES),
    lagSeconds(lagCase),
  ];
  const isRadioBad = radio !== null && radio >= ENOUGH;
  if (gateway === null) {
    // Not every router answers: then the radio's own figures have to say it.
    const allLag = lagCase.lagging.length === lagCase.players.length;
    return isRadioBad && allLag ? verdict('own-wifi', radio * 0.7, evidence) : null;
  }
  if (gateway < ENOUGH) return null;
  if (radio === null) return verdict('own-uplink', gateway * 0.9, evidence);
  return verdict('own-wifi', gateway * (isRadioBad ? 1 : 0.85), evidence);
}

function pathChange(lagCase: LagCase): LagVerdict | null {
  const { trace, lagging } = lagCase;
  // A path that was left because the line broke off is not to blame.
  if ((strengthOf(lagCase, troubles(lagCase, 'internet')) ?? 0) >= ENOUGH) return null;
  const changes = trace.pathChanges.filter(({ peer }) => lagging.some(({ id }) => id === peer));
  const around = Array.from({ length: binCount(trace) }, (_, i) => {
    const from = trace.from + i * BIN_MS;
    return changes.some(({ at }) => from + BIN_MS > at - CHANGE_BEFORE_MS && from < at + CHANGE_AFTER_MS);
  });
  const strength = strengthOf(lagCase, around);
  if (strength === null || strength < ENOUGH) return null;
  const evidence: Evidence[] = [{ fact: 'path-changes', measured: changes.length, expected: 0 }];
  return verdict('path-change', strength, [...evidence, lagSeconds(lagCase)]);
}

/** All that lies beyond the router is in trouble at once: the own line is what they share. */
function ownUplink(lagCase: LagCase): LagVerdict | null {
  const { players, lagging, trace } = lagCase;
  const internet = strengthOf(lagCase, troubles(lagCase, 'internet'));
  const relayed = strengthOf(lagCase, troubles(lagCase, 'relay'));
  // A relay's figure is the median of half a minute: it tells of an outage, and hides what lasts a second.
  const told = internet ?? relayed;
  const isSomethingFine = told !== null && told < ENOUGH;
  if (lagging.length < players.length || isSomethingFine) return null;
  // Without a figure of the Internet it takes several players who lag in the same seconds.
  if (internet === null && !(players.length >= 2 && lagTogether(players))) return null;
  const filled = strengthOf(lagCase, troubles(lagCase, 'sent-rate', 'received-rate'));
  const isFilled = filled !== null && filled >= ENOUGH;
  const knowsGateway = tracksOf(trace, 'gateway').length > 0;
  const share = (internet === null ? 0.5 : 0.75) + (knowsGateway ? 0.1 : 0) + (isFilled ? 0.1 : 0);
  return verdict('own-uplink', (internet ?? 1) * share, [
    ...roundTripsOf(lagCase, 'internet', 'internet-latency', 'internet-loss'),
    ...roundTripsOf(lagCase, 'gateway', 'gateway-latency', 'gateway-loss'),
    ...(isFilled ? worstOf(lagCase, 'sent-rate', 'sent-rate', 0) : []),
    lagSeconds(lagCase),
  ]);
}

/** Those that go through the relay lag, and nobody else does. */
function relay(lagCase: LagCase): LagVerdict | null {
  const { players, lagging } = lagCase;
  if (!lagging.every((player) => player.relayed)) return null;
  const strength = strengthOf(lagCase, troubles(lagCase, 'relay'));
  const evidence = [...roundTripsOf(lagCase, 'relay', 'relay-latency', 'relay-loss'), lagSeconds(lagCase)];
  // A relay that fails while nothing else tells of the Internet may as well be our own line.
  const isBlamed =
    players.length > lagging.length || strengthOf(lagCase, troubles(lagCase, 'internet')) !== null;
  if (strength !== null) {
    return strength < ENOUGH ? null : verdict('relay', strength * (isBlamed ? 0.9 : 0.5), evidence);
  }
  const relayed = players.filter((player) => player.relayed);
  const isShared = lagging.length === relayed.length && relayed.length >= 2 && lagTogether(relayed);
  return isShared && players.length > relayed.length ? verdict('relay', 0.6, evidence) : null;
}

/** One player lags and everything else is fine. */
function oneOfThem(lagCase: LagCase): LagVerdict | null {
  const { players, lagging, trace } = lagCase;
  const [player, ...more] = lagging;
  if (player === undefined || more.length > 0) return null;
  const steady = players.length - 1;
  const evidence: Evidence[] = [
    ...peerEvidence(player),
    { fact: 'steady-players', measured: steady, expected: steady },
  ];
  const byOthers = tracksOf(trace, 'peer-by-others').filter(({ id }) => id === player.id);
  const bins = byOthers.map((track) => binsOf(trace, track));
  const seenByOthers = strengthOf(lagCase, anyOf(bins, binCount(trace)));
  if (seenByOthers !== null) {
    const ofOthers = byOthers.flatMap((track) => roundTrips(track, 'others-latency', 'others-loss'));
    // Where the others reach that player well and we reach the others well, what is left lies between.
    return seenByOthers >= ENOUGH
      ? verdict('their-side', 0.6 + 0.35 * seenByOthers, [...evidence, ...ofOthers])
      : verdict('internet', 0.7, [...evidence, ...ofOthers]);
  }
  const knowsInternet = tracksOf(trace, 'internet').length > 0;
  if (steady === 0 && !knowsInternet) return null;
  return verdict('their-side', Math.min(0.75, 0.5 + 0.05 * steady + (knowsInternet ? 0.1 : 0)), evidence);
}

/** Several lag, but not all; or nothing else was measured. */
function several({ players, lagging }: LagCase): LagVerdict {
  const evidence = lagging.flatMap(peerEvidence).slice(0, 6);
  const areOthersFine = lagging.length < players.length && lagging.length > 1;
  return areOthersFine ? verdict('internet', 0.5, evidence) : verdict('unclear', 0.4, evidence);
}

function computerEvidence(lagCase: LagCase): Evidence[] {
  return [...worstOf(lagCase, 'stall', 'stall', STALL_MS), ...worstOf(lagCase, 'cpu', 'cpu', BUSY_CPU)];
}

function peerEvidence({ track }: Player): Evidence[] {
  return roundTrips(track, 'peer-latency', 'peer-loss');
}

function verdict(
  culprit: LagVerdict['culprit'],
  confidence: number,
  evidence: readonly Evidence[],
): LagVerdict {
  return { culprit, confidence: Math.min(1, Math.max(0, confidence)), evidence: [...evidence] };
}
