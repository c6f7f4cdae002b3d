import { describe, expect, it } from 'vitest';
import type { LagTrace, Track, TrackKind } from '../../../../../main/engine/telemetry/insight/lag-trace.ts';
import { judgeLag } from '../../../../../main/engine/telemetry/insight/lag-verdict.ts';
import { normal, seeded } from './noise.ts';

/** A minute; the button is pressed at 30 s. Before it everything is sampled at 1 Hz, after it at 20 Hz. */
const END_MS = 60_000;
const PRESSED_MS = 30_000;

type Spell = readonly [fromMs: number, toMs: number];
/** Two spells of lag, one before and one after the press, as somebody would notice them. */
const SPELLS: readonly Spell[] = [
  [22_000, 28_000],
  [36_000, 42_000],
];

function within(spells: readonly Spell[], at: number): boolean {
  return spells.some(([from, to]) => at >= from && at < to);
}

interface Shape {
  readonly usual: number;
  readonly noise?: number;
  readonly lossRatio?: number;
  /** Where it is in trouble, and how much it adds then; null: everything is lost. */
  readonly spells?: readonly Spell[];
  readonly adds?: number | null;
}

function track(kind: TrackKind, id: string, shape: Shape, seed = 5, fast = true): Track {
  const random = seeded(seed + id.length * 31 + kind.length);
  const samples: { at: number; value: number | null }[] = [];
  for (let at = 0; at < END_MS; at += fast && at >= PRESSED_MS ? 50 : 1000) {
    const adds = within(shape.spells ?? [], at) ? (shape.adds ?? null) : 0;
    const isLost = random() < (shape.lossRatio ?? 0);
    const value =
      adds === null || isLost ? null : shape.usual + adds + (shape.noise ?? 1) * Math.abs(normal(random));
    samples.push({ at, value });
  }
  return { kind, id, samples };
}

const gateway = (shape: Partial<Shape> = {}) => track('gateway', 'router', { usual: 3, ...shape });
const internet = (shape: Partial<Shape> = {}) =>
  track('internet', 'anycast', { usual: 15, noise: 2, ...shape });
const relay = (shape: Partial<Shape> = {}) => track('relay', 'relay', { usual: 25, ...shape });
const zoe = (shape: Partial<Shape> = {}) => track('peer', 'zoe', { usual: 40, noise: 2, ...shape });
const adam = (shape: Partial<Shape> = {}) => track('peer', 'adam', { usual: 60, noise: 3, ...shape });
const eve = (shape: Partial<Shape> = {}) => track('peer', 'eve22', { usual: 30, noise: 3, ...shape });
const radio = (signal: number, shape: Partial<Shape> = {}) =>
  track('wifi-signal', 'wlan0', { usual: signal, noise: 0.5, ...shape }, 5, false);
const lag = { spells: SPELLS, adds: 150 };

function trace(tracks: readonly Track[], more: Partial<LagTrace> = {}): LagTrace {
  return { from: 0, to: END_MS, tracks, pathChanges: [], relayed: new Set(), ...more };
}

function culprit(tracks: readonly Track[], more: Partial<LagTrace> = {}): string {
  return judgeLag(trace(tracks, more)).culprit;
}

