import { describe, expect, it } from 'vitest';
import type { PingRequest } from '../../../../../main/engine/probing/icmp/ping-way.ts';
import { createProber } from '../../../../../main/engine/probing/probes/prober.ts';
import type { Target } from '../../../../../shared/model/target.ts';

const target: Target = {
  id: 'one',
  name: 'One',
  kind: 'icmp',
  address: 'one.example',
  port: null,
  family: 'any',
  intervalMs: 1000,
  timeoutMs: 2000,
};
const context = { signal: new AbortController().signal, onLate: () => undefined };

/** @param address - of every name; null: there is none. */
function probing(address: string | null) {
  const asked: PingRequest[] = [];
  const resolve = async () =>
    address === null ? { reason: 'ENOTFOUND' } : ({ address, family: 4 } as const);
  const prober = createProber({
    names: { resolve, resolveAnew: resolve, forget: () => undefined },
    ping: {
      needsWorker: (family) => family === 6,
      async ping(request) {
        asked.push(request);
        return { via: 'icmp-datagram', result: { outcome: 'timeout' } };
      },
      close: () => undefined,
    },
  });
  return { prober, asked };
}

describe('the prober', () => {
  it('pings what a name stands for, within what the look-up left of the time', async () => {
    const { prober, asked } = probing('192.0.2.7');
    expect(await prober.probe(target, context)).toEqual({
      via: 'icmp-datagram',
      result: { outcome: 'timeout' },
    });
    expect(asked).toMatchObject([{ to: '192.0.2.7', family: 4 }]);
    expect(asked[0]?.timeoutMs).toBeLessThanOrEqual(2000);
  });

  it('sends nothing where a name has no address, and says which error that was', async () => {
    const { prober, asked } = probing(null);
    const { result } = await prober.probe(target, context);
    expect(result).toEqual({ outcome: 'unresolved', why: { reason: 'errno', errno: 'ENOTFOUND' } });
    expect(asked).toEqual([]);
  });

  it.each(['tcp', 'udp'] as const)('connects to no %s target without a port', async (kind) => {
    const { prober } = probing('192.0.2.7');
    const { result } = await prober.probe({ ...target, kind }, context);
    expect(result).toEqual({ outcome: 'error', why: { reason: 'no-port' } });
  });

  it('needs a worker for all that connects, and for pings that cost a process', () => {
    const { prober } = probing('192.0.2.7');
    expect(prober.needsWorker(target)).toBe(false);
    expect(prober.needsWorker({ ...target, family: 'ipv6' })).toBe(true);
    expect(prober.needsWorker({ ...target, address: '2001:db8::1' })).toBe(true);
    expect(prober.needsWorker({ ...target, kind: 'tcp', port: 443 })).toBe(true);
  });
});
