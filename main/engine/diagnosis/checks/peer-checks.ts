/** Each member: does WireGuard shake hands, does the echo come back, how well, and how large may packets be. */
import { fault } from '../../../../shared/faults/fault.ts';
import type { Finding } from '../../../../shared/model/doctor.ts';
import { answerAfter, type Reading } from '../../../../shared/model/reading.ts';
import type { PeerView } from '../../../../shared/model/snapshot.ts';
import { qualityLimits, wordOfFigure } from '../../../../shared/quality.ts';
import { type Check, explained, ill, skipped, type Verdict, well } from '../check.ts';
import type { ExaminedMachine } from '../examined-machine.ts';
import { isAnswering, isIll, isKnown, isNetworkDown } from './what-is-known.ts';

/** WireGuard renews its handshake every 120 s and gives a session up after 180 (WireGuard paper, section 6.1). */
const HANDSHAKE_LIMIT_MS = 180_000;
/** One or two may be a coincidence, of which nobody notices anything. */
const LEAST_LOSSES = 3;
/** Fewer echoes tell nothing of a path: some are lost while it comes about. */
const LEAST_ECHOES = 30;
/** A computer without time for us makes some jitter by itself. */
const BUSY_JITTER_MS = 50;
const DOUBTFUL = 0.4;
const MTU_TIMES = 3;

interface Look {
  readonly examined: ExaminedMachine;
  readonly signal: AbortSignal;
  /** What the checks found that this one runs after or minds. */
  readonly before: readonly Finding[];
}

type Judge = (peer: PeerView, look: Look) => Promise<Verdict | null> | Verdict | null;

/** A check of every member; of whom there is nothing to say, the judge says null. */
function ofPeers(id: Check['id'], needs: Pick<Check, 'after' | 'minds'>, judge: Judge): Check {
  return {
    id,
    ...needs,
    prepare: (examined) => void examined.echoes(),
    async examine(examined, signal, before) {
      const peers = examined.snapshot().party?.peers ?? [];
      const verdicts = await Promise.all(peers.map((peer) => judge(peer, { examined, signal, before })));
      const told = verdicts.filter((verdict) => verdict !== null);
      return told.length > 0 ? told : [skipped({ code: 'nobody' })];
    },
  };
}

/** The same of members whose echoes come back, and of whom nothing worse is known. */
function ofReached(id: Check['id'], minds: Check['minds'], judge: Judge): Check {
  const all = [...(minds ?? []), 'peer-handshake'] as const;
  return ofPeers(id, { after: ['peer-echo'], minds: all }, async (peer, look) => {
    const figures = (await look.examined.echoes()).get(peer.id);
    return isAnswering(figures) && !isIll(look.before, peer.id) ? judge(peer, look) : null;
  });
}

const handshake = ofPeers(
  'peer-handshake',
  { after: ['interface'], minds: ['internet', 'udp', 'relay', 'clock'] },
  async (peer, { examined, before }) => {
    const { id, name, state, handshakeAgeMs, connectMs } = peer;
    if (state === 'away') {
      return ill('warning', fault('peer.away', { peer: name }), { peer: id, confidence: 0.95 });
    }
    const known = examined.keys().members.get(id);
    const device = await examined.device();
    const isThere = device.ok && device.value.peers.some(({ publicKey }) => publicKey === known);
    // Nobody is put into the device before a relay takes us.
    const isShutOut = examined.snapshot().party?.relay?.reached === false;
    if (known !== undefined && device.ok && !isThere && !isShutOut) {
      const cause = fault('doctor.peer-missing', { peer: name });
      return ill('failed', cause, { peer: id, confidence: 0.95, remedy: 'reach-peer-again' });
    }
    const measured: Reading =
      handshakeAgeMs === null ? { code: 'no-handshake' } : { code: 'age', ms: handshakeAgeMs };
    const measure = {
      peer: id,
      measured,
      expected: { code: 'within-time', ms: HANDSHAKE_LIMIT_MS },
    } as const;
    if (handshakeAgeMs !== null && handshakeAgeMs < HANDSHAKE_LIMIT_MS) return well(measure);
    // Somebody who just came needs a moment, too.
    if (isAnswering((await examined.echoes()).get(id))) return well(measure);
    if (isCutOff(peer, before)) return explained(measure);
    // Whom we had reached fell silent; the session is then made anew, and its handshake is as old as none.
    if (connectMs !== null) return silent(peer, measure);
    const cause = fault('peer.handshake-timeout', { peer: name });
    return ill('failed', cause, { ...measure, confidence: 0.8, remedy: 'reach-peer-again' });
  },
);

