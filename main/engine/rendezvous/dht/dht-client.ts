/**
 * A read-only client of the Mainline DHT: it looks up and puts mutable items, and serves nobody, so that it stands in no table
 * of others (BEP 43). Answers are told as they come; the last word has the highest number.
 */
import { type Endpoint, formatEndpoint } from '../../../../shared/address.ts';
import type { Clock } from '../../../base/clock.ts';
import type { BencodedDictionary } from './bencode.ts';
import { type DhtPorts, DhtSocket } from './dht-socket.ts';
import { type DhtNode, idIn, nodesIn, tokenIn } from './krpc.ts';
import { Lookup, type LookupNode } from './lookup.ts';
import { type Item, type ItemKey, itemIn, signItem, targetOf } from './mutable-item.ts';

export interface DhtClientOptions extends DhtPorts {
  /** Nodes to begin with that answer to names, resolved; asked only while too few others are known. */
  begin(): Promise<readonly Endpoint[]>;
  readonly known: KnownNodes;
}

/** Nodes that answered before. They outlive the process, so that a start needs nobody's well-known host. */
export interface KnownNodes {
  read(): readonly DhtNode[];
  write(nodes: readonly DhtNode[]): void;
}

/** A node that hasn't answered by then counts as slow, and by then as dead: most answer within 200 ms. */
const SLOW_MS = 400;
const DEAD_MS = 1500;
/** A lookup ends then, however many still name others. */
const LOOKUP_MS = 10_000;
const ENOUGH_KNOWN = 8;
const KEPT_NODES = 200;
/**
 * The nodes nearest to a target are asked for so long without looking for nearer ones. A node that was slow then is missing among
 * them, and what others put there meanwhile is not seen.
 */
const NEAREST_HOLD_MS = 30_000;
const COPIES = 8;
const MAX_PUTS = 3;

/** occupied: what lies there stays. nobody: no node took it. */
export type PutResult = 'stored' | 'occupied' | 'nobody';

export class DhtClient {
  readonly #options: DhtClientOptions;
  readonly #clock: Clock;
  readonly #known = new Map<string, DhtNode>();
  readonly #nearest = new Map<string, { readonly at: number; readonly nodes: readonly LookupNode[] }>();
  readonly #opened: Promise<DhtSocket | null>;
  #socket: DhtSocket | null = null;
  #isClosed = false;
  /** Whether nodes answer: null while none had the time to. */
  reached: boolean | null = null;

