import { describe, expect, it } from 'vitest';
import { CapacityNotes } from '../../../../main/engine/diagnosis/note-capacity.ts';
import type { LinkTestResult } from '../../../../shared/model/link-test.ts';
import { examplePeer } from '../../../mocks/fake-engine.ts';

const request = { type: 'bandwidth', to: 'Jon', seconds: 5, shareOfLink: 0.05 } as const;
const bandwidth = {
  upBitsPerSecond: 8_000_000,
  downBitsPerSecond: 16_000_000,
  upLossRatio: 0,
  downLossRatio: 0,
  sentBytes: 1,
};
const result: LinkTestResult = {
  type: 'bandwidth',
  success: true,
  stopped: false,
  latency: null,
  loadedLatency: null,
  bandwidth,
  hops: null,
  mtu: null,
  messagesPerSecond: null,
  pairs: null,
  steps: null,
  errors: [],
};

function noted(found: LinkTestResult, asked: Parameters<CapacityNotes['started']>[1] = request): unknown[] {
  const calls: unknown[] = [];
  const notes = new CapacityNotes({ setCapacity: (...args) => calls.push(args) });
  notes.started(3, asked, [examplePeer]);
  notes.progressed({ run: 2, kind: 'finished', result });
  notes.progressed({ run: 3, kind: 'phase', share: 0, phase: 'filling-up', peer: null });
  notes.progressed({ run: 3, kind: 'finished', result: found });
  return calls;
}

describe('the capacity of a link', () => {
  it('is what a bandwidth test of that member found, in bytes a second', () => {
    expect(noted(result)).toEqual([['peer:jon', { received: 2_000_000, sent: 1_000_000 }]]);
  });

  it('stays unknown after a test that failed, could not tell, or measured something else', () => {
    expect(noted({ ...result, success: false })).toEqual([]);
    expect(noted({ ...result, bandwidth: { ...bandwidth, upBitsPerSecond: 0 } })).toEqual([]);
    expect(noted(result, { type: 'mtu', to: 'Jon' })).toEqual([]);
    expect(noted(result, { ...request, to: 'Nobody' })).toEqual([]);
  });
});
