/** What a link is told of its member, and of the party around it. */
import type { Reachability } from '../../../shared/model/reachability.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log/log.ts';
import type { Tunnel } from '../tunnel/tunnel.ts';
import type { EchoPacket } from './link/echo-packet.ts';
import type { Signal } from './signal.ts';

/** steady: an echo a second. game: five, so that a dead path is left within a second. */
export type Cadence = 'steady' | 'game';

/** What a link needs to know of its member. */
export interface LinkMember {
  readonly id: string;
  readonly wireguardKey: string;
  /** Within the party's subnet. */
  readonly address: string;
  readonly presence: 'online' | 'away';
  readonly reachability: Reachability;
}

export interface LinkContext {
  readonly tunnel: Tunnel;
  readonly clock: Clock;
  readonly log: Log;
  readonly keepaliveSeconds: number;
  /** Own WireGuard key, base64. */
  readonly ownKey: string;
  /** Where a relay takes what is for members. */
  relayEndpoint(relay: string | null): string | null;
  isRelayReached(relay: string | null): boolean;
  presharedKey(wireguardKey: string): string;
  sendSignal(to: string, body: Signal): void;
  /** @param to - address within the party. */
  sendEcho(to: string, packet: EchoPacket): void;
  /** A relay may have lost us. */
  doubtRelay(relay: string | null): void;
  /** No direct path answered: what is known of our NAT may be wrong. */
  exploreAgain(): void;
  /** Asks the relay to drop the packets of us and that member. */
  hold(member: string, ms: number): void;
}
