/** What a {@link Handshake} is told, and what it wants done. */

export type HandshakeEvent =
  /** The member's record is there. came: it joined after us; found: it was there first; resumed: we restarted. */
  | { readonly type: 'met'; readonly how: 'came' | 'found' }
  | { readonly type: 'met'; readonly how: 'resumed'; readonly handshakeAt: number | null }
  | { readonly type: 'presence'; readonly online: boolean }
  /** Our own connection to the control server is back: what we said meanwhile was lost. */
  | { readonly type: 'reconnected' }
  /** Whether our own WireGuard has shaken hands with the relay. */
  /** The same of whatever else carries a handshake. mayInitiate: false where only the other end knows where to send; else true. */
  | { readonly type: 'relay'; readonly reached: boolean; readonly mayInitiate?: boolean }
  | { readonly type: 'signal'; readonly kind: 'ready' | 'reach' }
  /** An echo packet of this member came out of the tunnel. askedAtMs: it answers the one that we sent then. */
  | { readonly type: 'heard'; readonly askedAtMs?: number }
  /** WireGuard's own figures. */
  | {
      readonly type: 'status';
      /** As WireGuard stamps it, in whole seconds of a clock that may be set; null: none yet. */
      readonly handshakeAt: number | null;
      readonly relayed: boolean;
    }
  /** The session can't be saved: shake hands anew. initiate: we begin, whoever's key is smaller. */
  | { readonly type: 'restart'; readonly initiate?: boolean }
  | { readonly type: 'tick' };

export type HandshakeEffect =
  /** Set the WireGuard peer. fresh: forget its session and retry timer first. */
  | { readonly type: 'configure'; readonly keepalive: boolean; readonly fresh: boolean }
  /** Take the WireGuard peer away: nobody has answered for so long that it only costs. */
  | { readonly type: 'remove' }
  /** Echo at once: whether this session works both ways has to be known soon. */
  | { readonly type: 'hurry' }
  | { readonly type: 'signal'; readonly kind: 'ready' | 'reach' };
