/**
 * A further process of the relay without its sockets: it forwards transport data on the routes that it was given and
 * passes on to the first process what that one has to decide, as a miss in the kernel's table reaches user space.
 */
import { messageType, receiverIndex, TRANSPORT_DATA } from '../../../../shared/wireguard/messages.ts';
import type { Source } from '../client.ts';
import { RateLimit } from '../load.ts';
import type { Order, Report } from './messages.ts';
import { RouteTable } from './route-table.ts';

/**
 * Datagrams of one type that are passed on in a second: ten times what makes the relay ask for cookies. So a flood
 * costs the first process no more than this, and one of data without a route keeps no handshake away.
 */
const PASSED_PER_SECOND = 2_000;
/**
 * Datagrams for clients behind tunnels that are passed on in a second: of one route, more than a tunnel carries at 40
 * Mbit/s, and of all routes, what the first process takes without falling behind. The channel to it has no end.
 */
const TUNNELLED_PER_SECOND = { route: 4_000, all: 20_000 };
/** A STUN header (RFC 8489 §5), whose first two bits are 0. */
const STUN_HEADER_BYTES = 20;
const NOT_STUN_BITS = 0xc0;

/** Where a datagram goes: to a client, to the first process, or (null) nowhere. */
export type Verdict = Source | 'pass' | null;

export class WorkerCore {
  readonly #routes = new RouteTable();
  readonly #passing: RateLimit;
  readonly #tunnelled: { readonly route: RateLimit; readonly all: RateLimit };
  readonly #used = new Set<number>();
  #packets = 0;
  #bytes = 0;
  #passed = 0;
  #dropped = 0;

  constructor(passedPerSecond = PASSED_PER_SECOND, tunnelled = TUNNELLED_PER_SECOND) {
    this.#passing = new RateLimit(passedPerSecond);
    this.#tunnelled = { route: new RateLimit(tunnelled.route), all: new RateLimit(tunnelled.all) };
  }

  obey(order: Exclude<Order, { kind: 'listen' }>): void {
    if (order.kind === 'add') for (const route of order.routes) this.#routes.put(route);
    else for (const id of order.ids) this.#routes.drop(id);
  }

  /** Decides on one datagram. @param nowMs - monotonic. */
  receive(datagram: Uint8Array, source: Source, nowMs: number): Verdict {
    const type = messageType(datagram);
    if (type === TRANSPORT_DATA) {
      const route = this.#routes.find(source, receiverIndex(datagram));
      if (route !== null) {
        this.#used.add(route.id);
        if (route.to === null) return this.#mayTunnel(route.id, nowMs) ? this.#pass() : this.#drop();
        this.#packets++;
        this.#bytes += datagram.length;
        return route.to;
      }
    }
    const isKnown = type !== null || mayBeStun(datagram);
    if (isKnown && source.port !== 0 && this.#passing.take(type, nowMs)) return this.#pass();
    return this.#drop();
  }

  /** Figures since the start, and the routes used since the last call. */
  report(): Report {
    const used = [...this.#used];
    this.#used.clear();
    return {
      kind: 'figures',
      packets: this.#packets,
      bytes: this.#bytes,
      passed: this.#passed,
      dropped: this.#dropped,
      used,
    };
  }

  #mayTunnel(route: number, nowMs: number): boolean {
    return this.#tunnelled.route.take(route, nowMs) && this.#tunnelled.all.take('all', nowMs);
  }

  #drop(): null {
    this.#dropped++;
    return null;
  }

  #pass(): 'pass' {
    this.#passed++;
    return 'pass';
  }
}

function mayBeStun(datagram: Uint8Array): boolean {
  return datagram.length >= STUN_HEADER_BYTES && ((datagram[0] ?? NOT_STUN_BITS) & NOT_STUN_BITS) === 0;
}
