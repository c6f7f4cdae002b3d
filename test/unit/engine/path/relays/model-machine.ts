/** A machine with relays around it: WireGuard shakes hands with those that live, and they answer STUN. */

import { createLog } from '../../../../../main/base/log/create-log.ts';
import { RelaySet } from '../../../../../main/engine/path/mesh/relays/relay-set.ts';
import type { Patience } from '../../../../../main/engine/path/run/relay-meter.ts';
import type { RelayInfo } from '../../../../../shared/control/messages.ts';
import type { PeerStatus } from '../../../../../shared/helper/verbs.ts';
import { ok } from '../../../../../shared/result.ts';
import { FakeClock } from '../../monitor/fake-clock.ts';

const STEP_MS = 50;
const RTT_MS = 20;

export class ModelMachine {
  readonly clock = new FakeClock();
  /** By endpoint. */
  readonly dead = new Set<string>();
  /** Relays that pairs go through. */
  readonly used = new Set<string>();
  /** By public key, as WireGuard has them. */
  readonly peers = new Map<string, { readonly endpoint: string; handshakeAt: number | null }>();
  readonly told: string[] = [];
  renewals = 0;
  isMeterClosed = false;
  readonly relays = new RelaySet({
    tunnel: {
      setPeer: async ({ publicKey, endpoint = '' }) => {
        const peer = { endpoint, handshakeAt: null as number | null };
        this.peers.set(publicKey, peer);
        this.clock.after(RTT_MS, () => {
          if (!this.dead.has(endpoint)) peer.handshakeAt = this.clock.now();
        });
        return ok({});
      },
      removePeer: async (publicKey) => {
        this.peers.delete(publicKey);
        return ok({});
      },
    },
    clock: this.clock,
    meter: {
      ask: (endpoint, patience, onDone) => this.#ask(endpoint, patience, onDone),
      renew: () => this.renewals++,
      close: () => {
        this.isMeterClosed = true;
      },
    },
    log: createLog({ level: 'error', sinks: [] }),
    keepaliveSeconds: 25,
    servers: [],
    proxies: { httpsProxy: null, httpProxy: null, noProxy: null },
    random: () => 0.5,
    isControlUp: () => true,
    isUsed: (id) => this.used.has(id),
    onReached: (id, reached) => this.told.push(`${id} ${reached ? 'reached' : 'not reached'}`),
    onHurry: () => undefined,
    onTcp: () => undefined,
    onTransport: () => undefined,
  });

  /** The relays that are held, the party's own first. */
  get held(): string {
    return this.relays
      .all()
      .map(({ info }) => info.id)
      .join('');
  }

  async set(ids: string, chosen: string): Promise<void> {
    await this.relays.set(
      [...ids].map((id) => relay(id)),
      chosen,
      '203.0.113.1',
    );
  }

  async run(ms: number): Promise<void> {
    for (const endMs = this.clock.now() + ms; this.clock.now() < endMs; ) {
      await this.relays.advance(this.clock.now());
      this.clock.advance(STEP_MS);
      this.relays.observe(
        new Map([...this.peers].map(([publicKey, peer]) => [publicKey, status(publicKey, peer)])),
      );
      this.relays.tick(this.clock.now());
    }
  }

  #ask(endpoint: string, { budgetMs }: Patience, onDone: (afterMs: number | null) => void): void {
    const isDead = this.dead.has(endpoint);
    this.clock.after(isDead ? budgetMs : RTT_MS, () => onDone(isDead ? null : RTT_MS));
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
