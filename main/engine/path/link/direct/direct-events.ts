/** What a DirectCore is told, and what it wants done. */
import type { Reachability } from '../../../../../shared/model/reachability.ts';
import type { DirectSignal } from '../../signal.ts';

/** WireGuard's own figures of the member. */
export interface EndpointLook {
  /** Whether its endpoint is a relay's. */
  readonly relayed: boolean;
  /** Whether there is a relay that could carry the pair. */
  readonly hasRelay: boolean;
  readonly endpoint: string | null;
  /** As WireGuard stamps it; null: none yet. */
  readonly handshakeAt: number | null;
}

export type DirectEvent =
  /** The link has a WireGuard session, or lost it. */
  | { readonly type: 'session'; readonly up: boolean }
  | { readonly type: 'facts'; readonly own: Reachability; readonly peer: Reachability }
  | { readonly type: 'signal'; readonly body: DirectSignal }
  /** An echo packet of the member came out of the tunnel. */
  | { readonly type: 'heard' }
  | ({ readonly type: 'endpoint' } & EndpointLook)
  /** This machine's network may have changed, or it was asleep. */
  | { readonly type: 'network' }
  /** The pair would fall back to another relay now. */
  | { readonly type: 'relay-changed' }
  | { readonly type: 'tick' };

export type DirectEffect =
  | { readonly type: 'signal'; readonly body: DirectSignal }
  /** Replaces the decoys that open our NAT; none removes them. */
  | { readonly type: 'decoys'; readonly endpoints: readonly string[] }
  /** Ask the relay to drop the pair's packets for so long. */
  | { readonly type: 'hold'; readonly ms: number }
  /** Set the live peer's endpoint; null: the relay's. */
  | { readonly type: 'point'; readonly endpoint: string | null }
  /** Echo at once, and quickly for a moment. */
  | { readonly type: 'hurry' }
  /** The relay may have lost us: shake hands with it anew. */
  | { readonly type: 'doubt-relay' }
  /** All that was planned failed: what the plan is made from may be wrong. */
  | { readonly type: 'explore' }
  /** The session can't be saved: shake hands anew through the relay. */
  | { readonly type: 'restart' };
