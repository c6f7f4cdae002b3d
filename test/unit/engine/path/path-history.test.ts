import { describe, expect, it } from 'vitest';
import { PathHistory, type PathLook } from '../../../../main/engine/path/link/path-history.ts';

const START_MS = Date.parse('2026-11-21T20:00:00.000Z');

function make() {
  const history = new PathHistory();
  const look = (seconds: number, strategy: PathLook['strategy'], latencyMs: number | null, isOnline = true) =>
    history.look({ strategy, latencyMs, isOnline, at: new Date(START_MS + 1000 * seconds) });
  return { history, look };
}

describe('the history of the way to a member', () => {
  it('tells when it changed, from what to what, why, and what became of the latency', () => {
    const { history, look } = make();
    look(0, 'none', null);
    look(1, 'relay', null);
    look(12, 'relay', 40);
    look(13, 'punched', 40);
    look(18, 'punched', 30);
    look(23, 'punched', 18);
    expect(history.changes).toEqual([
      {
        at: '2026-11-21T20:00:01.000Z',
        from: 'none',
        to: 'relay',
        why: 'connected',
        latencyBeforeMs: null,
        latencyAfterMs: 40,
      },
      {
        at: '2026-11-21T20:00:13.000Z',
        from: 'relay',
        to: 'punched',
        why: 'upgraded',
        latencyBeforeMs: 40,
        latencyAfterMs: 18,
      },
    ]);
  });

  it('tells a fall-back, a loss and a departure apart', () => {
    const { history, look } = make();
    look(0, 'lan', 1);
    look(20, 'relay', 1);
    look(40, 'none', 30);
    look(50, 'relay', null);
    look(70, 'none', 30, false);
    expect(history.changes.map(({ why }) => why)).toEqual([
      'connected',
      'fell-back',
      'lost',
      'connected',
      'away',
    ]);
  });

  it('keeps the last hundred', () => {
    const { history, look } = make();
    for (let i = 0; i < 250; i++) look(i, i % 2 === 0 ? 'relay' : 'punched', 10);
    expect(history.changes).toHaveLength(100);
    expect(history.changes.at(-1)?.at).toBe('2026-11-21T20:04:09.000Z');
  });
});
