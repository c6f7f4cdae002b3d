/** Events as text without their numbers, which is the same again and again, and the numbers. Pure. */

const KEY = /^[A-Za-z0-9+/]{43}=$/;
const KEPT_OF_KEY = 8;

export interface Parts {
  readonly template: string;
  readonly numbers: readonly number[];
}

/** Takes plain data apart. Keys are masked. */
export function takeApart(value: unknown): Parts {
  const numbers: number[] = [];
  const template = JSON.stringify(value, (_, part: unknown) => {
    // What no JSON can say becomes null, here as in the effects.
    if (typeof part !== 'number' || !Number.isFinite(part)) return maskKey(part);
    numbers.push(part);
    return 0;
  });
  return { template, numbers };
}

/** @returns null where they don't fit each other, or it is no JSON. */
export function putTogether(template: string, numbers: readonly (number | undefined)[]): unknown {
  let next = 0;
  try {
    const value: unknown = JSON.parse(template, (_, part: unknown) =>
      typeof part === 'number' ? numbers[next++] : part,
    );
    return next === numbers.length ? value : null;
  } catch {
    return null;
  }
}

/** Everything as text, with keys masked. */
export function maskedText(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => maskKey(part));
}

/**
 * All that is decided by a key is which of two comes first, so its first 48 bits stand for it. The rest is nobody's business,
 * and if a secret one came here by mistake it would be of no use.
 */
function maskKey(part: unknown): unknown {
  if (typeof part !== 'string' || part.length !== 44 || !KEY.test(part)) return part;
  return `${part.slice(0, KEPT_OF_KEY)}${'A'.repeat(43 - KEPT_OF_KEY)}=`;
}