describe('the verdict on lag', () => {
  it('is the own Wi-Fi when the way to the router lags together with all players', () => {
    const tracks = [gateway(lag), internet(lag), zoe(lag), adam(lag), radio(-60)];
    expect(culprit(tracks)).toBe('own-wifi');
  });

  it('is surer of the Wi-Fi when its signal was weak just then', () => {
    const strong = judgeLag(trace([gateway(lag), zoe(lag), radio(-60)]));
    const weak = judgeLag(trace([gateway(lag), zoe(lag), radio(-60, { spells: SPELLS, adds: -25 })]));
    expect(weak).toMatchObject({ culprit: 'own-wifi' });
    expect(weak.confidence).toBeGreaterThan(strong.confidence);
    expect(weak.evidence.find(({ fact }) => fact === 'wifi-signal')?.measured).toBeLessThan(-80);
  });

  it('is the own Wi-Fi also with a router that answers no ping, when the radio gave packets up', () => {
    const retries = track('wifi-retries', 'wlan0', { usual: 0, spells: SPELLS, adds: 60 }, 5, false);
    expect(culprit([internet(lag), zoe(lag), adam(lag), retries])).toBe('own-wifi');
  });

  it('is the own line when a cable leads to a router that lags', () => {
    expect(culprit([gateway(lag), internet(lag), zoe(lag)])).toBe('own-uplink');
  });

  it('is the own line when all beyond a quick router lags, surer when somebody filled it just then', () => {
    const tracks = [gateway(), internet(lag), zoe(lag), adam(lag), radio(-55)];
    const plain = judgeLag(trace(tracks));
    expect(plain.culprit).toBe('own-uplink');
    const upload = track('sent-rate', 'tunnel', { usual: 5_000, noise: 500, spells: SPELLS, adds: 900_000 });
    const filled = judgeLag(trace([...tracks, upload]));
    expect(filled.culprit).toBe('own-uplink');
    expect(filled.confidence).toBeGreaterThan(plain.confidence);
  });

  it('is this computer when its own timers were late in those seconds, whatever else looks slow', () => {
    const stall = track('stall', 'engine', { usual: 0, spells: SPELLS, adds: 300 });
    const verdict = judgeLag(trace([gateway(lag), internet(lag), zoe(lag), adam(lag), stall, radio(-60)]));
    expect(verdict.culprit).toBe('own-computer');
    expect(verdict.evidence[0]).toMatchObject({ fact: 'stall', expected: 80 });
  });

  it('is not this computer because a processor is busy all the time', () => {
    const cpu = track('cpu', 'all', { usual: 0.99, noise: 0.001 });
    expect(culprit([gateway(), internet(), zoe(lag), adam(), cpu])).toBe('their-side');
  });

  it('is this computer when it stalled and the network was fine', () => {
    const stall = track('stall', 'engine', { usual: 0, spells: SPELLS, adds: 300 });
    expect(culprit([gateway(), internet(), zoe(), adam(), stall])).toBe('own-computer');
  });

  it('is the relay when it lags together with those who go through it, and nobody else', () => {
    const more = { relayed: new Set(['zoe', 'adam']) };
    expect(culprit([gateway(), internet(), relay(lag), zoe(lag), adam(lag), eve()], more)).toBe('relay');
    expect(culprit([gateway(), internet(), relay(lag), zoe(lag), adam(lag)], more)).toBe('relay');
  });

  it('is the relay, less surely, when it answers no probe', () => {
    const more = { relayed: new Set(['zoe', 'adam']) };
    const probed = judgeLag(trace([internet(), relay(lag), zoe(lag), adam(lag), eve()], more));
    const verdict = judgeLag(trace([internet(), zoe(lag), adam(lag), eve()], more));
    expect(verdict.culprit).toBe('relay');
    expect(verdict.confidence).toBeLessThan(probed.confidence);
  });

  it('is a change of path when the lag stands around it', () => {
    const moved = { spells: [[34_000, 36_500]] as Spell[], adds: null };
    const pathChanges = [{ at: 35_500, peer: 'zoe' }];
    expect(culprit([gateway(), internet(), zoe(moved), adam()], { pathChanges })).toBe('path-change');
  });

  it('is the own line where a path was left because the line broke off', () => {
    const breaks = { spells: SPELLS, adds: null };
    const pathChanges = SPELLS.map(([at]) => ({ at: at + 1_000, peer: 'zoe' }));
    expect(culprit([gateway(), internet(breaks), zoe(breaks)], { pathChanges })).toBe('own-uplink');
  });

  it('is no change of path that happened at another time, or to another player', () => {
    const pathChanges = [
      { at: 5_000, peer: 'zoe' },
      { at: 37_000, peer: 'adam' },
    ];
    expect(culprit([gateway(), internet(), zoe(lag), adam()], { pathChanges })).toBe('their-side');
  });

  it('is their side when one player lags and all else is fine, surer when the others see it too', () => {
    const alone = judgeLag(trace([gateway(), internet(), zoe(lag), adam(), eve()]));
    expect(alone.culprit).toBe('their-side');
    const byOthers = track('peer-by-others', 'zoe', { usual: 35, ...lag }, 5, false);
    const seen = judgeLag(trace([gateway(), internet(), zoe(lag), adam(), eve(), byOthers]));
    expect(seen.culprit).toBe('their-side');
    expect(seen.confidence).toBeGreaterThan(alone.confidence);
  });

  it('is their side in a party of two when everything of ours is fine', () => {
    expect(culprit([gateway(), internet(), zoe(lag)])).toBe('their-side');
  });

  it('is the Internet between when the others reach that player well', () => {
    const byOthers = track('peer-by-others', 'zoe', { usual: 35 }, 5, false);
    expect(culprit([gateway(), internet(), zoe(lag), adam(), eve(), byOthers])).toBe('internet');
  });

  it('is the Internet when some players lag and some do not', () => {
    expect(culprit([gateway(), internet(), zoe(lag), adam(lag), eve()])).toBe('internet');
  });

  it('is unclear when nothing but the lagging player was measured, and when nothing was', () => {
    expect(culprit([zoe(lag)])).toBe('unclear');
    expect(culprit([])).toBe('unclear');
  });

  it('sees loss as well as delay', () => {
    const lost = { spells: SPELLS, adds: null };
    expect(culprit([gateway(lost), internet(lost), zoe(lost), adam(lost), radio(-60)])).toBe('own-wifi');
    expect(culprit([gateway(), internet(lost), zoe(lost), adam(lost)])).toBe('own-uplink');
  });

  it('is as sure as the figures: a cause that is there without lag counts for less', () => {
    const often: Spell[] = [...SPELLS, [2_000, 9_000], [12_000, 16_000], [50_000, 55_000]];
    const clean = judgeLag(trace([gateway(lag), zoe(lag), adam(lag)]));
    const noisy = judgeLag(trace([gateway({ spells: often, adds: 150 }), zoe(lag), adam(lag)]));
    expect(noisy.confidence).toBeLessThan(clean.confidence);
  });

  it('is none on healthy networks with ordinary noise and up to one lost echo in a hundred', () => {
    const wrong = Array.from({ length: 300 }, (_, seed) => {
      const shape = { noise: 4, lossRatio: 0.01 };
      const peers = ['zoe', 'adam', 'eve', 'bob'].map((id, i) =>
        track('peer', id, { usual: 20 + 25 * i, ...shape }, seed * 101 + i),
      );
      const near = track('gateway', 'router', { usual: 4, noise: 2, lossRatio: 0.002 }, seed);
      return culprit([near, ...peers]);
    }).filter((verdict) => verdict !== 'none');
    // Four players, one echo in a hundred lost: two losses stand together by chance now and then.
    expect(wrong.length).toBeLessThan(12);
  });

  it('names each culprit rightly over many seeds', () => {
    const noise = { noise: 4, lossRatio: 0.005 };
    const peer = (id: string, usual: number, more: Partial<Shape>, seed: number) =>
      track('peer', id, { usual, ...noise, ...more }, seed);
    const near = (more: Partial<Shape>, seed: number) =>
      track('gateway', 'router', { usual: 4, noise: 2, ...more }, seed);
    const far = (more: Partial<Shape>, seed: number) =>
      track('internet', 'anycast', { usual: 18, noise: 3, ...more }, seed);
    const cases: Record<string, (seed: number) => Track[]> = {
      'own-wifi': (s) => [
        near(lag, s),
        far(lag, s),
        peer('zoe', 40, lag, s),
        peer('adam', 60, lag, s),
        radio(-62),
      ],
      'own-uplink': (s) => [
        near({}, s),
        far(lag, s),
        peer('zoe', 40, lag, s),
        peer('adam', 60, lag, s),
        radio(-62),
      ],
      'their-side': (s) => [
        near({}, s),
        far({}, s),
        peer('zoe', 40, lag, s),
        peer('adam', 60, {}, s),
        radio(-62),
      ],
      internet: (s) => [
        near({}, s),
        far({}, s),
        peer('zoe', 40, lag, s),
        peer('adam', 60, lag, s),
        peer('eve', 30, {}, s),
      ],
    };
    for (const [name, make] of Object.entries(cases)) {
      const right = Array.from({ length: 50 }, (_, seed) => culprit(make(seed * 17))).filter(
        (found) => found === name,
      );
      expect(right.length, name).toBeGreaterThanOrEqual(46);
    }
  });
});
