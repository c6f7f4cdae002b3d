import { randomBytes } from 'node:crypto';

/** Randomness as a parameter, so that a whole engine can be run again with the same draws. */
export interface Random {
  /** That many bytes that can't be guessed. */
  bytes(length: number): Uint8Array;
  /** 0 ≤ x < 1, for pauses and choices that may be guessed. */
  unit(): number;
}

export const systemRandom: Random = { bytes: randomBytes, unit: Math.random };

/** Eight hexadecimal digits by which people and logs name what happened once. */
export function drawReference(random: Random): string {
  return Buffer.from(random.bytes(4)).toString('hex');
}
