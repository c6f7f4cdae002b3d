/** Probes a target by what it is. */
import type { ProbeOutcome, Target } from '../../../../shared/model/target.ts';
import type { PingChain } from '../icmp/ping-chain.ts';
import { probeTcp, probeUdp } from './connect-probes.ts';
import { probeDns } from './dns-probe.ts';
import { probeHttp } from './http-probe.ts';
import { type Address, type Names, whyUnresolved } from './names.ts';
import type { ProbeContext, ProbeEnd, Prober } from './probe.ts';

export interface ProberOptions {
  readonly ping: PingChain;
  readonly names: Names;
}

/** Makes the prober of all kinds; ping and names stay the caller's. */
export function createProber({ ping, names }: ProberOptions): Prober {
  /** A name is looked up within the target's time; the probe has what is left. */
  const withAddress = async (
    target: Target,
    probe: (to: Address, timeoutMs: number) => Promise<ProbeEnd>,
  ): Promise<ProbeEnd> => {
    const startedAt = performance.now();
    const to = await names.resolve(target.address, target.family, target.timeoutMs);
    const left = target.timeoutMs - (performance.now() - startedAt);
    if ('address' in to && left > 0) return probe(to, left);
    const why = whyUnresolved('reason' in to ? to.reason : 'timed-out');
    return { via: 'dns', result: { outcome: 'unresolved', why } };
  };
  const connecting = (target: Target, { signal }: ProbeContext, probe: typeof probeTcp): Promise<ProbeEnd> =>
    withAddress(target, async (to, timeoutMs) => {
      const { kind, port } = target;
      const result: ProbeOutcome =
        port === null
          ? { outcome: 'error', why: { reason: 'no-port' } }
          : await probe({ to, port, timeoutMs, signal });
      return { via: kind, result };
    });
  return {
    needsWorker: ({ kind, family, address }) => {
      if (kind !== 'icmp') return true;
      return ping.needsWorker(family === 'ipv6' || (family === 'any' && address.includes(':')) ? 6 : 4);
    },
    async probe(target, context) {
      const { signal, onLate } = context;
      switch (target.kind) {
        case 'icmp':
          return withAddress(target, ({ address: to, family }, timeoutMs) =>
            ping.ping({ to, family, timeoutMs, signal, onLate }),
          );
        case 'tcp':
          return connecting(target, context, probeTcp);
        case 'udp':
          return connecting(target, context, probeUdp);
        case 'http':
          return { via: 'http', result: await probeHttp({ target, names, signal }) };
        case 'dns':
          return { via: 'dns', result: await probeDns({ target, signal }) };
      }
    },
  };
}
