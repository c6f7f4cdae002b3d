import { describe, expect, it } from 'vitest';
import { createLinkTestProbes } from '../../../../main/engine/link-test/monitor-probes.ts';
import { fault } from '../../../../shared/faults/fault.ts';
import type { ProbeOutcome } from '../../../../shared/model/target.ts';

const TO = '192.0.2.1';
const WHY = { reason: 'no-way-to-ping', said: 'ping: EPERM' } as const;
const { signal } = new AbortController();

function probesWith(outcome: ProbeOutcome, denied: string | null) {
  return createLinkTestProbes({
    ping: {
      needsWorker: () => false,
      ping: async () => ({ via: 'none', result: outcome }),
      close: () => undefined,
    },
    names: {
      resolve: async () => ({ address: TO, family: 4 }),
      resolveAnew: async () => ({ address: TO, family: 4 }),
      forget: () => undefined,
    },
    paths: {
      traceroute: async () => ({ reached: false, hops: [], denied, via: 'ping' }),
      pathMtu: async () => ({ mtu: null, limitedBy: null, blackHole: false, via: 'ping' }),
    },
  });
}

describe('tests on a machine that allows no ping', () => {
  const probes = probesWith({ outcome: 'denied', why: WHY }, 'EPERM');

  it('say so of the largest packet, and not that there was no answer', async () => {
    expect(await probes.pathMtu(TO, { signal })).toEqual({
      ok: false,
      fault: fault('link-test.unreached', { place: TO, ...WHY }),
    });
  });

  it('say so of the hops', async () => {
    expect(await probes.trace(TO, { maxHops: 30, signal, onHop: () => undefined })).toEqual({
      ok: false,
      fault: fault('link-test.unreached', { place: TO, ...WHY }),
    });
  });
});

it('the largest packet is not found where nobody answers', async () => {
  expect(await probesWith({ outcome: 'timeout' }, null).pathMtu(TO, { signal })).toEqual({
    ok: false,
    fault: fault('link-test.unreached', { place: TO, reason: 'no-answer' }),
  });
});
