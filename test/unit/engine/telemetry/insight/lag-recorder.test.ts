import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LagRecorder } from '../../../../../main/engine/telemetry/insight/lag-recorder.ts';

/** Notes a sample every `everyMs`. */
function play(recorder: LagRecorder, fromMs: number, toMs: number, everyMs = 1000): void {
  for (let at = fromMs; at < toMs; at += everyMs) recorder.note('peer', 'zoe', at, 20);
}

describe('the lag recorder', () => {
  it('keeps the 30 s before the press and the 30 s after it, and nothing else', () => {
    const recorder = new LagRecorder();
    play(recorder, 0, 100_000);
    recorder.press(100_000);
    play(recorder, 100_000, 150_000, 50);
    const recording = recorder.finish(132_500);
    const times = recording?.tracks[0]?.samples.map(({ at }) => at) ?? [];
    expect(recording).toMatchObject({ from: 70_000, to: 130_000, pressedAt: 100_000 });
    expect(times[0]).toBe(70_000);
    expect(times.at(-1)).toBe(130_000);
    expect(times).toHaveLength(30 + 601);
  });

  it('is not done before its 30 s are over and late losses are in, and is done once', () => {
    const recorder = new LagRecorder();
    expect(recorder.finish(1e9)).toBeNull();
    recorder.press(0);
    expect(recorder.isRecording).toBe(true);
    expect(recorder.finish(32_499)).toBeNull();
    expect(recorder.finish(32_500)).not.toBeNull();
    expect(recorder.isRecording).toBe(false);
    expect(recorder.finish(99_000)).toBeNull();
  });

  it('takes a second press as part of the first', () => {
    const recorder = new LagRecorder();
    expect(recorder.press(0)).toBe(recorder.press(10_000));
    expect(recorder.finish(32_500)?.pressedAt).toBe(0);
    expect(recorder.press(40_000)).toBe(2);
  });

  it('puts a loss where its echo was sent, though it is known later', () => {
    const recorder = new LagRecorder();
    recorder.press(0);
    recorder.note('peer', 'zoe', 1000, 20);
    recorder.note('peer', 'zoe', 3000, 20);
    recorder.note('peer', 'zoe', 2000, null);
    expect(recorder.finish(40_000)?.tracks[0]?.samples).toEqual([
      { at: 1000, value: 20 },
      { at: 2000, value: null },
      { at: 3000, value: 20 },
    ]);
  });

  it('joins what comes faster than 20 Hz, and keeps the trouble of it', () => {
    const recorder = new LagRecorder();
    recorder.press(0);
    for (const [at, value] of [
      [0, 10],
      [10, 90],
      [20, 15],
      [60, null],
      [70, 5],
    ] as const) {
      recorder.note('peer', 'zoe', at, value);
      recorder.note('wifi-signal', 'wlan0', at, value === null ? -50 : -value);
    }
    const tracks = recorder.finish(40_000)?.tracks ?? [];
    expect(tracks[0]?.samples).toEqual([
      { at: 0, value: 90 },
      { at: 60, value: null },
    ]);
    expect(tracks[1]?.samples[0]).toEqual({ at: 0, value: -90 });
  });

  it('keeps path changes of that time, and who goes through the relay', () => {
    const recorder = new LagRecorder();
    recorder.notePathChange('zoe', 1_000);
    recorder.notePathChange('zoe', 60_000);
    recorder.setRelayed(new Set(['zoe']));
    recorder.press(70_000);
    expect(recorder.finish(110_000)).toMatchObject({
      pathChanges: [{ at: 60_000, peer: 'zoe' }],
      relayed: new Set(['zoe']),
    });
  });

  it('stays small however long it runs, however much comes, and in whatever order', () => {
    const sample = fc.tuple(fc.nat(300), fc.nat(200_000), fc.option(fc.nat(1000)));
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 2000 }), (samples) => {
        const recorder = new LagRecorder();
        for (const [peer, at, value] of samples) recorder.note('peer', `p${peer}`, at, value);
        recorder.press(200_000);
        const recording = recorder.finish(300_000);
        expect(recording?.tracks.length).toBeLessThanOrEqual(160);
        for (const track of recording?.tracks ?? []) {
          const times = track.samples.map(({ at }) => at);
          expect(times).toEqual(times.toSorted((a, b) => a - b));
          expect(times.every((at) => at >= 170_000)).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });
});
