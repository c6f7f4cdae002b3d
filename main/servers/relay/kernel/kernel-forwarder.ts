/**
 * Hands the relay's routes to the kernel and watches over them there. The kernel's table has no time-outs of its own:
 * the core forgets a route 180 s after its last use, and hears of use in the kernel from here.
 */
import type { Endpoint } from '../../../../shared/address.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Log } from '../../../base/log/log.ts';
import type { Client, Route, Source } from '../client.ts';
import { OfferedRoutes } from '../offered-routes.ts';
import type { Forwarder, KernelObstacle, KernelStats } from './forwarder.ts';
import { KernelTable } from './kernel-table.ts';
import { NFT_MISSING, type Nft, type OpenNft } from './nft-session.ts';
import { addressTowards, isOwn } from './own-address.ts';
import { familyOf, idOf, isWildcard, type Listener } from './table.ts';

export interface KernelForwarderOptions {
  readonly listeners: readonly Listener[];
  /** A name for tables that no other process of this machine uses. */
  readonly name: string;
  readonly openNft: OpenNft;
  /** After this much text `nft`, which keeps it all, is started anew; by default after some 50 MB of its memory. */
  readonly renewCharacters?: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** A route that was offered. */
interface Offered {
  /** null: not for the kernel, so nothing is to be taken back. */
  readonly id: string | null;
  /** Packets that the kernel forwarded when last asked. */
  packets: number;
}

const WATCH_MS = 1_000;
/** Every so many watches the kernel is asked which routes are in use; routes live up to 10 s longer for it. */
const USE_WATCHES = 10;
/** Packets without a single one leaving the machine that say: nothing is let through. */
const STALLED_PACKETS = 4;
const RENEW_CHARACTERS = 16 * 1024 * 1024;

export class KernelForwarder implements Forwarder {
  readonly #options: KernelForwarderOptions;
  readonly #listeners: ReadonlyMap<number, Endpoint>;
  readonly #offered = new OfferedRoutes<Offered>();
  #obstacle: KernelObstacle | null = 'off';
  #nft: Nft | null = null;
  #table: KernelTable | null = null;
  #generation = 0;
  /** What earlier tables forwarded. */
  #before = { packets: 0, bytes: 0 };
  #progress = { handed: 0, sent: 0 };
  #watches = 0;
  #cancelWatch = (): void => undefined;

  constructor(options: KernelForwarderOptions) {
    this.#options = options;
    this.#listeners = new Map(options.listeners.map(({ socket, endpoint }) => [socket, endpoint]));
  }

