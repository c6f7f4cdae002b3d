/**
 * The code that people pass on: 16 characters of Crockford base32, shown as XXXX-XXXX-XXXX-XXXX.
 *
 * 15 characters are random (75 bits); the last is a check symbol over GF(32): the sum of all 16 symbols, each
 * multiplied by its own power of a primitive element, is zero. The weights differ and none is zero, so any
 * single wrong character and any two swapped characters (neighbours or not) are caught without asking a server.
 */
import { type Fault, fault } from '../faults/fault.ts';
import { fail, ok, type Result } from '../result.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const DATA_SYMBOLS = 15;
/** x^5 + x^2 + 1, primitive over GF(2), so that 2 generates all 31 non-zero elements of GF(32). */
const REDUCTION = 0b100101;

/** A code whose check holds, in its canonical form: 16 upper-case characters without hyphens. */
export type InviteCode = string & { readonly brand: 'InviteCode' };

/** Makes a code from 15 random symbols. @param random - 15 bytes from a secure source; 5 bits of each are used. */
export function makeCode(random: Uint8Array): InviteCode {
  const symbols = Array.from(random.subarray(0, DATA_SYMBOLS), (byte) => byte & 31);
  const text = [...symbols, checkSymbol(symbols)].map((symbol) => ALPHABET[symbol]).join('');
  return text as InviteCode;
}

/**
 * Parses what a person typed: case, spaces, hyphens, O for 0 and I or L for 1 are forgiven.
 * @fault party.code-malformed - not 16 characters of the alphabet.
 * @fault party.code-mistyped - the check does not hold.
 */
export function parseCode(text: string): Result<InviteCode, 'party.code-malformed' | 'party.code-mistyped'> {
  const plain = text
    .toUpperCase()
    .replace(/[\s\-–—_]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  const symbols = Array.from(plain, (character) => ALPHABET.indexOf(character));
  if (symbols.length !== DATA_SYMBOLS + 1 || symbols.includes(-1)) {
    return fail(fault('party.code-malformed', { length: symbols.length }) as Fault<'party.code-malformed'>);
  }
  if (symbols.at(-1) !== checkSymbol(symbols.slice(0, DATA_SYMBOLS))) {
    return fail(fault('party.code-mistyped', {}));
  }
  return ok(plain as InviteCode);
}

/** Formats a code for people: XXXX-XXXX-XXXX-XXXX. */
export function formatCode(code: InviteCode): string {
  return code.match(/.{4}/g)?.join('-') ?? code;
}

function checkSymbol(data: readonly number[]): number {
  // Position i has weight 2^(i+1); the check symbol has weight 2^0 = 1 and so equals the sum of the others.
  return data.reduce((sum, symbol, i) => sum ^ multiplyByPower(symbol, i + 1), 0);
}

function multiplyByPower(symbol: number, power: number): number {
  let value = symbol;
  for (let i = 0; i < power; i++) {
    value <<= 1;
    if (value & 32) value ^= REDUCTION;
  }
  return value;
}
