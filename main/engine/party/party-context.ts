import type { Fault } from '../../../shared/faults/fault.ts';
import type { InviteCode } from '../../../shared/invite/code.ts';
import type { Sample } from '../../../shared/model/snapshot.ts';
import type { Clock } from '../../base/clock.ts';
import type { CountMessage } from '../../base/count-message.ts';
import type { ProxySettings } from '../../base/knobs.ts';
import type { Log } from '../../base/log/log.ts';
import type { OpenControlSocket } from '../../control-client/control-socket.ts';
import type { PartyKeys } from '../../crypto/party-keys.ts';
import type { MembershipStore } from '../config/membership-store.ts';
import type { DeviceKeys } from '../keys/device-keys.ts';
import type { Tunnel } from '../tunnel/tunnel.ts';
import type { EmbeddedServers } from './embedded-servers.ts';
import type { ServingTerms } from './friend-relay.ts';

/** What a party needs of the engine around it. */
export interface PartyContext {
  readonly tunnel: Tunnel;
  readonly keys: DeviceKeys;
  readonly memberships: MembershipStore;
  readonly keepaliveSeconds: number;
  /** `host:port`; the relay's own are asked first. */
  readonly stunServers: readonly string[];
  /** Whether the router may be asked for a port. */
  readonly mapsPort: boolean;
  readonly proxies: ProxySettings;
  readonly openControl: OpenControlSocket;
  readonly clock: Clock;
  readonly log: Log;
  /** Program and version. */
  readonly app: string;
  /** Told of each message on our own wires. */
  readonly count: CountMessage;
  displayName(): string;
  /** Whether, and how, we serve our party as a relay; it may change at any time. */
  serving(): ServingTerms;
  /** 0 ≤ x < 1. */
  random(): number;
}

export interface PartyListener {
  /** Anything that people see may have changed. */
  onChange(): void;
  onSample(sample: Sample): void;
  onNotice(fault: Fault): void;
  /** A member's engine told something through the tunnel; WireGuard vouches for its address. */
  onDatagram(from: string, bytes: Uint8Array): void;
  /** The party is over for us. */
  onEnded(reason: Fault): void;
}

/** Which party this is, and where its server is. */
export interface PartyFacts {
  readonly code: InviteCode;
  readonly keys: PartyKeys;
  /** WebSocket URLs to dial. */
  readonly servers: readonly string[];
  /** The servers of this party, when this engine runs them. */
  readonly embedded: EmbeddedServers | null;
}
