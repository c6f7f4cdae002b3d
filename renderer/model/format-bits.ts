import { texts } from '../texts.ts';
import { upToTenths, whole } from './format.ts';

/** `38.2 Mbit/s`, in powers of 1000. */
export function formatBits(bitsPerSecond: number): string {
  const power = bitsPerSecond < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bitsPerSecond) / 3));
  const value = bitsPerSecond / 1000 ** power;
  const number = value < 100 && power > 0 ? upToTenths : whole;
  return texts().trial.bits(number(value), power);
}
