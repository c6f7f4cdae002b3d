import { describe, expect, it } from 'vitest';
import type { PeerView } from '../../../shared/model/snapshot.ts';
import { onlineCount, worstLatencyMs } from '../../../shared/roster.ts';
import { examplePeer } from '../../mocks/fake-engine.ts';

const peer = (state: PeerView['state'], latencyMs: number | null): PeerView => ({
  ...examplePeer,
  state,
  latencyMs,
});

describe('a party as a whole', () => {
  const peers = [peer('away', null), peer('lost', 4.1), peer('direct', 20), peer('relayed', 70)];

  it('counts who is online, without those whom we lost', () => {
    expect(onlineCount({ peers })).toBe(2);
  });

  it('names the worst latency of those whom packets still come back from', () => {
    expect(worstLatencyMs({ peers })).toBe(70);
    expect(worstLatencyMs({ peers: [peer('lost', 4.1), peer('securing', 240)] })).toBeNull();
  });
});
