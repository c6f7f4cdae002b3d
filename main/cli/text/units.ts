/** Figures with their units, as short as they stay true. */

/** What stands where nothing is known: never a 0. */
export const UNKNOWN = '–';

/** Two digits that matter are enough: 0.04, 0.4, 1.6, 18, 213. */
export function figure(value: number): string {
  if (value < 0.1) return String(Number(value.toFixed(2)));
  return String(value < 10 ? Number(value.toFixed(1)) : Math.round(value));
}

export function milliseconds(value: number | null): string {
  return value === null ? UNKNOWN : `${figure(value)} ms`;
}

/** @param ratio - 0–1. */
export function percent(ratio: number | null): string {
  return ratio === null ? UNKNOWN : `${figure(ratio * 100)} %`;
}

/** Decimal: 1 kB is 1000 bytes. */
export function bytes(value: number | null): string {
  return value === null ? UNKNOWN : scaled(value, ['B', 'kB', 'MB', 'GB', 'TB']);
}

export function bytesPerSecond(value: number | null): string {
  return value === null ? UNKNOWN : `${bytes(value)}/s`;
}

export function bitsPerSecond(value: number | null): string {
  return value === null ? UNKNOWN : scaled(value, ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s']);
}

/** The two largest units: `1 h 30 min`, `21 min`, `8 s`. */
export function duration(ms: number | null): string {
  if (ms === null) return UNKNOWN;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return pair(minutes, 'min', seconds % 60, 's', minutes < 10);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return pair(hours, 'h', minutes % 60, 'min', true);
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h', true);
}

/** Local, to the minute: `2026-11-21 20:15`. @param at - wall-clock ms. */
export function moment(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** `1 player`, `3 players`. */
export function count(value: number, one: string, many = `${one}s`): string {
  return `${value} ${value === 1 ? one : many}`;
}

function pair(large: number, unit: string, small: number, smallUnit: string, both: boolean): string {
  return both && small > 0 ? `${large} ${unit} ${small} ${smallUnit}` : `${large} ${unit}`;
}

function scaled(value: number, units: readonly string[]): string {
  let left = value;
  let step = 0;
  // 999.5 would be shown as 1000 of the smaller unit.
  while (left >= 999.5 && step < units.length - 1) {
    left /= 1000;
    step += 1;
  }
  return `${figure(left)} ${units[step]}`;
}
