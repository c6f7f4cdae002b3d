/** The way out: gateway, Internet, names, UDP, and what the NAT does. */
import { fault } from '../../../../shared/faults/fault.ts';
import type { NatReport } from '../../../../shared/model/nat-report.ts';
import { answerAfter, type Reading } from '../../../../shared/model/reading.ts';
import { natGrade } from '../../nat/nat-grade.ts';
import { type Check, explained, ill, skipped, type Verdict, well } from '../check.ts';
import { isKnown } from './what-is-known.ts';

/** A cable or good Wi-Fi answers in a few ms; what is beyond is lost before it has left the house. */
const GATEWAY_PINGS = 40;
const GATEWAY_LOSS = 0.05;
/** Filters and sign-in pages have names lead to the one who asks (RFC 1122 §3.2.1.3, RFC 4291 §2.5). */
const LEADS_HERE = /^(127\.|0\.0\.0\.0$|::1?$)/;

/** Without Internet a party in one house still works, so that only what needs it is hidden. */
const internet: Check = {
  id: 'internet',
  after: [],
  async examine(examined, signal) {
    const reaching = examined.reachesInternet(signal);
    const [gateway] = await examined.gateways();
    if (gateway === undefined) {
      const isOutside = await reaching;
      return [isOutside ? well() : ill('failed', fault('doctor.no-route', {}), { confidence: 0.95 })];
    }
    const [outside, pings] = await Promise.all([reaching, examined.ping(gateway, GATEWAY_PINGS, signal)]);
    const isSilent = pings !== null && pings.lost === pings.sent;
    if (!outside) {
      if ((await examined.portal(signal)) === 'yes')
        return [ill('failed', fault('doctor.captive-portal', {}), { confidence: 0.85 })];
      const cause = isSilent
        ? fault('doctor.gateway-silent', { gateway })
        : fault('doctor.no-internet', { gateway });
      return [ill('failed', cause, { confidence: isSilent ? 0.9 : 0.8 })];
    }
    if (pings === null) return [well({ measured: { code: 'pings-not-allowed' } })];
    if (isSilent) {
      return [
        ill('warning', fault('doctor.icmp-filtered', { gateway }), {
          confidence: 0.8,
          measured: { code: 'no-answer' },
        }),
      ];
    }
    const lossRatio = pings.lossRatio ?? 0;
    const { medianMs } = pings;
    const measure = {
      measured:
        medianMs === null
          ? answerAfter(null)
          : ({ code: 'latency-and-loss', ms: medianMs, lossRatio } as const),
      expected: { code: 'none-lost' },
    } as const;
    if (lossRatio < GATEWAY_LOSS) return [well(measure)];
    const cause = fault('doctor.home-loss', { gateway, percent: Math.round(lossRatio * 100) });
    return [ill('warning', cause, { ...measure, confidence: 0.85 })];
  },
};

const dns: Check = {
  id: 'dns',
  after: ['internet'],
  async examine(examined, signal, before) {
    const resolved = await examined.resolve(signal);
    if (resolved === null) return [well({ measured: { code: 'no-names-needed' } })];
    const { name, ms, reason } = resolved;
    if (reason === null) {
      const { address } = resolved;
      const measured = { code: 'address', address } as const;
      // Somebody may well run the server on this very computer.
      const isLie = LEADS_HERE.test(address) && ((await examined.reachControl(signal))?.ms ?? null) === null;
      if (isLie)
        return [ill('failed', fault('doctor.dns-lies', { name, address }), { confidence: 0.9, measured })];
      return [well({ measured: answerAfter(ms) })];
    }
    const measured = { code: reason } as const;
    if (isKnown(before, 'doctor.home-loss')) return [explained({ measured })];
    return [ill('warning', fault('doctor.dns-dead', { name, reason }), { confidence: 0.9, measured })];
  },
};

const udp: Check = {
  id: 'udp',
  after: ['internet'],
  async examine(examined, signal) {
    const { party } = examined.snapshot();
    const isRelayOverTcp = party?.relay?.reached === true && party.relay.transport === 'tcp';
    return [judgeUdp(await examined.nat(signal), isRelayOverTcp)];
  },
};

/** Whether datagrams get out at all. @param isRelayOverTcp - the party's relay answers over TCP, and not over UDP. */
function judgeUdp({ udp: state, captivePortal, servers }: NatReport, isRelayOverTcp: boolean): Verdict {
  const answered = servers.filter(({ outcome }) => outcome === 'answered').length;
  const measure = {
    measured: { code: 'servers', answered, asked: servers.length },
    expected: { code: 'any-server' },
  } as const;
  if (captivePortal === 'yes')
    return ill('failed', fault('doctor.captive-portal', {}), { ...measure, confidence: 0.85 });
  if (state === 'blocked')
    return ill('warning', fault('doctor.udp-blocked', {}), { ...measure, confidence: 0.9 });
  if (state === 'works') return well(measure);
  if (isRelayOverTcp)
    return ill('warning', fault('doctor.udp-blocked', {}), { ...measure, confidence: 0.75 });
  // Nobody answered, which may be the servers' fault, or that of a network without names.
  return skipped(measure.measured);
}

const nat: Check = {
  id: 'nat',
  after: ['udp'],
  async examine(examined, signal) {
    const report = await examined.nat(signal);
    const { grade, reason } = natGrade(report);
    const { mapping, filtering } = report;
    const measured: Reading = { code: 'nat', mapping, filtering };
    if (mapping === 'unknown') return [skipped(measured)];
    if (grade !== 'strict' || reason !== 'ports-change') return [well({ measured })];
    // Only a pair of two such NATs can't meet, and that is said of the pair.
    return [well({ measured, expected: { code: 'mapping', mapping: 'endpoint-independent' } })];
  },
};

export const internetChecks: readonly Check[] = [internet, dns, udp, nat];
