/** Figures as people read them. */
import { texts } from '../texts.ts';
import { perLocale } from './per-locale.ts';

/** As the language writes it, without separators of thousands. @param most - decimals, at least `least` of them. */
function decimals(most: number, least = 0): (value: number) => string {
  const format = perLocale(
    (locale) =>
      new Intl.NumberFormat(locale, {
        maximumFractionDigits: most,
        minimumFractionDigits: least,
        useGrouping: false,
      }),
  );
  return (value) => format().format(value);
}

export const whole = decimals(0);
export const upToTenths = decimals(1);
const tenths = decimals(1, 1);
const list = perLocale((locale) => new Intl.ListFormat(locale, { type: 'conjunction' }));

/** `18 ms`; below 10 one decimal, where it matters on a LAN. */
export function formatMs(ms: number): string {
  return texts().units.ms((ms < 9.95 ? upToTenths : whole)(ms));
}

/** `17 ms to 23 ms`; one figure where both ends read the same. */
export function formatRange(lowMs: number, highMs: number): string {
  const [low, high] = [formatMs(lowMs), formatMs(highMs)];
  return low === high ? low : texts().chart.range(low, high);
}

/** `4 %`; a trace of loss is shown as one decimal, never as zero. */
export function formatRatio(ratio: number): string {
  const percent = ratio * 100;
  const traced = percent > 0 && percent < 1;
  return texts().units.percent(traced ? upToTenths(Math.max(0.1, percent)) : whole(percent));
}

/** `41 s`, `3 min`, `2 h`, `5 d`: the largest unit alone. */
export function formatAge(ms: number): string {
  const { units } = texts();
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
  const round = power === 0 || value >= 99.95 ? whole : tenths;
  return texts().units.bytes(round(value), power);
}

/** `Mara, Jon and 3 others`: a list that stays one line. */
export function formatNames(names: readonly string[], shown = 3): string {
  const parts =
    names.length <= shown + 1 ? names : [...names.slice(0, shown), texts().others(names.length - shown)];
  return list().format(parts);
}
