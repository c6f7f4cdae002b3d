/** Where a STUN server can answer from (RFC 5780 §6.1): squares of four sockets, on two addresses and two ports. */
import type { Endpoint } from '../../../shared/address.ts';

/** Flags of CHANGE-REQUEST (RFC 5780 §7.2). */
export const CHANGE_IP = 4;
export const CHANGE_PORT = 2;
export const CHANGE_BOTH = CHANGE_IP | CHANGE_PORT;

/** One socket: its number among the relay's, and the endpoint that clients know it by. */
export interface Corner {
  readonly socket: number;
  readonly endpoint: Endpoint;
}

/** Corners A1:P1, A1:P2, A2:P1 and A2:P2, in this order. */
export type Square = readonly [Corner, Corner, Corner, Corner];

export class StunSite {
  readonly #places = new Map<number, { readonly square: Square; readonly at: number }>();

  constructor(squares: readonly Square[]) {
    for (const square of squares) {
      square.forEach(({ socket }, at) => {
        this.#places.set(socket, { square, at });
      });
    }
  }

  has(socket: number): boolean {
    return this.#places.has(socket);
  }

  /** The corner that differs from a socket's own in what the flags say; null for a socket of no square. */
  from(socket: number, change: number): Corner | null {
    const place = this.#places.get(socket);
    if (place === undefined) return null;
    // Bit 1 of a corner's place is its address, bit 0 its port: the flags, shifted down by one.
    return place.square[place.at ^ (change >>> 1)] ?? null;
  }
}
