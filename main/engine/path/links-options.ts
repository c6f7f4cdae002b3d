/** What the links of a party need of what is around them. */
import type { ProxySettings } from '../../base/knobs.ts';
import type { EchoWays } from './exchange-echoes.ts';
import type { PeerLeg } from './link/rank-relays.ts';
import type { LinkContext } from './link-context.ts';

export interface LinksOptions
  extends Omit<LinkContext, 'relayEndpoint' | 'isRelayReached' | 'doubtRelay' | 'sendEcho'>,
    EchoWays {
  /** Random u32. */
  readonly session: number;
  /** Where a joiner's time to connect is counted from, monotonic ms. */
  readonly startedAtMs: number;
  /** URLs of the control server. */
  readonly servers: readonly string[];
  /** For the TCP tunnel. */
  readonly proxies: ProxySettings;
  /** 0 ≤ x < 1. */
  random(): number;
  isControlUp(): boolean;
  /** Whether an endpoint is an address of the tunnel itself. */
  isInsideTunnel(endpoint: string): boolean;
  /** A member was parted because it led our WireGuard into itself. */
  onLoop(member: string): void;
  /** The party's relay, which has this endpoint, is reached through the TCP tunnel now. */
  onTcp(relay: string): void;
  /** What the others should know of our relays. */
  onLegs(legs: readonly PeerLeg[]): void;
  /** The relay is reached in another way now. */
  onTransport(transport: 'udp' | 'tcp'): void;
}