const echo = ofPeers(
  'peer-echo',
  { after: ['peer-handshake'], minds: ['internet', 'udp', 'relay', 'clock'] },
  async (peer, { examined, signal, before }) => {
    if (isIll(before, peer.id)) return null;
    const figures = (await examined.echoes()).get(peer.id);
    if (figures === undefined) return null;
    if (isAnswering(figures)) return well({ peer: peer.id, measured: answerAfter(figures.medianMs) });
    if (isCutOff(peer, before)) return explained({ peer: peer.id, measured: answerAfter(null) });
    const pings = await examined.ping(peer.address, 5, signal);
    const measure = { peer: peer.id, measured: answerAfter(null), expected: { code: 'an-answer' } } as const;
    if (pings === null || pings.lost >= pings.sent) return silent(peer, measure);
    const cause = fault('doctor.echo-filtered', { peer: peer.name });
    return ill('warning', cause, { ...measure, confidence: 0.95 });
  },
);

const latency = ofReached('latency', [], async (peer, { examined }) => {
  const figures = (await examined.echoes()).get(peer.id);
  if (figures?.medianMs == null) return unmeasured(peer);
  const { medianMs } = figures;
  const measure = ofTime(peer, 'latencyMs', medianMs);
  if (peer.relayedReason === 'both-sides-port-dependent') {
    const cause = fault('doctor.both-symmetric', { peer: peer.name });
    return ill('warning', cause, { ...measure, confidence: 0.95 });
  }
  if (wordOfFigure('latencyMs', medianMs) !== 'poor') return well(measure);
  const args = { peer: peer.name, latencyMs: Math.round(medianMs) };
  const cause =
    peer.path === 'relay' ? fault('doctor.latency-relayed', args) : fault('doctor.latency-direct', args);
  const remedy = peer.path === 'relay' ? 'switch-relay' : null;
  return ill('warning', cause, { ...measure, confidence: 0.8, remedy });
});

const loss = ofReached('loss', ['internet'], (peer, look) => {
  const { examined, before } = look;
  // Of the last minute: five seconds can't tell few per cent from none.
  const figures = examined.figures(peer.id);
  if (figures === null) return unmeasured(peer);
  const lossRatio = figures.lossRatio ?? 0;
  const percent = Math.round(lossRatio * 100);
  const word = wordOfFigure('lossRatio', lossRatio);
  const measure = {
    peer: peer.id,
    measured: { code: 'judged-loss', lossRatio, sent: figures.sent, word },
    expected: { code: 'up-to-share', ratio: qualityLimits.fair.lossRatio },
  } as const;
  if (word !== 'poor' || figures.lost < LEAST_LOSSES || figures.sent < LEAST_ECHOES) return well(measure);
  if (isKnown(before, 'doctor.home-loss')) return explained(measure);
  const isBurst = figures.lossPattern === 'burst';
  const cause = isBurst
    ? fault('doctor.loss-bursts', { peer: peer.name, percent, longest: figures.longestBurst })
    : fault('doctor.loss', { peer: peer.name, percent });
  return ill('warning', cause, { ...measure, confidence: 0.85 });
});

