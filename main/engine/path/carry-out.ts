/** What a link decided, done: WireGuard is set, the other end is told. */
import type { Result } from '../../../shared/result.ts';
import type { DirectEffect } from './link/direct/direct-events.ts';
import type { EchoProbe } from './link/echo-probe.ts';
import type { LinkEffect } from './link/handshake-events.ts';
import type { RelayChoiceEffect } from './link/relay-choice.ts';
import type { LinkContext, LinkMember } from './link-context.ts';

/** The others are for the link itself. */
type Doable = Exclude<
  LinkEffect | DirectEffect | RelayChoiceEffect,
  { type: 'restart' | 'doubt-relay' | 'explore' | 'use' }
>;

interface Place {
  readonly member: LinkMember;
  readonly probe: EchoProbe;
  readonly core: { readonly mayEcho: boolean };
  /** The pair's relay. */
  readonly choice: { readonly relay: string | null };
}

/** Carries one effect out; the next has to wait for it. */
export async function carryOut(effect: Doable, link: Place, context: LinkContext): Promise<void> {
  const { tunnel, keepaliveSeconds } = context;
  const { member, probe } = link;
  const relayEndpoint = (): string | null => context.relayEndpoint(link.choice.relay);
  switch (effect.type) {
    case 'signal':
      context.sendSignal(member.id, 'kind' in effect ? { kind: effect.kind } : effect.body);
      return;
    case 'configure':
      // Without an endpoint WireGuard can't initiate, whatever a game sends: it learns it from the other's initiation.
      await setPeer(context, member, effect.fresh && effect.keepalive ? relayEndpoint() : null, {
        keepaliveSeconds: effect.keepalive ? keepaliveSeconds : 0,
        fresh: effect.fresh,
      });
      if (effect.fresh) probe.restart();
      return;
    case 'remove':
      await tunnel.removePeer(member.wireguardKey);
      return;
    case 'point':
      await setPeer(context, member, effect.endpoint ?? relayEndpoint(), { keepaliveSeconds, fresh: false });
      return;
    case 'decoys':
      await warn(context, member, tunnel.setDecoys(member.id, effect.endpoints));
      return;
    case 'hold':
      context.hold(member.id, effect.ms);
      return;
    case 'hurry':
      probe.hurry(context.clock.now());
      echo(link, context);
  }
}

/** Asks at once: after a move each packet that comes by the new path leads the other's WireGuard there. */
function echo({ member, probe, core }: Place, context: LinkContext): void {
  const request = core.mayEcho ? probe.due(context.clock.now()) : null;
  if (request !== null) context.sendEcho(member.address, request);
}

/** @param endpoint - null leaves it as it is. */
function setPeer(
  context: LinkContext,
  member: LinkMember,
  endpoint: string | null,
  how: { keepaliveSeconds: number; fresh: boolean },
): Promise<void> {
  const { wireguardKey, address } = member;
  const peer = {
    publicKey: wireguardKey,
    presharedKey: context.presharedKey(wireguardKey),
    ...(endpoint === null ? {} : { endpoint }),
    allowedIps: [`${address}/32`],
    ...how,
  };
  return warn(context, member, context.tunnel.setPeer(peer));
}

async function warn(
  context: LinkContext,
  { id }: LinkMember,
  doing: Promise<Result<unknown>>,
): Promise<void> {
  const result = await doing;
  if (!result.ok) context.log.warn('could not set a peer', { peer: id, fault: result.fault });
}
