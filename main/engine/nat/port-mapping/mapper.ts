/** What the three protocols have in common: a router that can be asked for one mapping. */

import type { Endpoint } from '../../../../shared/address.ts';
import type { Result } from '../../../../shared/result.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Log } from '../../../base/log/log.ts';

/** Whose port is mapped: that of UDP or that of TCP. */
export type Transport = 'udp' | 'tcp';

export type MappingProtocol = 'pcp' | 'nat-pmp' | 'upnp';

/** What a router granted. */
export interface Grant {
  readonly external: Endpoint;
  /** Seconds from now; Infinity for a router that gives permanent mappings only. */
  readonly lifetimeSeconds: number;
}

export type GrantResult = Result<
  Grant,
  'portmap.refused' | 'portmap.unanswered' | 'portmap.behind-another-nat'
>;

/** One mapping of one port at one router. Its calls must not overlap; each settles within a few seconds. */
export interface Mapper {
  readonly protocol: MappingProtocol;
  /** Asks for the mapping, renews it, or makes it again where the router forgot it. */
  map(lifetimeSeconds: number): Promise<GrantResult>;
  /** Whether the router still has what it granted last, without renewing it. */
  holds(): Promise<'yes' | 'no' | 'unknown'>;
  /** Takes the mapping off the router. @returns whether the router confirmed that it is gone. */
  unmap(): Promise<boolean>;
}

/** Where a router listens: the ports of its protocols, all on the gateway's own address. */
export interface RouterPorts {
  /** PCP and NAT-PMP share one port (RFC 6887 §19.1). */
  readonly pcp: number;
  readonly ssdp: number;
}

/** All that a protocol needs to know of the mapping, the router and the world. */
export interface MapperContext {
  readonly gateway: string;
  /** The own address on the gateway's network. */
  readonly localAddress: string;
  readonly ports: RouterPorts;
  readonly internalPort: number;
  readonly transport: Transport;
  /** What the router's pages show for the mapping. */
  readonly description: string;
  readonly clock: Clock;
  /** Unpredictable bytes. */
  readonly random: (bytes: number) => Uint8Array;
  readonly log: Log;
}
