/** What bounds the relay's memory and work, whatever is sent to it. */
export interface RelayLimits {
  /** Index routes in all. A full party of 64 that talks all to all needs about 12,000. */
  readonly routes: number;
  /** Confirmed routes each way of a pair: WireGuard keeps three sessions, each side may have been the initiator. */
  readonly confirmedPerPair: number;
  /** Unanswered initiations each way of a pair: one every 5 s while the other side is silent. */
  readonly pendingPerPair: number;
  /** Initiations to the relay in one second above which it is under load; each costs about 0.5 ms. */
  readonly handshakesPerSecond: number;
  /** Handshakes for one address in one second while under load: WireGuard's own limit. */
  readonly handshakesPerAddress: number;
  /** Initiations to others of one client in one second: all 63 fellows at once, and as many decoys or retries. */
  readonly initiationsPerClient: number;
  /** Binding requests shorter than their answer that are answered in one second; see docs/decisions/0002. */
  readonly bareStunPerSecond: number;
  /** Keys whose last handshake's time is remembered against replays, also after they have left. */
  readonly timestamps: number;
  /** Pairs that may be held at once; every member of 64 full parties with one of its fellows. */
  readonly heldPairs: number;
  /** Transport data that is forwarded in one second, of all clients together; handshakes pass in any case. */
  readonly forwardedBytesPerSecond: number;
}

export const defaultLimits: RelayLimits = {
  routes: 200_000,
  confirmedPerPair: 8,
  pendingPerPair: 4,
  handshakesPerSecond: 200,
  handshakesPerAddress: 20,
  initiationsPerClient: 128,
  bareStunPerSecond: 50,
  timestamps: 65_536,
  heldPairs: 2048,
  forwardedBytesPerSecond: Number.POSITIVE_INFINITY,
};
