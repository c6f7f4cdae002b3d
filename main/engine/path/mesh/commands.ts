/** What is to be done to WireGuard, link by link and relay by relay, made into as few batches as possible. Pure. */
import type { PeerConfig } from '../../../../shared/helper/verbs.ts';
import type { Link } from '../link/link.ts';
import type { LinkMember, QueuedEffect } from '../link/link-events.ts';
import { CommandQueue, type Entry } from './command-queue.ts';
import type { MeshEffect } from './mesh-events.ts';
import type { RelaySet } from './relays/relay-set.ts';

type Command =
  | QueuedEffect
  | { readonly type: 'set-relay'; readonly peer: PeerConfig }
  | { readonly type: 'remove-key'; readonly publicKey: string }
  | { readonly type: 'close-decoys'; readonly group: string };
type CarryOut = Extract<MeshEffect, { type: 'carry-out' }>;
/** While it is being put together. */
interface Order extends CarryOut {
  readonly remove: string[];
  readonly peers: PeerConfig[];
  readonly decoys: CarryOut['decoys'][number][];
}

/** The lane of what is taken away: all of it goes before anything comes, since that may have the same key. */
const GOING = 'going';

export class Commands {
  readonly #keepaliveSeconds: number;
  readonly #queue = new CommandQueue<Command>(isChange);
  /** Members towards which our NAT is being opened. */
  readonly #opening = new Set<string>();

  constructor(keepaliveSeconds: number) {
    this.#keepaliveSeconds = keepaliveSeconds;
  }

  /** Identifies this moment for {@link Commands.isCurrent}. */
  get turn(): number {
    return this.#queue.turn;
  }

  push(member: string, effect: QueuedEffect): void {
    this.#queue.push(member, effect);
  }

  setRelay(relay: string, peer: PeerConfig): void {
    this.#queue.push(laneOf(relay), { type: 'set-relay', peer });
  }

  removeKey(publicKey: string): void {
    this.#queue.push(GOING, { type: 'remove-key', publicKey });
  }

  /** Takes its peer and its decoys away; what was to be done for it is moot. */
  part({ id, wireguardKey }: LinkMember): void {
    this.#queue.drop(id);
    this.removeKey(wireguardKey);
    if (this.#opening.delete(id)) this.#queue.push(GOING, { type: 'close-decoys', group: id });
  }

  /** Takes what has its turn and needs no helper. */
  takeReady(): Entry<QueuedEffect>[] {
    return this.#queue.takeFirsts(needsNoHelper).filter(isOfLink);
  }

  /** Begins the next batch. @returns null where there is none, or the last one is still under way. */
  begin(linkOf: (member: string) => Link | undefined, relays: Pick<RelaySet, 'get'>): CarryOut | null {
    if (this.#queue.isBusy) return null;
    const batch = [...this.#queue.takeAll(GOING), ...this.#queue.takeFirsts(() => true)];
    if (batch.length === 0) return null;
    this.#queue.begin(batch);
    const order: Order = { type: 'carry-out', remove: [], peers: [], decoys: [] };
    for (const { lane, what } of batch) {
      if (what.type === 'remove-key') order.remove.push(what.publicKey);
      else if (what.type === 'close-decoys') order.decoys.push({ group: what.group, endpoints: [] });
      else if (what.type === 'set-relay') order.peers.push(what.peer);
      else this.#addOfLink(order, linkOf(lane), what, relays);
    }
    return order;
  }

  /** The batch is done. @returns what of it links have waited for. */
  finish(): Entry<QueuedEffect>[] {
    return this.#queue.finish().filter(isOfLink);
  }

  /** Whether figures that were asked at that turn tell how a peer is after all that was done to it. */
  isCurrent(askedAtTurn: number): Record<'members' | 'relays', (id: string) => boolean> {
    return {
      members: (member) => this.#queue.isCurrent(member, askedAtTurn),
      relays: (relay) => this.#queue.isCurrent(laneOf(relay), askedAtTurn),
    };
  }

  #addOfLink(order: Order, link: Link | undefined, what: QueuedEffect, relays: Pick<RelaySet, 'get'>): void {
    if (link === undefined) return;
    const { member, choice } = link;
    if (what.type === 'remove') order.remove.push(member.wireguardKey);
    else if (what.type === 'decoys') order.decoys.push(this.#open(member.id, what.endpoints));
    else if (what.type === 'configure' || what.type === 'point') {
      // The relay is that of the moment at which its turn comes.
      const relayEndpoint = relays.get(choice.relay)?.peer.memberEndpoint ?? null;
      order.peers.push(this.#configOf(member, what, relayEndpoint));
    }
  }

  #open(group: string, endpoints: readonly string[]): CarryOut['decoys'][number] {
    if (endpoints.length > 0) this.#opening.add(group);
    else this.#opening.delete(group);
    return { group, endpoints };
  }

  #configOf(
    { wireguardKey: publicKey, address }: LinkMember,
    what: Extract<QueuedEffect, { type: 'configure' | 'point' }>,
    relayEndpoint: string | null,
  ): PeerConfig {
    // Without an endpoint WireGuard can't initiate, whatever a game sends: it learns it from the other's initiation.
    const begins = what.type === 'configure' && what.fresh && what.keepalive;
    const initial = begins ? (what.endpoint ?? relayEndpoint) : null;
    const endpoint = what.type === 'point' ? (what.endpoint ?? relayEndpoint) : initial;
    return {
      publicKey,
      ...(endpoint !== null && { endpoint }),
      allowedIps: [`${address}/32`],
      keepaliveSeconds: what.type === 'point' || what.keepalive ? this.#keepaliveSeconds : 0,
      fresh: what.type === 'configure' && what.fresh,
    };
  }
}

function laneOf(relay: string): string {
  return `relay:${relay}`;
}

/** Whether figures of a peer that were asked before tell of another handshake, or of a path that was left. */
function isChange(what: Command): boolean {
  return what.type === 'point' || what.type === 'set-relay' || (what.type === 'configure' && what.fresh);
}

function needsNoHelper({ type }: Command): boolean {
  return type === 'signal' || type === 'hold' || type === 'hurry';
}

function isOfLink(entry: Entry<Command>): entry is Entry<QueuedEffect> {
  const { type } = entry.what;
  return type !== 'set-relay' && type !== 'remove-key' && type !== 'close-decoys';
}
