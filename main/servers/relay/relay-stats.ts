import type { KernelStats } from './kernel/forwarder.ts';

/** Why a datagram got no answer and was not passed on. */
const dropReasons = [
  /** Neither WireGuard nor a binding request. */
  'not-a-message',
  /** To be routed, but from an address where no client is registered. */
  'unknown-source',
  /** The sender has no route, and the relay no session, of that index. */
  'unknown-index',
  /** An initiation for none of the sender's fellows. */
  'unknown-receiver',
  /** The receiver is not registered at the moment. */
  'receiver-away',
  /** More than the receiver's address may get before it proved itself. */
  'receiver-unproven',
  'index-taken',
  'routes-full',
  /** A tag that does not fit. */
  'forged',
  'not-admitted',
  'replayed',
  'rate-limited',
  /** Between two who asked for it, while they change to another path. */
  'held',
] as const;

export type DropReason = (typeof dropReasons)[number];

/** Figures of a further process of the relay, since its start; a second old at most. */
export interface ProcessStats {
  readonly pid: number;
  readonly packets: number;
  readonly bytes: number;
  /** Datagrams that it left to the first process. */
  readonly passed: number;
  /** Datagrams that were none of the relay's, or too many to be passed. */
  readonly dropped: number;
}

/** Figures since the start; clients and routes are those of the moment. */
export interface RelayStats {
  readonly clients: number;
  readonly routes: number;
  readonly forwardedPackets: number;
  readonly forwardedBytes: number;
  readonly handshakes: number;
  /** Handshakes with the probe. */
  readonly probed: number;
  readonly cookies: number;
  readonly bindings: number;
  /** Times that a pair was held. */
  readonly holds: number;
  /** Times that it was not, because too many pairs were held. */
  readonly holdsRefused: number;
  /** What of the forwarded packets and bytes the kernel forwarded. */
  readonly kernel: KernelStats;
  /** Those that run beside the first one; what they forwarded is part of the forwarded packets and bytes. */
  readonly processes: readonly ProcessStats[];
  readonly drops: Readonly<Record<DropReason, number>>;
}

/** The counters behind the figures. */
export class RelayCounters {
  forwardedPackets = 0;
  forwardedBytes = 0;
  handshakes = 0;
  probed = 0;
  cookies = 0;
  bindings = 0;
  holds = 0;
  holdsRefused = 0;
  readonly drops = Object.fromEntries(dropReasons.map((reason) => [reason, 0])) as Record<DropReason, number>;

  /** Counts a drop. @returns null, which is what is sent then. */
  drop(reason: DropReason): null {
    this.drops[reason]++;
    return null;
  }

  snapshot(clients: number, routes: number, kernel: KernelStats): RelayStats {
    const { handshakes, probed, cookies, bindings, holds, holdsRefused, drops } = this;
    return {
      clients,
      routes,
      forwardedPackets: this.forwardedPackets + kernel.packets,
      forwardedBytes: this.forwardedBytes + kernel.bytes,
      handshakes,
      probed,
      cookies,
      bindings,
      holds,
      holdsRefused,
      kernel,
      processes: [],
      drops: { ...drops },
    };
  }
}
