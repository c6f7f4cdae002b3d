import { texts } from '../texts.ts';

/** `38.2 Mbit/s`, in powers of 1000. */
export function formatBits(bitsPerSecond: number): string {
  const power = bitsPerSecond < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bitsPerSecond) / 3));
  const value = bitsPerSecond / 1000 ** power;
  const number = new Intl.NumberFormat(texts().locale, {
    maximumFractionDigits: value < 100 && power > 0 ? 1 : 0,
    useGrouping: false,
  });
  return texts().trial.bits(number.format(value), power);
}
