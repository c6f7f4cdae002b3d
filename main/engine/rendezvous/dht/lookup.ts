/**
 * Finding the nodes nearest to a target (Kademlia), pure: who is asked next, and when it is over. Deaf nodes are many, so a
 * node that takes long no longer counts as under way, and one that never answers is passed over.
 */
import { formatEndpoint } from '../../../../shared/address.ts';
import { addressToBytes } from '../../../../shared/stun/address-bytes.ts';
import type { DhtNode } from './krpc.ts';

type State = 'new' | 'asked' | 'slow' | 'answered' | 'dead';

interface Candidate {
  readonly node: DhtNode;
  /** XOR of its id and the target; null: the id is not known yet. */
  readonly distance: Buffer | null;
  state: State;
}

export interface LookupNode extends DhtNode {
  readonly token: Buffer | null;
}

/** So many are kept in sight, whoever names how many. */
const MAX_CANDIDATES = 256;
const NEAREST = 8;
const UNDER_WAY = 8;
/** Whoever has one address, or one IPv6 network of a home, can't be all that is nearest. */
const MAX_OF_NETWORK = 2;

export class Lookup {
  readonly #target: Buffer;
  readonly #candidates = new Map<string, Candidate>();
  readonly #tokens = new Map<string, Buffer | null>();

  constructor(target: Buffer, known: readonly DhtNode[]) {
    this.#target = target;
    for (const node of known) this.add(node);
  }

  /** Somebody named this node. */
  add(node: DhtNode): void {
    const key = formatEndpoint(node);
    if (this.#candidates.has(key)) return;
    const distance = node.id.length === 20 ? xor(node.id, this.#target) : null;
    this.#candidates.set(key, { node, distance, state: 'new' });
    if (this.#candidates.size > MAX_CANDIDATES) this.#dropFarthest();
  }

  answered(asked: DhtNode, id: Buffer | null, token: Buffer | null): void {
    const key = formatEndpoint(asked);
    const found = this.#candidates.get(key);
    if (found === undefined) return;
    const node = { ...asked, id: id ?? asked.id };
    const distance = node.id.length === 20 ? xor(node.id, this.#target) : null;
    this.#candidates.set(key, { node, distance, state: 'answered' });
    this.#tokens.set(key, token);
  }

  slow(node: DhtNode): void {
    this.#change(node, ['asked'], 'slow');
  }

  dead(node: DhtNode): void {
    this.#change(node, ['asked', 'slow'], 'dead');
  }

  /** Whom to ask now; they count as asked. */
  next(): DhtNode[] {
    const alive = this.#alive();
    const underWay = alive.filter(({ state }) => state === 'asked').length;
    const room = Math.max(0, UNDER_WAY - underWay);
    // Slow ones may still answer; the search goes on without them meanwhile.
    const inSight = alive.filter(({ state }) => state !== 'slow').slice(0, NEAREST);
    const chosen = inSight.filter(({ state }) => state === 'new').slice(0, room);
    for (const candidate of chosen) candidate.state = 'asked';
    return chosen.map(({ node }) => node);
  }

  /** The nearest that are known have answered, or nobody is left. */
  get isOver(): boolean {
    const inSight = this.#alive().slice(0, NEAREST);
    return inSight.every(({ state }) => state === 'answered');
  }

  /** Over but for slow ones. */
  get isNearlyOver(): boolean {
    const inSight = this.#alive()
      .filter(({ state }) => state !== 'slow')
      .slice(0, NEAREST);
    return inSight.every(({ state }) => state === 'answered');
  }

  /** Those that answered, nearest first. */
  nearest(): LookupNode[] {
    return this.#alive()
      .filter(({ state }) => state === 'answered')
      .slice(0, NEAREST)
      .map(({ node }) => ({ ...node, token: this.#tokens.get(formatEndpoint(node)) ?? null }));
  }

  /** Nearest first. */
  #alive(): Candidate[] {
    const sorted = [...this.#candidates.values()]
      .filter(({ state }) => state !== 'dead')
      .sort((a, b) => compare(a.distance, b.distance));
    const ofNetwork = new Map<string, number>();
    return sorted.filter(({ node: { address }, distance }) => {
      if (distance === null) return true;
      const network = networkOf(address);
      const count = (ofNetwork.get(network) ?? 0) + 1;
      ofNetwork.set(network, count);
      return count <= MAX_OF_NETWORK;
    });
  }

  #change(node: DhtNode, from: readonly State[], to: State): void {
    const candidate = this.#candidates.get(formatEndpoint(node));
    if (candidate !== undefined && from.includes(candidate.state)) candidate.state = to;
  }

  #dropFarthest(): void {
    let farthest: Candidate | null = null;
    for (const candidate of this.#candidates.values()) {
      if (candidate.state !== 'new') continue;
      if (farthest === null || compare(candidate.distance, farthest.distance) > 0) farthest = candidate;
    }
    if (farthest !== null) this.#candidates.delete(formatEndpoint(farthest.node));
  }
}

function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, i) => byte ^ (b[i] ?? 0)));
}

/** Nodes without an id last: a search begins at them. */
function compare(a: Buffer | null, b: Buffer | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a.compare(b);
}

/** The address of IPv4, /64 of IPv6. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  return Buffer.from(addressToBytes(address)?.subarray(0, 8) ?? []).toString('hex');
}
