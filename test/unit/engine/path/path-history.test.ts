import { describe, expect, it } from 'vitest';
import { PathHistory, type PathLook } from '../../../../main/engine/path/link/path-history.ts';

function make() {
  const history = new PathHistory();
  const look = (seconds: number, strategy: PathLook['strategy'], latencyMs: number | null, isOnline = true) =>
    history.look({ strategy, latencyMs, isOnline, atMs: 1000 * seconds });
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
        atMs: 1000,
        from: 'none',
        to: 'relay',
        why: 'connected',
        latencyBeforeMs: null,
        latencyAfterMs: 40,
      },
      {
        atMs: 13_000,
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
    expect(history.changes.at(-1)?.atMs).toBe(249_000);
  });
});
