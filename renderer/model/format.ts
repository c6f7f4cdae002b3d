/** Figures as people read them. */
import { texts } from '../texts/en.ts';

const { units } = texts;

/** `18 ms`; below 10 one decimal, where it matters on a LAN. */
export function formatMs(ms: number): string {
  return units.ms(ms < 9.95 ? (Math.round(ms * 10) / 10).toString() : Math.round(ms).toString());
}

/** `4 %`; a trace of loss is shown as one decimal, never as zero. */
export function formatRatio(ratio: number): string {
  const percent = ratio * 100;
  if (percent === 0) return units.percent('0');
  return units.percent(percent < 1 ? Math.max(0.1, percent).toFixed(1) : Math.round(percent).toString());
}

/** `41 s`, `3 min`, `2 h`, `5 d`: the largest unit alone. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return units.seconds(seconds);
  if (seconds < 3600) return units.minutes(Math.floor(seconds / 60));
  if (seconds < 86_400) return units.hours(Math.floor(seconds / 3600));
  return units.days(Math.floor(seconds / 86_400));
}

/** `1.2 MB`, in powers of 1000 as network people count. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return units.bytes(power === 0 || value >= 99.95 ? Math.round(value).toString() : value.toFixed(1), power);
}

/** `Mara, Jon and 3 others`: a list that stays one line. */
export function formatNames(names: readonly string[], shown = 3): string {
  const parts =
    names.length <= shown + 1 ? names : [...names.slice(0, shown), texts.others(names.length - shown)];
  return new Intl.ListFormat(texts.locale, { type: 'conjunction' }).format(parts);
}
