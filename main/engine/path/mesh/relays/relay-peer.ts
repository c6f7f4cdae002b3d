/**
 * The relay as a WireGuard peer of ours: our own WireGuard socket shakes hands with it, which registers us and keeps
 * the NAT open. Relayed members share its endpoint.
 */
import { formatEndpoint } from '../../../../../shared/address.ts';
import type { RelayInfo } from '../../../../../shared/control/messages.ts';
import type { PeerConfig, PeerStatus } from '../../../../../shared/helper/verbs.ts';
import { soonestAfter } from '../../deadline.ts';

/** WireGuard itself would retry only after 5 s; a relay that was told of us a moment later answers the second try. */
const RETRY_MS = [500, 500, 500, 1000, 1000, 2000, 5000, 15_000] as const;
/** A try that is younger may still be answered. */
const MAY_BE_ANSWERED_MS = 500;
/** WireGuard's view of a try that is younger may be from before its answer. */
const LOOKED_AT_AFTER_MS = 400;

export class RelayPeer {
  readonly publicKey: string;
  readonly #endpoints: readonly string[];
  /** Where it was seen to send from, besides: a machine with several addresses need not answer from the one that it was asked at. */
  readonly #roamedTo = new Set<string>();
  /** The relay's second identity, by which it sees how our NAT maps; no member is reached through it. */
  readonly #probe: { readonly publicKey: string; readonly endpoint: string } | null;
  #probing = false;
  readonly #keepaliveSeconds: number;
  #attempt = 0;
  #retryAtMs = 0;
  #triedAtMs = 0;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #reached = false;
  /** Local endpoint of the TCP tunnel while members go through it. */
  #pipe: string | null = null;
  /** The one before, where WireGuard may still see a member. */
  #lastPipe: string | null = null;
  #tryingUdp = false;

  /** @param relay - `probe: null` leaves its probe alone. @param serverAddress - where one without endpoints is. */
  constructor(relay: RelayInfo, serverAddress: string, keepaliveSeconds: number) {
    this.publicKey = relay.publicKey;
    this.#endpoints = endpointsOf(relay, serverAddress);
    this.#probe =
      relay.probe === null
        ? null
        : { publicKey: relay.probe.publicKey, endpoint: endpointsOf(relay.probe, serverAddress)[0] ?? '' };
    this.#keepaliveSeconds = keepaliveSeconds;
  }

  /** Whether its probe is asked how our NAT maps. */
  get probes(): boolean {
    return this.#probe !== null;
  }

  /** True once WireGuard has shaken hands with it. */
  get reached(): boolean {
    return this.#reached;
  }

  /** The endpoint in use; a relay with several is tried on each in turn. */
  get endpoint(): string {
    return this.#endpoints[Math.max(0, this.#attempt - 1) % this.#endpoints.length] ?? '';
  }

  /** Where relayed members are sent: the relay, or our end of the tunnel to it. */
  get memberEndpoint(): string {
    return this.#pipe ?? this.endpoint;
  }

  get transport(): 'udp' | 'tcp' {
    return this.#pipe === null ? 'udp' : 'tcp';
  }

  /** Speaks through the tunnel's local endpoint, and shakes hands there. */
  goThrough(endpoint: string): void {
    this.#pipe = endpoint;
    this.#lastPipe = endpoint;
    this.#tryingUdp = false;
    this.startOver();
  }

  /** Shakes hands over UDP, while members stay in the tunnel. */
  tryUdp(): void {
    this.#tryingUdp = true;
    this.startOver();
  }

  /** Leaves the tunnel, after a handshake over UDP. */
  goOverUdp(): void {
    this.#pipe = null;
    this.#tryingUdp = false;
  }

  /** Starts or repeats the handshake when it is time to. @returns how WireGuard is to be set. */
  advance(nowMs: number): PeerConfig[] {
    if (this.#reached) return this.#startProbe();
    if (nowMs < this.#retryAtMs) return [];
    // In peace WireGuard is asked once a second: whoever always tried anew just before would never see an answer.
    const isLookedAt = this.#attempt === 0 || this.#lookedAtMs >= this.#triedAtMs + LOOKED_AT_AFTER_MS;
    if (!isLookedAt) return [];
    this.#triedAtMs = nowMs;
    this.#retryAtMs = nowMs + (RETRY_MS[Math.min(this.#attempt, RETRY_MS.length - 1)] ?? 0);
    this.#attempt++;
    return [this.#shakeHands(this.publicKey, this.#tryingUdp ? this.endpoint : this.memberEndpoint)];
  }

  /** When the next handshake is due; infinite: none is. */
  nextAtMs(nowMs: number): number {
    return this.#reached ? Number.POSITIVE_INFINITY : soonestAfter(nowMs, this.#retryAtMs);
  }

  /** Its keys in WireGuard, that of the probe included. */
  get keys(): readonly string[] {
    return this.#probe === null ? [this.publicKey] : [this.publicKey, this.#probe.publicKey];
  }

  /** Shakes hands anew, at the next {@link advance}. */
  startOver(): void {
    this.#reached = false;
    this.#probing = false;
    this.#attempt = 0;
    this.#retryAtMs = 0;
  }

  /** The endpoint in use is known to be there: tries it again without waiting any longer. */
  retrySoon(nowMs: number): void {
    if (this.#reached || this.#retryAtMs - nowMs <= MAY_BE_ANSWERED_MS) return;
    this.#attempt--;
    this.#retryAtMs = 0;
  }

  /** Only once the relay itself was reached: nobody waits for this. */
  #startProbe(): PeerConfig[] {
    if (this.#probing || this.#probe === null || this.#pipe !== null) return [];
    this.#probing = true;
    return [this.#shakeHands(this.#probe.publicKey, this.#probe.endpoint)];
  }

  #shakeHands(publicKey: string, endpoint: string): PeerConfig {
    return { publicKey, endpoint, allowedIps: [], keepaliveSeconds: this.#keepaliveSeconds, fresh: true };
  }

  /** Takes WireGuard's view in, asked after it was set last. @returns whether it was just reached. */
  observe(status: PeerStatus | undefined, nowMs: number): boolean {
    this.#lookedAtMs = nowMs;
    // Before the first try, it is still the view of the peer that the handshake will replace.
    const isOurs = this.#attempt > 0 && status !== undefined && status.latestHandshake !== null;
    if (!isOurs) return false;
    // WireGuard takes an endpoint over from packets that prove the relay's key alone.
    if (status.endpoint !== null) this.#roamedTo.add(status.endpoint);
    if (this.#reached) return false;
    this.#reached = true;
    return true;
  }

  /** True for the endpoint of a member that is relayed here. */
  serves(endpoint: string | null): boolean {
    if (endpoint === null) return false;
    return this.#endpoints.includes(endpoint) || endpoint === this.#lastPipe || this.#roamedTo.has(endpoint);
  }

  /** True where a relayed member is not on the transport that is used now. */
  misplaces(endpoint: string | null): boolean {
    return this.#reached && this.serves(endpoint) && (endpoint === this.#pipe) !== (this.#pipe !== null);
  }
}

/** Where a relay or its probe is. @param serverAddress - where one without endpoints of its own is. */
export function endpointsOf(
  place: { readonly endpoints: readonly string[]; readonly port: number },
  serverAddress: string,
): readonly string[] {
  if (place.endpoints.length > 0) return place.endpoints;
  return [formatEndpoint({ address: serverAddress, port: place.port })];
}
