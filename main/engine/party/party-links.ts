/** The links of one party: what they need to know of it, and how they speak to its members. */
import { randomBytes } from 'node:crypto';
import { fault } from '../../../shared/faults/fault.ts';
import type { RequestBody } from '../../control-client/control-connection.ts';
import { pairPresharedKey } from '../../crypto/party-keys.ts';
import type { PeerLeg } from '../path/link/rank-relays.ts';
import { type MeshNews, MeshRunner } from '../path/run/mesh-runner.ts';
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
  onTransport(transport: 'udp' | 'tcp'): void;
  onLegs(legs: readonly PeerLeg[]): void;
  /** No direct path to a member answered. */
  onNoPath(): void;
  /** Asks the control server, which may be away. */
  request(body: RequestBody): Promise<unknown>;
}

/** Makes them; they begin once they are told of the device. */
export function makeLinks(options: PartyLinksOptions): MeshRunner {
  const { facts, context, net, startedAtMs } = options;
  const { tunnel, clock, log, keepaliveSeconds, keys, proxies } = context;
  const ownKey = keys.wireguard.publicKey;
  const session = randomBytes(4).readUInt32BE();
  return new MeshRunner({
    terms: { ownKey, keepaliveSeconds, servers: facts.servers, session, startedAtMs },
    tunnel,
    clock,
    log: log.child('path'),
    proxies,
    presharedKey: (key) => pairPresharedKey(facts.keys.pskKey, ownKey, key),
    sendEcho: (to, packet) => net.sendEcho(to, packet),
    onNews: (news) => pass(news, options),
  });
}

function pass(news: MeshNews, options: PartyLinksOptions): void {
  const { listener, post, request } = options;
  switch (news.type) {
    case 'signal':
      void request({ type: 'signal', to: news.to, ...post.write(news.to, news.body) });
      return;
    case 'hold':
      void request({ type: 'relay.hold', peer: news.member, ms: news.ms });
      return;
    case 'explore':
      options.onNoPath();
      return;
    case 'loop':
      listener.onNotice(fault('peer.tunnel-loop', { peer: news.member }));
      return;
    case 'transport':
      options.onTransport(news.transport);
      return;
    case 'tcp-only':
      listener.onNotice(fault('relay.tcp-fallback', { relay: news.endpoint }));
      return;
    case 'legs':
      options.onLegs(news.legs);
      return;
    case 'sample':
      listener.onSample({ peer: news.member, at: news.sentAtMs, rttMs: news.rttMs });
      return;
    case 'shown':
      listener.onChange();
  }
}
