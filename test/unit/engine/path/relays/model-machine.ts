/** A machine with relays around it: WireGuard shakes hands with those that live, and they answer STUN. */
import type { PeerLeg } from '../../../../../main/engine/path/link/rank-relays.ts';
import type { Patience, RelayEffect } from '../../../../../main/engine/path/mesh/relays/relay-effects.ts';
import { RelaySet } from '../../../../../main/engine/path/mesh/relays/relay-set.ts';
import type { RelayInfo } from '../../../../../shared/control/messages.ts';
import type { PeerStatus } from '../../../../../shared/helper/verbs.ts';
import { World } from '../../../../world/world.ts';

const STEP_MS = 50;
const RTT_MS = 20;

export class ModelMachine {
  readonly world = new World(1);
  /** By endpoint. */
  readonly dead = new Set<string>();
  /** Relays that pairs go through. */
  readonly used = new Set<string>();
  /** By public key, as WireGuard has them. */
  readonly peers = new Map<string, { readonly endpoint: string; handshakeAt: number | null }>();
  readonly told: string[] = [];
  /** What the others were told of the relays, each time. */
  readonly legs: (readonly PeerLeg[])[] = [];
  renewals = 0;
  readonly relays = new RelaySet({ keepaliveSeconds: 25, servers: [], random: () => 0.5 });

  get nowMs(): number {
    return this.world.nowMs;
  }

  /** The relays that are held, the party's own first. */
  get held(): string {
    return this.relays
      .all()
      .map(({ info }) => info.id)
      .join('');
  }

  set(ids: string, chosen: string): void {
    this.list(
      [...ids].map((id) => relay(id)),
      chosen,
    );
  }

  list(listed: readonly RelayInfo[], chosen: string): void {
    this.relays.set(listed, chosen, '203.0.113.1', this.nowMs);
    this.#tick();
  }

  run(ms: number): void {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs; ) {
      this.world.runUntil(this.nowMs + STEP_MS);
      const peers = new Map([...this.peers].map(([key, peer]) => [key, status(key, peer)]));
      this.relays.observe(peers, () => true, this.nowMs);
      this.#tick();
    }
  }

  /** Carries out what the relays wanted. */
  follow(): void {
    for (const effect of this.relays.take()) this.#do(effect);
  }

  #tick(): void {
    this.relays.tick(this.nowMs, { isControlUp: true, isUsed: (relay) => this.used.has(relay) });
    this.follow();
  }

  #do(effect: RelayEffect): void {
    if (effect.type === 'set-relay') this.#set(effect.peer.publicKey, effect.peer.endpoint ?? '');
    else if (effect.type === 'remove-relay') this.peers.delete(effect.publicKey);
    else if (effect.type === 'ask-relay') this.#ask(effect.ask, effect.endpoint, effect.patience);
    else if (effect.type === 'renew-askers') this.renewals++;
    else if (effect.type === 'legs') this.legs.push(effect.legs);
    else if (effect.type === 'relay-reached')
      this.told.push(`${effect.relay} ${effect.reached ? 'reached' : 'not reached'}`);
  }

  #set(publicKey: string, endpoint: string): void {
    const peer = { endpoint, handshakeAt: null as number | null };
    this.peers.set(publicKey, peer);
    this.world.after(RTT_MS, () => {
      if (!this.dead.has(endpoint)) peer.handshakeAt = this.nowMs;
    });
  }

  #ask(ask: number, endpoint: string, { budgetMs }: Patience): void {
    const isDead = this.dead.has(endpoint);
    this.world.after(isDead ? budgetMs : RTT_MS, () =>
      this.relays.answered(ask, isDead ? null : RTT_MS, this.nowMs),
    );
  }
}

/** A relay `x` with the key `key x` at `x:3478`. */
export function relay(id: string, change: Partial<RelayInfo> = {}): RelayInfo {
  return { id, publicKey: `key ${id}`, port: 3478, endpoints: [`${id}:3478`], probe: null, ...change };
}

function status(
  publicKey: string,
  { endpoint, handshakeAt }: { readonly endpoint: string; readonly handshakeAt: number | null },
): PeerStatus {
  const latestHandshake = handshakeAt === null ? null : Math.floor(handshakeAt);
  return {
    publicKey,
    endpoint,
    latestHandshake,
    rxBytes: 0,
    txBytes: 0,
    allowedIps: [],
    keepaliveSeconds: 25,
  };
}
