/** The links of one party: what they need to know of it, and how they speak to its members. */
import { randomBytes } from 'node:crypto';
import { fault } from '../../../shared/faults/fault.ts';
import { pairPresharedKey } from '../../crypto/party-keys.ts';
import type { RequestBody } from '../control/connection.ts';
import type { PeerLeg } from '../path/link/rank-relays.ts';
import { Links } from '../path/mesh/mesh.ts';
import type { PartyContext, PartyFacts, PartyListener } from './party-context.ts';
import type { PartyTunnel } from './party-tunnel.ts';
import type { SignalPost } from './signal-post.ts';

export interface PartyLinksOptions {
  readonly facts: PartyFacts;
  readonly context: PartyContext;
  readonly listener: PartyListener;
  readonly net: PartyTunnel;
  readonly post: SignalPost;
  /** Monotonic ms. */
  readonly startedAtMs: number;
  isControlUp(): boolean;
  isInsideTunnel(endpoint: string): boolean;
  onTransport(transport: 'udp' | 'tcp'): void;
  onLegs(legs: readonly PeerLeg[]): void;
  /** No direct path to a member answered. */
  onNoPath(): void;
  /** Asks the control server, which may be away. */
  request(body: RequestBody): Promise<unknown>;
}

/** Makes them; they begin with {@link Links.start}. */
export function makeLinks(options: PartyLinksOptions): Links {
  const { facts, context, listener, net, post, startedAtMs, request } = options;
  const { tunnel, clock, log, keepaliveSeconds, keys, proxies } = context;
  const ownKey = keys.wireguard.publicKey;
  return new Links({
    tunnel,
    clock,
    log: log.child('path'),
    keepaliveSeconds,
    ownKey,
    presharedKey: (key) => pairPresharedKey(facts.keys.pskKey, ownKey, key),
    session: randomBytes(4).readUInt32BE(),
    startedAtMs,
    servers: facts.servers,
    proxies,
    isControlUp: options.isControlUp,
    isInsideTunnel: options.isInsideTunnel,
    onTcp: (relay) => listener.onNotice(fault('relay.tcp-fallback', { relay })),
    onTransport: options.onTransport,
    onLegs: options.onLegs,
    exploreAgain: options.onNoPath,
    random: () => context.random(),
    onLoop: (peer) => listener.onNotice(fault('peer.tunnel-loop', { peer })),
    sendSignal: (to, body) => void request({ type: 'signal', to, ...post.write(to, body) }),
    hold: (peer, ms) => void request({ type: 'relay.hold', peer, ms }),
    sendEcho: (to, packet) => net.sendEcho(to, packet),
    onChange: () => listener.onChange(),
    onSample: (sample) => listener.onSample(sample),
  });
}
