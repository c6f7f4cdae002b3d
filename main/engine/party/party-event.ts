import type { ControlPush } from '../../../shared/control/messages.ts';
import type { Reachability } from '../../../shared/model/reachability.ts';
import type { ControlSessionEvent } from '../control/session-events.ts';
import type { Obstacle } from '../meeting/facts.ts';
import type { EchoPacket, SizeProbe } from '../path/link/echo-packet.ts';
import type { MeshNews } from '../path/run/mesh-runner.ts';
import type { Signal } from '../path/signal.ts';
import type { RosterChange } from './roster.ts';
import type { TunnelNews } from './tunnel-keeper.ts';

/** What the parts of a party tell it; each comes to whom it concerns in `Party` alone. */
export type PartyEvent =
  | ControlSessionEvent
  | MeshNews
  | TunnelNews
  | { readonly type: 'roster'; readonly change: RosterChange }
  /** A checked signal of a member. */
  | { readonly type: 'signalled'; readonly from: string; readonly body: Signal }
  | Extract<
      ControlPush,
      {
        readonly type:
          | 'relay.list'
          | 'relay.observed'
          | 'relay.admission'
          | 'relay.hold'
          | 'control.next'
          | 'control.moved';
      }
    >
  /** Out of the tunnel. */
  | { readonly type: 'echo'; readonly from: string; readonly packet: EchoPacket | SizeProbe }
  | { readonly type: 'told'; readonly from: string; readonly bytes: Uint8Array }
  /** How others reach our WireGuard. */
  | { readonly type: 'own'; readonly reachability: Reachability }
  /** How the NAT behaves was measured, or the router changed its mind. */
  | { readonly type: 'surroundings' }
  /** Somebody who has the code can't get in, and whose NAT is in the way. */
  | { readonly type: 'hindered'; readonly whose: Obstacle }
  /** Whether games' announcements are carried, and how many were. */
  | { readonly type: 'games' }
  /** Our relay for friends began, ended or moved. */
  | { readonly type: 'serving' };

export type TellParty = (event: PartyEvent) => void;
