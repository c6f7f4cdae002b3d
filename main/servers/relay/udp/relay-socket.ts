import type { Endpoint } from '../../../../shared/address.ts';

export type BindFault = 'serve.port-taken' | 'serve.address-unavailable';

/** What a socket takes that comes in; the bytes are good until the call returns. */
export type Take = (datagram: Uint8Array, address: string, port: number) => void;

/** A bound UDP socket of the relay. */
export interface RelaySocket {
  /** As bound, with its real port. */
  readonly endpoint: Endpoint;
  /** Bytes that the system keeps for it each way; less than asked for where its limits are lower. */
  readonly bufferBytes: { readonly receive: number; readonly send: number };
  /** Starts to hand over what comes in. Called once. */
  listen(take: Take): void;
  /** Sends a datagram, or drops it where the system takes no more. The bytes need to be good until the call returns. */
  send(datagram: Uint8Array, address: string, port: number): void;
  close(): Promise<void>;
}
