/** DNS: the time until the system's name servers answer a question that no cache of ours knows. */
import { Resolver } from 'node:dns/promises';
import type { ProbeOutcome, Target } from '../../../../shared/model/target.ts';
import { PLAIN_ANSWER } from './probe.ts';
import { outcomeOfError } from './system-error.ts';

export interface DnsProbe {
  readonly target: Pick<Target, 'address' | 'family' | 'timeoutMs'>;
  readonly signal: AbortSignal;
  /** `address` or `address:port`; the system's own when absent. */
  readonly servers?: readonly string[];
}

/** Asks once, for A or, where only those are wanted, AAAA records. Runs without a thread. */
export async function probeDns({ target, signal, servers }: DnsProbe): Promise<ProbeOutcome> {
  const resolver = new Resolver({ timeout: target.timeoutMs, tries: 1 });
  if (servers !== undefined) resolver.setServers(servers);
  const stop = (): void => resolver.cancel();
  // With several dead servers each has its time: the whole has one, too.
  const timer = setTimeout(stop, target.timeoutMs);
  timer.unref();
  signal.addEventListener('abort', stop, { once: true });
  const startedAt = performance.now();
  try {
    const addresses = await (target.family === 'ipv6'
      ? resolver.resolve6(target.address)
      : resolver.resolve4(target.address));
    return { ...PLAIN_ANSWER, rttMs: performance.now() - startedAt, addresses: addresses.slice(0, 16) };
  } catch (error) {
    const failure = error as NodeJS.ErrnoException;
    return failure.code === 'ECANCELLED' ? { outcome: 'timeout' } : outcomeOfError(failure);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
