/** What the mesh is told, and what it wants done. Plain data, so that both can be kept and played again. */
import type { Subnet } from '../../../../shared/address.ts';
import type { RelayInfo } from '../../../../shared/control/messages.ts';
import type { InterfaceStatus, PeerConfig } from '../../../../shared/helper/verbs.ts';
import type { Reachability } from '../../../../shared/model/reachability.ts';
import type { EchoPacket, SizeProbe } from '../link/echo-packet.ts';
import type { LinkMember } from '../link/link-events.ts';
import type { Signal } from '../signal.ts';
import type { RelayEffect } from './relays/relay-effects.ts';
import type { PipeEvent } from './relays/tcp-fallback.ts';

export type MeshEvent =
  /** The device is there: WireGuard can be asked and set. subnet: the party's. mtu: the tunnel's; 1420 unless said. */
  | { readonly type: 'begin'; readonly subnet: Subnet; readonly mtu?: number }
  /** The relays that the server lists; the same ones again change nothing. serverAddress: where those without endpoints are. */
  | {
      readonly type: 'relays';
      readonly listed: readonly RelayInfo[];
      readonly chosen: string | null;
      readonly serverAddress: string;
    }
  /** A member is known now. came: it joined after us; found: it was there first; resumed: we restarted. */
  | { readonly type: 'came'; readonly member: LinkMember; readonly how: 'came' | 'found' | 'resumed' }
  /** Its presence, record, key or address changed; a new key or address is a new link. */
  | { readonly type: 'changed'; readonly member: LinkMember }
  | { readonly type: 'left'; readonly member: string }
  /** The device was made anew: no peer is configured and no session is left. */
  | { readonly type: 'started-over'; readonly mtu?: number }
  /** It was brought back as it was, but for limits of packets. */
  | { readonly type: 'raised'; readonly mtu: number }
  | { readonly type: 'control'; readonly isUp: boolean }
  /** The control server hears us again. */
  | { readonly type: 'reconnected' }
  /** How we are reached ourselves. */
  | { readonly type: 'own'; readonly reachability: Reachability }
  /** This machine's addresses or routes changed, or it was asleep. */
  | { readonly type: 'network-changed' }
  /** game: five echoes a second, so that a dead path is left within a second; else one. */
  | { readonly type: 'cadence'; readonly game: boolean }
  /** A checked signal of a member. */
  | { readonly type: 'signal'; readonly from: string; readonly body: Signal }
  /** Came out of the tunnel; WireGuard vouches for its source address. */
  | { readonly type: 'echo'; readonly from: string; readonly packet: EchoPacket | SizeProbe }
  /** What `limit` asked for is done, or can't be. */
  | { readonly type: 'limited'; readonly member: string; readonly isSet: boolean }
  /** Somebody asks for a new handshake with a member. */
  | { readonly type: 'reach-again'; readonly member: string }
  /** The answer to `look`; null: WireGuard could not be asked. */
  | { readonly type: 'status'; readonly status: InterfaceStatus | null }
  /** What `carry-out` asked for is done, or failed. */
  | { readonly type: 'carried-out' }
  /** The answer to `ask-relay`, in ms; null: none came. */
  | { readonly type: 'relay-answered'; readonly ask: number; readonly afterMs: number | null }
  | PipeEvent
  /** The time that {@link Mesh.nextAtMs} named has come. */
  | { readonly type: 'time' };

export type MeshEffect =
  /** Sets WireGuard: first removes these keys, then sets these peers, then these decoys. One at a time is under way. */
  | {
      readonly type: 'carry-out';
      readonly remove: readonly string[];
      readonly peers: readonly PeerConfig[];
      readonly decoys: readonly { readonly group: string; readonly endpoints: readonly string[] }[];
    }
  /** Asks WireGuard for its figures. One at a time is under way. */
  | { readonly type: 'look' }
  | { readonly type: 'signal'; readonly to: string; readonly body: Signal }
  /** Asks the relay to drop the packets of us and that member. */
  | { readonly type: 'hold'; readonly member: string; readonly ms: number }
  /** @param to - address within the party. */
  | { readonly type: 'send-echo'; readonly to: string; readonly packet: EchoPacket | SizeProbe }
  /** Keeps packets to a member to so many bytes; null: to the tunnel's MTU. @param address - within the party. */
  | {
      readonly type: 'limit';
      readonly member: string;
      readonly address: string;
      readonly bytes: number | null;
    }
  | Exclude<RelayEffect, { readonly type: 'set-relay' | 'remove-relay' | 'relay-reached' | 'look-often' }>
  /** No direct path answered: what is known of our NAT may be wrong. */
  | { readonly type: 'explore' }
  /** A member was parted because it led our WireGuard into itself. */
  | { readonly type: 'loop'; readonly member: string }
  | { readonly type: 'relay-chosen'; readonly member: string; readonly relay: string | null }
  /** An echo that came back or was given up, for the figures. Monotonic ms. */
  | {
      readonly type: 'sample';
      readonly member: string;
      readonly sentAtMs: number;
      readonly rttMs: number | null;
    }
  /** state: how a member is reached changed. figures: only how well. */
  | { readonly type: 'shown'; readonly what: 'state' | 'figures' };
