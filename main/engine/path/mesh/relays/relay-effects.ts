/** What the relays that we hold want done. */
import type { PeerConfig } from '../../../../../shared/helper/verbs.ts';
import type { PeerLeg } from '../../link/rank-relays.ts';

/** How patiently a relay is asked. Times in ms. */
export interface Patience {
  readonly sends: number;
  /** Before the second sending; each later one takes twice as long. */
  readonly rtoMs: number;
  readonly budgetMs: number;
}

export type RelayEffect =
  | { readonly type: 'set-relay'; readonly relay: string; readonly peer: PeerConfig }
  | { readonly type: 'remove-relay'; readonly publicKey: string }
  /** A binding request to the relay; the answer comes under the same number. */
  | {
      readonly type: 'ask-relay';
      readonly ask: number;
      readonly endpoint: string;
      readonly patience: Patience;
    }
  /** Our addresses may have changed: ask from new sockets. */
  | { readonly type: 'renew-askers' }
  /** Opens a TCP tunnel to a relay, on the first of these URLs that answers. */
  | { readonly type: 'open-pipe'; readonly pipe: number; readonly urls: readonly string[] }
  | { readonly type: 'close-pipe'; readonly pipe: number; readonly afterMs: number }
  /** WireGuard may send from another port from now on. */
  | { readonly type: 'reset-pipe'; readonly pipe: number }
  /** A binding request over UDP, while the relay is reached over TCP. */
  | { readonly type: 'ask-hint'; readonly pipe: number; readonly endpoint: string }
  | { readonly type: 'relay-reached'; readonly relay: string; readonly reached: boolean }
  /** A relay has to be reached: WireGuard should be asked often. */
  | { readonly type: 'look-often' }
  /** The party's relay is reached in another way now. */
  | { readonly type: 'transport'; readonly transport: 'udp' | 'tcp' }
  /** The party's relay, which has this endpoint, answers over TCP alone. */
  | { readonly type: 'tcp-only'; readonly endpoint: string }
  /** What the others should know of our relays. */
  | { readonly type: 'legs'; readonly legs: readonly PeerLeg[] };
