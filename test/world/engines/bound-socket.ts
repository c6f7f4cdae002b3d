import type { Endpoint } from '../../../shared/address.ts';

export type Receive = (datagram: Uint8Array, from: Endpoint) => void;

/** A UDP socket of a computer. */
export interface BoundSocket {
  /** null: on all of its addresses. */
  readonly address: string | null;
  readonly port: number;
  readonly receive: Receive;
}
