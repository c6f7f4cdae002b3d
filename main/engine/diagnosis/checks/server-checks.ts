/** The party's control server and relay. */
import { fault } from '../../../../shared/faults/fault.ts';
import { judgeInviting } from '../../../../shared/inviting/judge-inviting.ts';
import type { Finding } from '../../../../shared/model/doctor.ts';
import { answerAfter, type Reading } from '../../../../shared/model/reading.ts';
import { lineOf, whyCode } from '../../../../shared/texts/say-inviting.ts';
import { type Check, explained, ill, skipped, type Verdict, well } from '../check.ts';
import type { ExaminedMachine } from '../examined-machine.ts';
import { CLOCK_LIMIT_MS } from './machine-checks.ts';
import { isKnown } from './what-is-known.ts';

/** Of what the relay's handshake needs. */
const TELLS_NOTHING: ReadonlySet<Finding['status']> = new Set(['failed', 'hidden']);

interface Look {
  readonly examined: ExaminedMachine;
  readonly signal: AbortSignal;
  readonly before: readonly Finding[];
}

const control: Check = {
  id: 'control',
  after: ['internet'],
  minds: ['dns'],
  async examine(examined, signal, before) {
    const { party } = examined.snapshot();
    const reached = await examined.reachControl(signal);
    if (reached === null) return [skipped({ code: 'no-party-and-no-server' })];
    const { server, ms: tookMs } = reached;
    if (tookMs !== null && party?.control !== 'reconnecting')
      return [well({ measured: answerAfter(tookMs) })];
    if (isKnown(before, 'doctor.dns-dead', 'doctor.dns-lies')) return [explained()];
    const reason = tookMs === null ? 'no-connection' : 'answers-others';
    const cause = fault('control.unreachable', { server, reason });
    // Links that are up stay up: it is a warning for whoever is in the party already.
    return [ill('warning', cause, { confidence: tookMs === null ? 0.95 : 0.6, remedy: 'reconnect-control' })];
  },
};

const relay: Check = {
  id: 'relay',
  after: ['udp'],
  minds: ['interface'],
  async examine(examined, signal, before) {
    const { party } = examined.snapshot();
    if (party === null) return [skipped({ code: 'no-party' })];
    const [home, ...others] = await examined.askRelays(signal);
    if (home === undefined) {
      const cause = fault('relay.none', { server: party.server });
      return [ill('warning', cause, { confidence: 0.9 })];
    }
    const { endpoint, ms: tookMs } = home;
    const isOverTcp = party.relay?.transport === 'tcp' && party.relay.reached;
    if (isOverTcp) return [well({ measured: { code: 'over-tcp' } })];
    if (tookMs !== null) return [await judgeHandshake(endpoint, tookMs, { examined, signal, before })];
    if (isKnown(before, 'doctor.udp-blocked')) return [explained({ measured: answerAfter(null) })];
    // The server may give its party another one later; members meet at those that work.
    const [other] = others.flatMap(({ ms }) => ms ?? []);
    if (other !== undefined) return [well({ measured: { code: 'another-relay', ms: other } })];
    const cause = fault('relay.unreachable', { endpoint });
    return [
      ill('warning', cause, {
        confidence: 0.9,
        measured: answerAfter(null),
        expected: { code: 'an-answer' },
        remedy: 'switch-relay',
      }),
    ];
  },
};

/** Whoever answers a binding request may still take nobody in. */
async function judgeHandshake(
  endpoint: string,
  tookMs: number,
  { examined, signal, before }: Look,
): Promise<Verdict> {
  const measured = answerAfter(tookMs);
  if (await examined.isRelayReached(signal)) return well({ measured });
  // Of both there is a finding of its own.
  const hasNoTunnel = before.some(({ check, status }) => check === 'interface' && TELLS_NOTHING.has(status));
  if (hasNoTunnel || examined.clockSetBackMs() >= CLOCK_LIMIT_MS) return explained({ measured });
  const expected = { code: 'handshake' } as const;
  const cause = fault('relay.no-handshake', { endpoint });
  return ill('warning', cause, {
    measured: { code: 'no-handshake' },
    expected,
    confidence: 0.85,
    remedy: 'switch-relay',
  });
}

/** Whether those who are invited can come in, from wherever they are; what nobody outside confirmed is no good news. */
const inviting: Check = {
  id: 'inviting',
  after: ['internet'],
  minds: ['udp', 'control'],
  async examine(examined, _signal, before) {
    const facts = await examined.checkInviting();
    if (facts === null) return [skipped({ code: 'no-party' })];
    const verdict = judgeInviting(facts);
    const measured: Reading = { code: 'joinable', line: lineOf(verdict) };
    switch (verdict.reach) {
      case 'anywhere':
        return [verdict.sure ? well({ measured }) : skipped(measured)];
      case 'most':
        return [well({ measured })];
      case 'checking':
      case 'unknown':
        return [isKnown(before, 'control.unreachable') ? explained({ measured }) : skipped(measured)];
      case 'few':
      case 'house': {
        if (verdict.why === 'udp-blocked' && isKnown(before, 'doctor.udp-blocked'))
          return [explained({ measured })];
        const { code, gateway } = whyCode(verdict);
        const cause = fault('doctor.invite-limited', { line: lineOf(verdict), why: code, gateway });
        return [ill('warning', cause, { confidence: verdict.why === 'kept-out' ? 0.6 : 0.9, measured })];
      }
    }
  },
};

export const serverChecks: readonly Check[] = [control, relay, inviting];