  constructor(options: DhtClientOptions) {
    this.#options = options;
    this.#clock = options.clock;
    for (const node of options.known.read()) this.#remember(node);
    this.#opened = DhtSocket.open(options).then((socket) => {
      this.#socket = socket;
      if (this.#isClosed) socket?.close();
      return socket;
    });
  }

  get sent(): number {
    return this.#socket?.sent ?? 0;
  }

  /**
   * Looks for an item. @param onItem - told of each that is newer than those before, as soon as it comes. @param onAnswer - told
   * of each node that answers, and of what it has.
   * @returns nodes nearest to it.
   */
  async lookUp(
    key: ItemKey,
    onItem: (item: Item) => void,
    onAnswer: (node: Endpoint, item: Item | null) => void = () => undefined,
  ): Promise<readonly LookupNode[]> {
    const socket = await this.#opened;
    if (socket === null) return this.#reach(false, []);
    const target = targetOf(key);
    const lookup = new Lookup(target, await this.#toBegin());
    const newest = newestOf(onItem);
    const heard = (node: Endpoint, values: BencodedDictionary): void => {
      const item = itemIn(values, key);
      onAnswer(node, item);
      newest(item);
    };
    await this.#run(socket, lookup, heard, target);
    const nodes = lookup.nearest();
    this.#nearest.set(target.toString('hex'), { at: this.#clock.now(), nodes });
    return this.#reach(nodes.length > 0, nodes);
  }

  /** Asks half of the nodes that were found nearest before; looks for them where that was long ago. */
  async poll(key: ItemKey, onItem: (item: Item) => void): Promise<void> {
    const socket = await this.#opened;
    const target = targetOf(key);
    const held = this.#nearest.get(target.toString('hex'));
    const isFresh = held !== undefined && this.#clock.now() - held.at < NEAREST_HOLD_MS;
    if (socket === null || !isFresh || held.nodes.length < COPIES / 2) {
      await this.lookUp(key, onItem);
      return;
    }
    const newest = newestOf(onItem);
    const some = this.#draw(held.nodes, COPIES / 2);
    const asked = some.map(async (node) => {
      const answer = await socket.ask(node, 'get', { target }, DEAD_MS);
      if (typeof answer !== 'string') newest(itemIn(answer, key));
      return answer !== 'silent';
    });
    const answered = (await Promise.all(asked)).filter(Boolean).length;
    // Most of them are gone, or we are elsewhere now.
    if (answered < some.length / 2) this.#nearest.delete(target.toString('hex'));
    this.#reach(answered > 0, null);
  }

  /**
   * Puts an item above the newest that is found, unless others put theirs meanwhile: then it looks again.
   * @param mayReplace - asked of what lies there.
   */
  async put(
    key: ItemKey,
    value: Buffer,
    mayReplace: (item: Item) => boolean = () => true,
  ): Promise<PutResult> {
    for (let tries = 0; tries < MAX_PUTS; tries++) {
      const result = await this.#putOnce(key, value, mayReplace);
      if (result !== 'overtaken') return result;
    }
    return 'occupied';
  }

  close(): void {
    this.#isClosed = true;
    this.#socket?.close();
    this.#options.known.write([...this.#known.values()]);
  }

  async #putOnce(
    key: ItemKey,
    value: Buffer,
    mayReplace: (item: Item) => boolean,
  ): Promise<PutResult | 'overtaken'> {
    let found: Item | null = null;
    const seqs = new Map<string, number>();
    const nodes = await this.lookUp(
      key,
      (item) => {
        found = item;
      },
      (node, item) => seqs.set(formatEndpoint(node), item?.seq ?? 0),
    );
    const there = found as Item | null;
    if (there !== null && !mayReplace(there)) return 'occupied';
    const seq = Math.max(this.#clock.date().getTime(), (there?.seq ?? 0) + 1);
    const args = { k: Buffer.from(key.publicKey), salt: key.salt, seq, v: value };
    const sig = signItem(key, { seq, value });
    const stored = nodes.map(({ token, ...node }) => {
      // A node takes it only above what it has told us: whoever came between is not overwritten unseen.
      const cas = seqs.get(formatEndpoint(node)) ?? 0;
      return token === null || this.#socket === null
        ? 'silent'
        : this.#socket.ask(node, 'put', { ...args, cas, sig, token }, DEAD_MS);
    });
    const answers = await Promise.all(stored);
    const taken = answers.filter((answer) => typeof answer !== 'string').length;
    const refused = answers.filter((answer) => answer === 'error').length;
    if (refused > taken) return 'overtaken';
    return taken > 0 ? 'stored' : 'nobody';
  }

  #run(
    socket: DhtSocket,
    lookup: Lookup,
    onAnswer: (node: Endpoint, values: BencodedDictionary) => void,
    target: Buffer,
  ): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    let underWay = 0;
    const timers = new Set<() => void>();
    const later = (ms: number, run: () => void) => {
      const cancel = this.#clock.after(ms, () => {
        timers.delete(cancel);
        run();
      });
      timers.add(cancel);
      return cancel;
    };
    const finish = (): void => {
      for (const cancel of timers) cancel();
      resolve();
    };
    const step = (): void => {
      // Slow ones among the nearest are waited for, but not for long: what they hold others hold, too.
      if (this.#isClosed || lookup.isOver || (lookup.isNearlyOver && lookup.nearest().length >= COPIES)) {
        finish();
        return;
      }
      for (const node of lookup.next()) void ask(node);
      if (underWay === 0) finish();
    };
    const ask = async (node: DhtNode): Promise<void> => {
      underWay++;
      const cancelSlow = later(SLOW_MS, () => {
        lookup.slow(node);
        step();
      });
      const answer = await socket.ask(node, 'get', this.#wants(socket, target), DEAD_MS);
      cancelSlow();
      timers.delete(cancelSlow);
      underWay--;
      if (answer === 'silent') this.#forget(node);
      if (typeof answer === 'string') {
        lookup.dead(node);
      } else {
        const id = idIn(answer);
        lookup.answered(node, id, tokenIn(answer));
        if (id !== null) this.#remember({ address: node.address, port: node.port, id });
        for (const other of nodesIn(answer)) lookup.add(other);
        onAnswer(node, answer);
      }
      step();
    };
    later(LOOKUP_MS, finish);
    step();
    return promise;
  }

  #wants(socket: DhtSocket, target: Buffer) {
    return socket.hasIpv6 ? { target, want: [Buffer.from('n4'), Buffer.from('n6')] } : { target };
  }

  async #toBegin(): Promise<DhtNode[]> {
    const known = [...this.#known.values()];
    if (known.length >= ENOUGH_KNOWN) return known;
    const begin = await this.#options.begin();
    return [...known, ...begin.map((endpoint) => ({ ...endpoint, id: Buffer.alloc(0) }))];
  }

  #draw<T>(from: readonly T[], count: number): T[] {
    const left = [...from];
    const draw = (): T[] => left.splice(Math.floor(this.#options.random.unit() * left.length), 1);
    return Array.from({ length: Math.min(count, left.length) }, draw).flat();
  }

  #remember(node: DhtNode): void {
    const key = `${node.address} ${node.port}`;
    this.#known.delete(key);
    this.#known.set(key, node);
    const [oldest] = this.#known.keys();
    if (this.#known.size > KEPT_NODES && oldest !== undefined) this.#known.delete(oldest);
  }

  #forget({ address, port }: Endpoint): void {
    this.#known.delete(`${address} ${port}`);
  }

  #reach<T>(reached: boolean, result: T): T {
    this.reached = reached;
    return result;
  }
}

function newestOf(onItem: (item: Item) => void): (item: Item | null) => void {
  let newest = -1;
  return (item) => {
    if (item === null || item.seq <= newest) return;
    newest = item.seq;
    onItem(item);
  };
}
