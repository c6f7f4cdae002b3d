/** The kernel's table brought to what is wanted of it: one transaction at a time, with all that changed meanwhile. */
import { type Endpoint, formatEndpoint } from '../../../../shared/address.ts';
import { readCounters, readUse } from './listings.ts';
import type { Nft } from './nft-session.ts';
import {
  addSource,
  type Count,
  changeElement,
  createTable,
  type Element,
  FIRST_MARK,
  idOf,
  type Listener,
} from './table.ts';

/** Elements of one transaction: some 15 kB of text. */
const BATCH = 64;
const NONE: Count = { packets: 0, bytes: 0 };
/** IP and UDP headers. */
const HEADER_BYTES = { ip: 28, ip6: 48 };

export class KernelTable {
  readonly #nft: Nft;
  readonly #name: string;
  readonly #marks = new Map<string, number>();
  readonly #wanted = new Map<string, Element>();
  readonly #installed = new Map<string, Element>();
  readonly #changed = new Set<string>();
  #newSources: string[] = [];
  #counters: ReadonlyMap<string, Count> = new Map();
  #isWriting = false;
  #written = 0;

  /** @param name - of the table, with its family. */
  constructor(nft: Nft, name: string) {
    this.#nft = nft;
    this.#name = name;
  }

  /** Makes the table. False: refused. */
  async create(listeners: readonly Listener[]): Promise<boolean> {
    return this.#ask(createTable(this.#name, listeners));
  }

  get routes(): number {
    return this.#installed.size;
  }

  /** Characters that its `nft` was given; it keeps them all, as its history. */
  get written(): number {
    return this.#written;
  }

  /** Packets that were taken from prerouting. */
  get handed(): number {
    return this.#count('handed').packets;
  }

  /** What left the machine; UDP payload. */
  get sent(): Count {
    const [ip, ip6] = [this.#count('sent_ip'), this.#count('sent_ip6')];
    const headers = ip.packets * HEADER_BYTES.ip + ip6.packets * HEADER_BYTES.ip6;
    return { packets: ip.packets + ip6.packets, bytes: ip.bytes + ip6.bytes - headers };
  }

  /** Wants a route, at once. @param via - the relay's endpoint that the receiver knows. */
  put(route: Omit<Element, 'mark'>, via: Endpoint): void {
    this.#change(idOf(route), { ...route, mark: this.#markOf(via) });
  }

  /** Wants no route there, at once. */
  drop(id: string): void {
    this.#change(id, null);
  }

  /** Brings the counters up to date. */
  async refresh(): Promise<void> {
    await this.#ask([]);
  }

  /** Packets by element of the routes that begin at a socket, since each was added; null: not to be had. */
  async use(socket: number): Promise<ReadonlyMap<string, number> | null> {
    return readUse(socket, await this.#nft.ask([], `list map ${this.#name} mark_${socket}`));
  }

  #change(id: string, element: Element | null): void {
    if (element === null) this.#wanted.delete(id);
    else this.#wanted.set(id, element);
    this.#changed.add(id);
    if (!this.#isWriting) void this.#write();
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    while (this.#changed.size > 0) {
      const ids = [...this.#changed].slice(0, BATCH);
      const lines = [...this.#newSources.splice(0), ...ids.flatMap((id) => this.#transition(id))];
      // One line is one transaction. If it is refused, the session fails and the table is gone.
      if (lines.length > 0) await this.#ask([lines.join('; ')]);
    }
    this.#isWriting = false;
  }

  /** The commands that change one element from what is installed to what is wanted. */
  #transition(id: string): readonly string[] {
    this.#changed.delete(id);
    const [is, wanted] = [this.#installed.get(id), this.#wanted.get(id)];
    if (is === wanted) return [];
    if (wanted === undefined) this.#installed.delete(id);
    else this.#installed.set(id, wanted);
    return [
      ...(is === undefined ? [] : changeElement('delete', this.#name, is)),
      ...(wanted === undefined ? [] : changeElement('add', this.#name, wanted)),
    ];
  }

  #markOf(via: Endpoint): number {
    const text = formatEndpoint(via);
    const known = this.#marks.get(text);
    if (known !== undefined) return known;
    const mark = FIRST_MARK + this.#marks.size;
    this.#marks.set(text, mark);
    this.#newSources.push(...addSource(this.#name, mark, via));
    return mark;
  }

  async #ask(lines: readonly string[]): Promise<boolean> {
    for (const line of lines) this.#written += line.length;
    const counters = readCounters(await this.#nft.ask(lines, `list counters table ${this.#name}`));
    if (counters !== null) this.#counters = counters;
    return counters !== null;
  }

  #count(name: string): Count {
    return this.#counters.get(name) ?? NONE;
  }
}
