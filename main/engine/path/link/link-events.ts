/** What a {@link Link} is told, and what it wants done. */
import type { PeerStatus } from '../../../../shared/helper/verbs.ts';
import type { Reachability } from '../../../../shared/model/reachability.ts';
import type { Signal } from '../signal.ts';
import type { EchoPacket, SizeProbe } from './echo-packet.ts';
import type { OwnLeg } from './rank-relays.ts';

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

export type LinkEvent =
  /** The member's record is there. came: it joined after us; found: it was there first; resumed: we restarted. */
  | { readonly type: 'met'; readonly how: 'came' | 'found' }
  | { readonly type: 'met'; readonly how: 'resumed'; readonly handshakeAt: number | null }
  /** Its record or presence is another one now; its key and address are the same. */
  | { readonly type: 'member'; readonly member: LinkMember }
  /** How we are reached ourselves. */
  | { readonly type: 'own'; readonly reachability: Reachability }
  /** Our connection to the control server is back: what we said meanwhile was lost. */
  | { readonly type: 'reconnected' }
  /** Our relays. home: the party's. */
  | { readonly type: 'relays'; readonly legs: readonly OwnLeg[]; readonly home: string | null }
  /** WireGuard has shaken hands with a relay, or has to do so anew. */
  | { readonly type: 'relay-reached'; readonly relay: string; readonly reached: boolean }
  /** The relay in use is reached in another way now: over TCP, or over UDP again. */
  | { readonly type: 'relay-moved' }
  /** WireGuard speaks with the member through this relay. */
  | { readonly type: 'seen'; readonly relay: string }
  | { readonly type: 'signal'; readonly body: Signal }
  /** Came out of the tunnel; WireGuard vouches for the sender. */
  | { readonly type: 'echo'; readonly packet: EchoPacket | SizeProbe }
  /** What `limit` asked for is done, or can't be. */
  | { readonly type: 'limited'; readonly isSet: boolean }
  /** The device was made anew, or brought back: no limit holds. mtu: the tunnel's. */
  | { readonly type: 'new-device'; readonly mtu: number }
  /**
   * WireGuard's own figures. relayed: its endpoint is a relay's. isCurrent: they were asked for after all that was done to
   * this peer; others tell of a handshake that isn't the awaited one, or of a path that was left.
   */
  | {
      readonly type: 'status';
      readonly status: PeerStatus;
      readonly relayed: boolean;
      readonly isCurrent: boolean;
    }
  /** game: five echoes a second, else one. */
  | { readonly type: 'cadence'; readonly game: boolean }
  /** This machine's network may have changed, or it was asleep. */
  | { readonly type: 'network' }
  /** The session can't be saved, or somebody asks for a new one. */
  | { readonly type: 'restart' }
  /** An effect had its turn and is carried out. */
  | { readonly type: 'done'; readonly effect: QueuedEffect }
  | { readonly type: 'stood-still' }
  | { readonly type: 'time' };

/** Done one after the other: the next waits until WireGuard has been set. */
export type QueuedEffect =
  /** Set the WireGuard peer. fresh: forget its session and retry timer first. */
  | {
      readonly type: 'configure';
      readonly keepalive: boolean;
      readonly fresh: boolean;
      /** Where WireGuard begins; absent: at the relay. */
      readonly endpoint?: string;
    }
  /** Set the live peer's endpoint; null: the relay's, as it is when its turn comes. */
  | { readonly type: 'point'; readonly endpoint: string | null }
  /** Replaces the decoys that open our NAT; none removes them. */
  | { readonly type: 'decoys'; readonly endpoints: readonly string[] }
  /** Take the WireGuard peer away. */
  | { readonly type: 'remove' }
  | { readonly type: 'signal'; readonly body: Signal }
  /** Ask the relay to drop the pair's packets for so long. */
  | { readonly type: 'hold'; readonly ms: number }
  /** Echo at once, and quickly for a moment. */
  | { readonly type: 'hurry' };

/** Done at once. */
export type ImmediateEffect =
  | { readonly type: 'send-echo'; readonly packet: EchoPacket | SizeProbe }
  /** Packets to the member are to be no larger; null: than the tunnel's MTU. */
  | { readonly type: 'limit'; readonly bytes: number | null }
  /** The relay may have lost us. */
  | { readonly type: 'doubt-relay' }
  /** No direct path answered: what is known of our NAT may be wrong. */
  | { readonly type: 'explore' }
  | { readonly type: 'relay-chosen'; readonly relay: string | null }
  /** An echo that counts came back, or was given up. */
  | { readonly type: 'sample'; readonly sentAtMs: number; readonly rttMs: number | null };

export type LinkEffect = QueuedEffect | ImmediateEffect;

const QUEUED: ReadonlySet<LinkEffect['type']> = new Set<QueuedEffect['type']>([
  'configure',
  'point',
  'decoys',
  'remove',
  'signal',
  'hold',
  'hurry',
]);

/** Tells what has to wait for its turn from what is done at once. */
export function isQueued(effect: LinkEffect): effect is QueuedEffect {
  return QUEUED.has(effect.type);
}
