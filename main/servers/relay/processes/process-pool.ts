/**
 * The further processes of a relay, at the same ports as the first one. They hold nothing that the first one does not
 * know: it alone registers, admits, holds and limits, and tells them which routes they may forward on. When one ends,
 * the system gives its clients' datagrams to the others, and another is started.
 */
import type { Clock } from '../../../base/clock.ts';
import type { Log } from '../../../base/log/log.ts';
import type { Source } from '../client.ts';
import type { Listener } from '../kernel/table.ts';
import type { ProcessStats, RelayStats } from '../relay-stats.ts';
import type { RelayProcess, StartProcess } from './fork-process.ts';
import type { Order, Report } from './messages.ts';
import { ProcessForwarder } from './process-forwarder.ts';

export interface ProcessPoolOptions {
  /** Processes beside the first. */
  readonly count: number;
  readonly start: StartProcess;
  readonly listeners: readonly Listener[];
  /** As in `RelayOptions`. */
  readonly batches: boolean;
  readonly clock: Clock;
  readonly log: Log;
}

interface Member {
  readonly process: RelayProcess;
  listens: boolean;
  figures: Omit<ProcessStats, 'pid'>;
  /** Watches since it was last heard of. */
  silentFor: number;
}

const WATCH_MS = 1_000;
/** A process that stands still swallows its clients' datagrams; one that starts takes a second or two. */
const SILENT_WATCHES = 5;
const RESTART_MS = 1_000;
const NOTHING = { packets: 0, bytes: 0, passed: 0, dropped: 0 };

export class ProcessPool {
  readonly forwarder: ProcessForwarder;
  readonly #options: ProcessPoolOptions;
  readonly #members = new Set<Member>();
  /** What processes that are gone forwarded. */
  readonly #ended = { packets: 0, bytes: 0 };
  #take: (datagram: Uint8Array, source: Source) => void = () => undefined;
  #onListening: () => void = () => undefined;
  #closed = false;
  #cancelWatch = (): void => undefined;

  constructor(options: ProcessPoolOptions) {
    this.#options = options;
    this.forwarder = new ProcessForwarder((order) => this.#tellAll(order));
  }

  /**
   * Starts the processes; resolves when all listen, or have been given up for the moment.
   * @param take - takes datagrams that came to another process and are for the first one to decide on.
   */
  async start(take: (datagram: Uint8Array, source: Source) => void): Promise<void> {
    this.#take = take;
    for (let n = 0; n < this.#options.count; n++) this.#add();
    this.#watchLater();
    await new Promise<void>((resolve) => {
      this.#onListening = () => [...this.#members].every(({ listens }) => listens) && resolve();
      this.#onListening();
    });
  }

  /** The first process's figures, with what all the others ever forwarded, and those of the others that run. */
  addTo(own: RelayStats): RelayStats {
    const processes = [...this.#members].map(({ process: { pid }, figures }) => ({ pid, ...figures }));
    const sum = (key: 'packets' | 'bytes') =>
      processes.reduce((all, one) => all + one[key], this.#ended[key]);
    return {
      ...own,
      forwardedPackets: own.forwardedPackets + sum('packets'),
      forwardedBytes: own.forwardedBytes + sum('bytes'),
      processes,
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelWatch();
    await Promise.all([...this.#members].map(({ process }) => process.close()));
  }

  #add(): void {
    if (this.#closed) return;
    const member: Member = {
      process: this.#options.start({
        onReport: (report) => this.#hear(member, report),
        onExit: (reason) => this.#lose(member, reason),
      }),
      listens: false,
      figures: NOTHING,
      silentFor: 0,
    };
    this.#members.add(member);
    // First the routes: whoever comes to it from the start finds them.
    for (const order of this.forwarder.orders()) member.process.tell(order);
    const { listeners, batches } = this.#options;
    member.process.tell({ kind: 'listen', listeners, batches });
  }

  #hear(member: Member, report: Report): void {
    member.silentFor = 0;
    const { clock, log } = this.#options;
    switch (report.kind) {
      case 'passed':
        this.#take(report.datagram, report.source);
        break;
      case 'figures': {
        const { kind: _, used, ...figures } = report;
        member.figures = figures;
        this.forwarder.noteUse(used, clock.now());
        break;
      }
      case 'listening':
        member.listens = true;
        log.info('relay process listens', { pid: member.process.pid });
        this.#onListening();
        break;
      case 'log':
        log[report.level](report.message, { pid: member.process.pid, ...report.fields });
        break;
    }
  }

  #lose(member: Member, reason: string): void {
    if (!this.#members.delete(member)) return;
    this.#ended.packets += member.figures.packets;
    this.#ended.bytes += member.figures.bytes;
    if (this.#closed) return;
    this.#options.log.warn('relay process ended', { pid: member.process.pid, reason });
    this.#options.clock.after(RESTART_MS, () => this.#add());
    this.#onListening();
  }

  #watch(): void {
    for (const member of this.#members) {
      if (++member.silentFor <= SILENT_WATCHES) continue;
      this.#options.log.warn('relay process stands still', { pid: member.process.pid });
      member.process.kill();
    }
    this.#watchLater();
  }

  #watchLater(): void {
    this.#cancelWatch = this.#options.clock.after(WATCH_MS, () => this.#watch());
  }

  #tellAll(order: Order): void {
    for (const { process } of this.#members) process.tell(order);
  }
}
