/** Each member: does WireGuard shake hands, does the echo come back, and how well. */
import { fault } from '../../../../shared/faults/fault.ts';
import type { LatencySummary } from '../../../../shared/model/metrics.ts';
import type { PeerView } from '../../../../shared/model/snapshot.ts';
import { type Check, ill, skipped, type Verdict, well } from '../check.ts';
import type { Patient } from '../patient.ts';
import { ms } from './internet-checks.ts';

/** WireGuard renews its handshake every 120 s and gives a session up after 180 (WireGuard paper, section 6.1). */
const HANDSHAKE_LIMIT_MS = 180_000;
/** The one set of bands: above 50 ms is worth a look, above 200 degraded. */
const LATENCY_LIMIT_MS = 200;
const LOSS_LIMIT = 0.01;
const JITTER_LIMIT_MS = 15;
/** Fewer say nothing about loss of a few per cent. */
const ENOUGH_ECHOES = 20;

type Judge = (
  peer: PeerView,
  patient: Patient,
  signal: AbortSignal,
) => Promise<Verdict | null> | Verdict | null;

/** A check of every member that is here; those of whom a check before says all are left out by their verdicts. */
function ofPeers(id: Check['id'], after: Check['after'], judge: Judge): Check {
  return {
    id,
    after,
    async examine(patient, signal) {
      const peers = patient.snapshot().party?.peers ?? [];
      const verdicts = await Promise.all(peers.map((peer) => judge(peer, patient, signal)));
      const told = verdicts.filter((verdict) => verdict !== null);
      return told.length > 0 ? told : [skipped('nobody to look at')];
    },
  };
}

const handshake = ofPeers('peer-handshake', ['interface'], async (peer, patient) => {
  const { id, name, state, handshakeAgeMs } = peer;
  if (state === 'away') {
    return ill('warning', fault('peer.away', { peer: name }), { peer: id, confidence: 0.95 });
  }
  const known = patient.keys().members.get(id);
  const device = await patient.device();
  const isThere = device.ok && device.value.peers.some(({ publicKey }) => publicKey === known);
  if (known !== undefined && device.ok && !isThere) {
    const cause = fault('doctor.peer-missing', { peer: name });
    return ill('failed', cause, { peer: id, confidence: 0.95, remedy: 'reach-peer-again' });
  }
  const isFresh = handshakeAgeMs !== null && handshakeAgeMs < HANDSHAKE_LIMIT_MS;
  const measure = {
    peer: id,
    measured: handshakeAgeMs === null ? 'none' : `${Math.round(handshakeAgeMs / 1000)} s ago`,
    expected: 'within 180 s',
  };
  if (isFresh || state === 'finding' || state === 'reaching') return well(measure);
  const cause = fault('peer.handshake-timeout', { peer: name });
  return ill('failed', cause, { ...measure, confidence: 0.8, remedy: 'reach-peer-again' });
});

const echo = ofPeers('peer-echo', ['peer-handshake'], async (peer, patient, signal) => {
  const figures = patient.figures(peer.id);
  if (!isSecured(peer) || figures === null || figures.sent < 5) return null;
  if (figures.lost < figures.sent) return well({ peer: peer.id, measured: ms(figures.medianMs) });
  const pings = await patient.ping(peer.address, 5, signal);
  const isPingAnswered = pings !== null && pings.lost < pings.sent;
  const cause = isPingAnswered
    ? fault('doctor.echo-filtered', { peer: peer.name })
    : fault('doctor.peer-silent', { peer: peer.name });
  return ill('warning', cause, {
    peer: peer.id,
    confidence: isPingAnswered ? 0.95 : 0.6,
    measured: 'no answer',
  });
});

const latency = ofPeers('latency', ['peer-echo'], (peer, patient) => {
  const figures = measuredFigures(peer, patient);
  if (figures?.medianMs == null) return null;
  const measure = { peer: peer.id, measured: ms(figures.medianMs), expected: `below ${LATENCY_LIMIT_MS} ms` };
  if (peer.relayedReason === 'both-sides-port-dependent') {
    const cause = fault('doctor.both-symmetric', { peer: peer.name });
    return ill('warning', cause, { ...measure, confidence: 0.95 });
  }
  if (figures.medianMs <= LATENCY_LIMIT_MS) return well(measure);
  const relayed = peer.path === 'relay';
  const cause = relayed
    ? fault('doctor.latency-relayed', { peer: peer.name, latencyMs: Math.round(figures.medianMs) })
    : fault('doctor.latency-direct', { peer: peer.name, latencyMs: Math.round(figures.medianMs) });
  return ill('warning', cause, { ...measure, confidence: 0.8, remedy: relayed ? 'switch-relay' : null });
});

const loss = ofPeers('loss', ['peer-echo', 'internet'], (peer, patient) => {
  const figures = measuredFigures(peer, patient);
  if (figures === null || figures.sent < ENOUGH_ECHOES) return null;
  const lossRatio = figures.lossRatio ?? 0;
  const percent = Math.round(lossRatio * 100);
  const measure = { peer: peer.id, measured: `${percent} %`, expected: 'below 1 %' };
  if (lossRatio <= LOSS_LIMIT) return well(measure);
  const cause =
    figures.lossPattern === 'burst'
      ? fault('doctor.loss-bursts', { peer: peer.name, percent, longest: figures.longestBurst })
      : fault('doctor.loss', { peer: peer.name, percent });
  return ill('warning', cause, { ...measure, confidence: figures.lossPattern === 'none' ? 0.5 : 0.85 });
});

const jitter = ofPeers('jitter', ['peer-echo'], (peer, patient) => {
  const figures = measuredFigures(peer, patient);
  if (figures?.jitterMs == null) return null;
  const measure = { peer: peer.id, measured: ms(figures.jitterMs), expected: `below ${JITTER_LIMIT_MS} ms` };
  if (figures.jitterMs <= JITTER_LIMIT_MS) return well(measure);
  const cause = fault('doctor.jitter', { peer: peer.name, jitterMs: Math.round(figures.jitterMs) });
  return ill('warning', cause, { ...measure, confidence: 0.8 });
});

const mtu = ofPeers('mtu', ['peer-echo'], async (peer, patient, signal) => {
  if (measuredFigures(peer, patient)?.medianMs == null) return null;
  const wanted = patient.settings().mtu;
  const found = await patient.tunnelMtu(peer.address, signal);
  if (found === null) return null;
  const measure = { peer: peer.id, measured: String(found), expected: String(wanted) };
  if (found >= wanted) return well(measure);
  const cause = fault('doctor.mtu', { peer: peer.name, mtu: found, expected: wanted });
  return ill('warning', cause, { ...measure, confidence: 0.9, remedy: 'lower-mtu' });
});

function isSecured({ state }: PeerView): boolean {
  return state === 'relayed' || state === 'direct' || state === 'unsteady' || state === 'lost';
}

/** Figures of a member whose echo comes back at all. */
function measuredFigures(peer: PeerView, patient: Patient): LatencySummary | null {
  const figures = isSecured(peer) ? patient.figures(peer.id) : null;
  return figures !== null && figures.lost < figures.sent ? figures : null;
}

export const peerChecks: readonly Check[] = [handshake, echo, latency, loss, jitter, mtu];
