import { REJECT_AFTER_TIME_MS } from '../../../../shared/wireguard/messages.ts';

/** What bounds the memory and work that TCP tunnels cost the relay, whatever is sent through them. */
export interface TunnelLimits {
  /** Tunnels in all. */
  readonly tunnels: number;
  /** Tunnels of one address: an IPv4 address or an IPv6 /64. */
  readonly perAddress: number;
  /** Tunnels in all whose client has not registered yet. */
  readonly strangers: number;
  /** How long a tunnel may be without a registered client, in ms. */
  readonly registerMs: number;
  /** How many datagrams it may carry meanwhile. */
  readonly strangerDatagrams: number;
  /** How long a tunnel may be silent, in ms. */
  readonly idleMs: number;
  /** Largest datagram, in bytes. */
  readonly datagramBytes: number;
  /** What may wait to be sent; datagrams above it are dropped, as any router does. */
  readonly backlogBytes: number;
  /** TCP connections of a listener of the relay's own, whether or not they have become tunnels. */
  readonly connections: number;
}

export const defaultTunnelLimits: TunnelLimits = {
  tunnels: 1024,
  // A full party on one LAN, behind one NAT, whose old connections have not been noticed dead yet.
  perAddress: 128,
  strangers: 256,
  registerMs: 10_000,
  // A file transfer goes on at full speed in the one round trip that a registration takes.
  strangerDatagrams: 2048,
  // WireGuard's keepalive may be set to 120 s; after this time the relay has forgotten its session anyway.
  idleMs: REJECT_AFTER_TIME_MS,
  // WireGuard over an interface of 1500 bytes is below it by far.
  datagramBytes: 2048,
  // A tenth of a second at 10 Mbit/s: more would only be delay.
  backlogBytes: 128 * 1024,
  connections: 2048,
};