const jitter = ofReached('jitter', ['load'], async (peer, look) => {
  const { examined, before } = look;
  const jitterMs = (await examined.echoes()).get(peer.id)?.jitterMs;
  if (jitterMs == null) return unmeasured(peer);
  const measure = ofTime(peer, 'jitterMs', jitterMs);
  if (wordOfFigure('jitterMs', jitterMs) !== 'poor') return well(measure);
  const cause = fault('doctor.jitter', { peer: peer.name, jitterMs: Math.round(jitterMs) });
  const mayBeBusy = jitterMs <= BUSY_JITTER_MS && isKnown(before, 'doctor.busy-computer');
  const isOurs = mayBeBusy || jitterMs <= latenessOf(before);
  const confidence = isOurs ? DOUBTFUL : 0.8;
  return ill('warning', cause, { ...measure, confidence });
});

/** By how much this program was late itself, ms: so late may the answers have been read. */
function latenessOf(before: readonly Finding[]): number {
  const late = before.flatMap(({ measured }) => (measured?.code === 'load' ? measured.lateMs : []));
  return Math.max(0, ...late);
}

const mtu = ofReached('mtu', [], async (peer, { examined, signal }) => {
  const wanted = examined.inForce().mtu;
  // The engine measures by itself, and against what chance alone may lose.
  const found = peer.pathMtu?.bytes ?? (await measureMtu(peer, wanted, { examined, signal }));
  if (found === null) return unmeasured(peer);
  const isKept = peer.pathMtu?.isKept === true;
  const measure = {
    peer: peer.id,
    measured: { code: isKept ? 'packet-kept' : 'packet', bytes: found },
    expected: { code: 'packet', bytes: wanted },
  } as const;
  if (found >= wanted || isKept) return well(measure);
  const cause = fault('doctor.mtu', { peer: peer.name, mtu: found, expected: wanted });
  return ill('warning', cause, { ...measure, confidence: 0.9, remedy: 'lower-mtu' });
});

/** Of a member of an older version, by ping. Loss makes a path look small now and then, and never large. */
async function measureMtu(
  { address }: PeerView,
  wanted: number,
  { examined, signal }: Pick<Look, 'examined' | 'signal'>,
): Promise<number | null> {
  let most: number | null = null;
  for (let times = 0; times < MTU_TIMES && (most ?? 0) < wanted; times++) {
    const found = await examined.tunnelMtu(address, signal);
    if (found === null) break;
    most = Math.max(most ?? 0, found);
  }
  return most;
}

/** What could not be asked is not well. */
function unmeasured({ id }: PeerView): Verdict {
  return skipped({ code: 'not-measured' }, id);
}

/** A time of a member's echoes in ms, its word, and up to where nothing is wrong. */
function ofTime({ id }: PeerView, figure: 'latencyMs' | 'jitterMs', ms: number): Parameters<typeof well>[0] {
  const measured: Reading = { code: 'judged-time', ms, word: wordOfFigure(figure, ms) };
  return { peer: id, measured, expected: { code: 'up-to-time', ms: qualityLimits.fair[figure] } };
}

function silent({ name }: PeerView, measure: Parameters<typeof ill>[2]): Verdict {
  const cause = fault('doctor.peer-silent', { peer: name });
  return ill('warning', cause, { ...measure, confidence: 0.6, remedy: 'reach-peer-again' });
}

/** Whether it is known already why nothing of this member can come through. */
function isCutOff({ path }: PeerView, before: readonly Finding[]): boolean {
  const isWayGone =
    path !== 'direct' &&
    isKnown(
      before,
      'relay.unreachable',
      'relay.no-handshake',
      'relay.none',
      'doctor.udp-blocked',
      'doctor.clock-set-back',
    );
  return isWayGone || isNetworkDown(before);
}

export const peerChecks: readonly Check[] = [handshake, echo, latency, loss, jitter, mtu];
