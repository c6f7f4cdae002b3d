/** A recording in seconds: in which of them each thing was in trouble; pure. */
import { ascending, quantile } from '../../../../shared/quantiles.ts';
import type { LagTrace, Track } from './lag-trace.ts';

export const BIN_MS = 1_000;

/** For each second: true in trouble, false fine, null nothing was measured. */
export type Bins = readonly (boolean | null)[];

/** A jump that people notice in a game. */
const LEAST_JUMP_MS = 30;
/** A timer this late holds up several frames of a game and every echo. */
export const STALL_MS = 80;
export const BUSY_CPU = 0.97;
/** Below that 802.11 falls back to its slowest rates and sends again and again. */
export const WEAK_SIGNAL_DBM = -78;
export const MANY_RETRIES = 20;

/** What a track of round trips usually takes, ms: its lower quartile, which a bad half minute of a minute leaves alone. */
function usualMs({ samples }: Track): number | null {
  return quantile(ascending(samples.flatMap(({ value }) => value ?? [])), 0.25);
}

/** Above which a round trip is trouble, ms. */
export function limitMs(track: Track): number {
  const usual = usualMs(track) ?? 0;
  return usual + Math.max(LEAST_JUMP_MS, usual / 2);
}

/** The seconds of a track. One slow or lost echo among twenty is no trouble yet, among few it is. */
export function binsOf(trace: LagTrace, track: Track): Bins {
  const isBad = badness(track);
  const seconds = Array.from({ length: binCount(trace) }, () => ({ all: 0, bad: 0 }));
  for (const { at, value } of track.samples) {
    const second = seconds[Math.floor((at - trace.from) / BIN_MS)];
    if (second === undefined) continue;
    second.all++;
    if (isBad(value)) second.bad++;
  }
  const isMoment = track.kind === 'stall' || track.kind === 'wifi-retries';
  return seconds.map(({ all, bad }) => (all === 0 ? null : bad >= (isMoment ? 1 : badNeeded(all))));
}

export function binCount({ from, to }: LagTrace): number {
  return Math.ceil((to - from) / BIN_MS);
}

/** Seconds in which any of the tracks was in trouble; null where none was measured. */
export function anyOf(all: readonly Bins[], count: number): Bins {
  return Array.from({ length: count }, (_, i) => {
    const values = all.map((bins) => bins[i] ?? null).filter((value) => value !== null);
    return values.length === 0 ? null : values.includes(true);
  });
}

function badNeeded(all: number): number {
  if (all >= 10) return 3;
  return all >= 4 ? 2 : 1;
}

function badness(track: Track): (value: number | null) => boolean {
  const limit = limitMs(track);
  switch (track.kind) {
    case 'stall':
      return (value) => value !== null && value >= STALL_MS;
    case 'cpu':
      return (value) => value !== null && value >= BUSY_CPU;
    case 'wifi-signal':
      return (value) => value !== null && value <= WEAK_SIGNAL_DBM;
    case 'wifi-retries':
      return (value) => value !== null && value >= MANY_RETRIES;
    case 'sent-rate':
    case 'received-rate':
      return isNearPeak(track);
    default:
      return (value) => value === null || value > limit;
  }
}

/** A rate fills the link where it is near its own peak, and that peak stands out. */
function isNearPeak({ samples }: Track): (value: number | null) => boolean {
  const rates = ascending(samples.flatMap(({ value }) => value ?? []));
  const peak = rates.at(-1) ?? 0;
  const usual = quantile(rates, 0.25) ?? 0;
  return (value) => value !== null && peak > 3 * usual && peak > 20_000 && value > 0.7 * peak;
}
