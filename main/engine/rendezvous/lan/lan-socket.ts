import type { Endpoint } from '../../../../shared/address.ts';

/** What reaches everybody in the networks that this machine is in, and nobody beyond. */
export interface LanSocket {
  /** To all. */
  call(datagram: Uint8Array): void;
  /** To one who called, or answered. */
  send(datagram: Uint8Array, to: Endpoint): void;
  close(): void;
}

/**
 * Opens it. @param onDatagram - only of what comes from an address of these networks. Resolves to null where the machine gives no
 * socket.
 */
export type OpenLan = (
  onDatagram: (datagram: Uint8Array, from: Endpoint) => void,
) => Promise<LanSocket | null>;