  /** Makes the table. @returns what stands in the way; null: from now on the kernel forwards. */
  async start(): Promise<KernelObstacle | null> {
    this.#obstacle = null;
    const nft = this.#options.openNft((reason) => {
      if (this.#nft === nft) this.#giveUp(reason === NFT_MISSING ? 'needs nft' : 'nft refused', reason);
    });
    this.#nft = nft;
    const table = new KernelTable(nft, `inet ${this.#options.name}_${this.#generation++}`);
    const isMade = await table.create(this.#options.listeners);
    if (this.#nft !== nft) return this.#obstacle;
    if (isMade) {
      this.#table = table;
      this.#progress = { handed: 0, sent: 0 };
      this.#watchLater();
    } else {
      this.#giveUp('nft refused', 'the table is not listed as expected');
    }
    return this.#obstacle;
  }

  offer(route: Route): void {
    if (this.#table === null || this.#offered.has(route)) return;
    const { from, to, index } = route;
    if (from.source === null || to.source === null) return;
    const via = this.#listeners.get(to.source.socket);
    const isFit = via !== undefined && this.#isFit(from.source, to.source);
    const offered = { id: isFit ? idOf({ from: from.source, index }) : null, packets: 0 };
    this.#offered.add(route, offered);
    if (via !== undefined && isFit) void this.#put(route, offered, via);
  }

  withdraw(route: Route): void {
    const offered = this.#offered.remove(route);
    if (offered !== undefined && offered.id !== null) this.#table?.drop(offered.id);
  }

  withdrawAll(client: Client): void {
    for (const route of this.#offered.of(client)) this.withdraw(route);
  }

  stats(): KernelStats {
    const { packets, bytes } = this.#table?.sent ?? { packets: 0, bytes: 0 };
    return {
      mode: this.#obstacle === null ? 'kernel' : 'user-space',
      obstacle: this.#obstacle,
      routes: this.#table?.routes ?? 0,
      packets: this.#before.packets + packets,
      bytes: this.#before.bytes + bytes,
    };
  }

  /** Gives everything back to user space. Resolves when nothing of it is left in the kernel. */
  async close(): Promise<void> {
    this.#obstacle = 'off';
    await this.#end();
  }

  #isFit(from: Source, to: Source): boolean {
    const ends = [from, to];
    return (
      ends.every(({ socket, address }) => this.#listeners.has(socket) && !address.includes('%')) &&
      familyOf(from.address) === familyOf(to.address) &&
      !ends.some(({ address }) => isOwn(address))
    );
  }

  async #put(route: Route, offered: Offered, listener: Endpoint): Promise<void> {
    const [source, destination] = [route.from.source, route.to.source];
    const table = this.#table;
    if (source === null || destination === null || table === null) return;
    let { address } = listener;
    if (isWildcard(address)) {
      address = (await addressTowards(destination)) ?? '';
      if (address === '' || this.#table !== table || this.#offered.get(route) !== offered) return;
    }
    const end = { address: destination.address, port: destination.port };
    table.put({ from: source, index: route.index, to: end }, { address, port: listener.port });
  }

  async #watch(): Promise<void> {
    const table = this.#table;
    if (table === null) return;
    if (table.routes > 0) await table.refresh();
    this.#watches++;
    if (this.#watches % USE_WATCHES === 0) await this.#noteUse(table);
    if (this.#table !== table) return;
    const { handed, sent } = { handed: table.handed, sent: table.sent.packets };
    if (sent > this.#progress.sent) this.#progress = { handed, sent };
    if (handed - this.#progress.handed >= STALLED_PACKETS) {
      this.#giveUp('not let through', `${handed - this.#progress.handed} packets went in and none came out`);
    } else if (table.written > (this.#options.renewCharacters ?? RENEW_CHARACTERS)) {
      await this.#end();
      // It may have been closed meanwhile.
      if (this.#obstacle === null) await this.start();
    } else {
      this.#watchLater();
    }
  }

  #watchLater(): void {
    this.#cancelWatch = this.#options.clock.after(WATCH_MS, () => void this.#watch());
  }

  /** Lets routes live that carried packets since the last time. */
  async #noteUse(table: KernelTable): Promise<void> {
    const nowMs = this.#options.clock.now();
    const uses = await Promise.all([...this.#listeners.keys()].map((socket) => table.use(socket)));
    const packetsOf = new Map(uses.flatMap((use) => [...(use ?? [])]));
    for (const [route, offered] of this.#offered.entries()) {
      const packets = packetsOf.get(offered.id ?? '') ?? 0;
      if (packets !== offered.packets) route.usedAtMs = nowMs;
      offered.packets = packets;
    }
  }

  #giveUp(obstacle: KernelObstacle, reason: string): void {
    this.#obstacle = obstacle;
    this.#options.log.warn('forwarding in user space', { obstacle, reason });
    void this.#end();
  }

  /** Lets go of `nft`, and with it of the table. */
  async #end(): Promise<void> {
    const [nft, sent] = [this.#nft, this.stats()];
    this.#before = { packets: sent.packets, bytes: sent.bytes };
    this.#nft = null;
    this.#table = null;
    this.#cancelWatch();
    this.#offered.clear();
    await nft?.close();
  }
}
