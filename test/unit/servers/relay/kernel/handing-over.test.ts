import { beforeEach, describe, expect, it } from 'vitest';
import type { Route } from '../../../../../main/servers/relay/client.ts';
import { type Forwarder, userSpaceOnly } from '../../../../../main/servers/relay/kernel/forwarder.ts';
import {
  createBench,
  initiationTo,
  message,
  type RelayBench,
  source,
  type TestClient,
} from '../relay-bench.ts';

const homeA = source('198.51.100.1', 40001);
const homeB = source('198.51.100.2', 40002);
const cafe = source('198.51.100.77', 5);
const TTL_MS = 180_000;

/** What the core offered and has not withdrawn, as sender's port and index; the last offer is kept as it is. */
class Kernel implements Forwarder {
  readonly routes = new Map<Route, string>();
  offers = 0;

  offer(route: Route): void {
    this.offers++;
    this.routes.set(route, `${route.from.source?.port} ${route.index}`);
  }
  withdraw(route: Route): void {
    this.routes.delete(route);
  }
  withdrawAll(client: Route['from']): void {
    for (const route of this.routes.keys()) {
      if (route.from === client || route.to === client) this.routes.delete(route);
    }
  }
  readonly stats = userSpaceOnly('off').stats;

  get has(): readonly string[] {
    return [...this.routes.values()].toSorted();
  }
}

let kernel: Kernel;
let bench: RelayBench;
let a: TestClient;
let b: TestClient;

beforeEach(() => {
  kernel = new Kernel();
  bench = createBench({}, undefined, kernel);
  [a, b] = [bench.client(1, homeA), bench.client(2, homeB)];
  bench.core.admit('party', [a.key, b.key]);
});

const data = (from: TestClient, index: number) => bench.receive(message(4, { receiver: index }), from.at);

function shakeHands(indexA = 100, indexB = 200): void {
  bench.receive(initiationTo(a, b, indexA).datagram, a.at);
  bench.receive(message(2, { sender: indexB, receiver: indexA }), b.at);
}

/** Both ways are the kernel's. */
function handOver(): void {
  for (const client of [a, b]) bench.register(client);
  shakeHands();
  data(a, 200);
  data(b, 100);
}

describe('handing routes to the kernel', () => {
  it('offers each way with the first data that take it', () => {
    for (const client of [a, b]) bench.register(client);
    shakeHands();
    expect(kernel.has).toEqual([]);
    data(a, 200);
    expect(kernel.has).toEqual(['40001 200']);
    data(b, 100);
    expect(kernel.has).toEqual(['40001 200', '40002 100']);
  });

  it('offers again while data still come through user space', () => {
    handOver();
    data(a, 200);
    data(a, 200);
    expect(kernel.offers).toBe(4);
  });

  it('offers nothing before a response confirmed the route', () => {
    for (const client of [a, b]) bench.register(client);
    bench.receive(initiationTo(a, b, 100).datagram, a.at);
    expect(data(b, 100)).not.toBeNull();
    expect(kernel.offers).toBe(0);
  });

  it.each(['sender', 'receiver'])('offers nothing before the address of the %s is proved', (unproved) => {
    bench.register(unproved === 'sender' ? b : a);
    bench.handshake(unproved === 'sender' ? a : b);
    const unprovedOne = unproved === 'sender' ? a : b;
    unprovedOne.at === homeA ? shakeHands() : bench.receive(initiationTo(b, a, 200).datagram, b.at);
    if (unprovedOne === b) bench.receive(message(2, { sender: 100, receiver: 200 }), a.at);
    expect(data(a, 200)).not.toBeNull();
    expect(kernel.offers).toBe(0);

    bench.receive(bench.keepalive(unprovedOne), unprovedOne.at);
    data(a, 200);
    expect(kernel.has).toEqual(['40001 200']);
  });

  it('takes all routes back from a client that roams, and offers them from its new place', () => {
    handOver();
    bench.receive(bench.keepalive(a), cafe);
    expect(kernel.has).toEqual([]);
    a.at = cafe;
    data(a, 200);
    data(b, 100);
    expect(kernel.has).toEqual(['40002 100', '5 200']);
  });

  it('takes the routes back from a client that another one displaces', () => {
    handOver();
    const c = bench.client(3, source('198.51.100.3', 40003));
    bench.core.admit('other', [c.key]);
    bench.register(c);
    bench.receive(bench.keepalive(c), homeA);
    expect(kernel.has).toEqual([]);
  });

  it('takes back the routes of a pair that shares no party any more', () => {
    handOver();
    bench.core.admit('party', [a.key]);
    expect(kernel.has).toEqual([]);
  });

  it('takes back the routes of a held pair, and offers them again after the hold', () => {
    handOver();
    bench.core.hold(a.key, b.key, 200, bench.nowMs);
    expect(kernel.has).toEqual([]);
    bench.nowMs += 199;
    data(a, 200);
    expect(kernel.has).toEqual([]);
    bench.nowMs += 1;
    data(a, 200);
    expect(kernel.has).toEqual(['40001 200']);
  });

  it('takes back a route 180 s after its last use', () => {
    handOver();
    bench.nowMs += TTL_MS - 1;
    data(b, 100);
    bench.nowMs += 1;
    bench.core.sweep(bench.nowMs);
    expect(kernel.has).not.toContain('40001 200');
  });

  it('keeps a route that the kernel says is in use', () => {
    handOver();
    bench.nowMs += TTL_MS - 1;
    for (const route of kernel.routes.keys()) route.usedAtMs = bench.nowMs;
    bench.handshake(a);
    bench.handshake(b);
    bench.nowMs += 1;
    bench.core.sweep(bench.nowMs);
    expect(bench.core.stats().routes).toBe(2);
    expect(kernel.has).toContain('40001 200');
  });

  it('takes back the oldest route of a pair that responds without end', () => {
    handOver();
    for (let n = 1; n <= 8; n++) {
      bench.nowMs += 10;
      shakeHands(100 + n, 200 + n);
    }
    expect(kernel.has).toEqual([]);
  });
});
