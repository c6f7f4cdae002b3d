/** The way out: gateway, Internet, names, UDP, and what the NAT does. */
import { fault } from '../../../../shared/faults/fault.ts';
import type { NatReport } from '../../../../shared/model/nat-report.ts';
import { natGrade } from '../../nat/nat-grade.ts';
import { type Check, explained, ill, type Verdict, well } from '../check.ts';
import { isKnown } from './what-is-known.ts';

/** A cable or good Wi-Fi answers in a few ms; what is beyond is lost before it has left the house. */
const GATEWAY_PINGS = 40;
const GATEWAY_LOSS = 0.05;

/** Without Internet a party in one house still works, so that only what needs it is hidden. */
const internet: Check = {
  id: 'internet',
  after: [],
  async examine(patient, signal) {
    const reaching = patient.reachesInternet(signal);
    const [gateway] = await patient.gateways();
    if (gateway === undefined) {
      const isOutside = await reaching;
      return [isOutside ? well() : ill('failed', fault('doctor.no-route', {}), { confidence: 0.95 })];
    }
    const [outside, pings] = await Promise.all([reaching, patient.ping(gateway, GATEWAY_PINGS, signal)]);
    const isSilent = pings !== null && pings.lost === pings.sent;
    if (!outside) {
      if ((await patient.portal(signal)) === 'yes')
        return [ill('failed', fault('doctor.captive-portal', {}), { confidence: 0.85 })];
      const cause = isSilent
        ? fault('doctor.gateway-silent', { gateway })
        : fault('doctor.no-internet', { gateway });
      return [ill('failed', cause, { confidence: isSilent ? 0.9 : 0.8 })];
    }
    if (pings === null) return [well()];
    if (isSilent) {
      return [
        ill('warning', fault('doctor.icmp-filtered', { gateway }), {
          confidence: 0.8,
          measured: 'no answer',
        }),
      ];
    }
    const lossRatio = pings.lossRatio ?? 0;
    const measure = {
      measured: `${Math.round(lossRatio * 100)} % lost, ${ms(pings.medianMs)}`,
      expected: 'none lost',
    };
    if (lossRatio < GATEWAY_LOSS) return [well(measure)];
    const cause = fault('doctor.home-loss', { gateway, percent: Math.round(lossRatio * 100) });
    return [ill('warning', cause, { ...measure, confidence: 0.85 })];
  },
};

const dns: Check = {
  id: 'dns',
  after: ['internet'],
  async examine(patient, signal, before) {
    const resolved = await patient.resolve(signal);
    if (resolved === null) return [well({ measured: 'no names are needed' })];
    const { name, ms: tookMs, reason } = resolved;
    if (tookMs !== null) return [well({ measured: ms(tookMs) })];
    if (isKnown(before, 'doctor.home-loss')) return [explained({ measured: reason })];
    return [
      ill('warning', fault('doctor.dns-dead', { name, reason }), { confidence: 0.9, measured: reason }),
    ];
  },
};

const udp: Check = {
  id: 'udp',
  after: ['internet'],
  async examine(patient, signal) {
    return [judgeUdp(await patient.nat(signal))];
  },
};

/** Whether datagrams get out at all. */
export function judgeUdp({ udp: state, captivePortal, servers }: NatReport): Verdict {
  const answered = servers.filter(({ outcome }) => outcome === 'answered').length;
  const measure = { measured: `${answered} of ${servers.length} servers answered`, expected: 'any' };
  if (captivePortal === 'yes')
    return ill('failed', fault('doctor.captive-portal', {}), { ...measure, confidence: 0.85 });
  if (state === 'blocked')
    return ill('warning', fault('doctor.udp-blocked', {}), { ...measure, confidence: 0.9 });
  return well(measure);
}

const nat: Check = {
  id: 'nat',
  after: ['udp'],
  async examine(patient, signal) {
    const report = await patient.nat(signal);
    const { grade, reason } = natGrade(report);
    const measure = { measured: `${report.mapping} mapping, ${report.filtering} filtering` };
    if (grade !== 'strict' || reason !== 'ports-change') return [well(measure)];
    // Only a pair of two such NATs can't meet, and that is said of the pair.
    return [well({ ...measure, expected: 'endpoint-independent mapping' })];
  },
};

/** @param value - ms */
export function ms(value: number | null): string {
  return value === null ? 'no answer' : `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

export const internetChecks: readonly Check[] = [internet, dns, udp, nat];
