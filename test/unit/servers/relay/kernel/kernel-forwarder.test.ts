import { beforeEach, describe, expect, it } from 'vitest';
import type { Client, Route, Source } from '../../../../../main/servers/relay/client.ts';
import { KernelForwarder } from '../../../../../main/servers/relay/kernel/kernel-forwarder.ts';
import { NFT_MISSING, type Nft } from '../../../../../main/servers/relay/kernel/nft-session.ts';
import { recordingLog } from '../../../../mocks/recording-log.ts';
import { FakeClock } from '../../../../world/fake-clock.ts';
import { source } from '../relay-bench.ts';

const homeA = source('198.51.100.1', 40001);
const homeB = source('198.51.100.2', 40002);
const RELAY = { address: '203.0.113.10', port: 3478 };

/** An nft whose elements are as the kernel would have them: adding twice or removing what is not there is refused. */
class FakeNft implements Nft {
  readonly elements = new Map<string, string>();
  readonly counters: Record<string, { packets: number; bytes: number }> = {};
  readonly use = new Map<string, number>();
  lines: string[] = [];
  isClosed = false;
  /** Holds answers back while set. */
  gate: Promise<void> | null = null;
  readonly fail: (reason: string) => void;

  constructor(fail: (reason: string) => void) {
    this.fail = fail;
  }

  async ask(lines: readonly string[], listing: string): Promise<unknown> {
    this.lines.push(...lines);
    for (const command of lines.flatMap((line) => line.split('; '))) this.#run(command);
    await this.gate;
    if (this.isClosed) return null;
    if (listing.startsWith('list counters')) return { nftables: this.#listedCounters() };
    const elem = [...this.use].map(([key, packets]) => {
      const [address, port, index] = key.split(' ');
      const val = { concat: [address, Number(port), Number(index)] };
      return [{ elem: { val, counter: { packets, bytes: 0 } } }, 0];
    });
    return { nftables: [{ metainfo: {} }, { map: { name: 'mark_0', elem } }] };
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.elements.clear();
  }

  /** Values by key of one of its maps. */
  map(name: string): Record<string, string> {
    const own = [...this.elements].filter(([key]) => key.startsWith(`${name} `));
    return Object.fromEntries(own.map(([key, value]) => [key.slice(name.length + 1), value]));
  }

  #listedCounters() {
    return Object.entries(this.counters).map(([name, count]) => ({ counter: { name, ...count } }));
  }

  #run(command: string): void {
    const match = /^(add|delete) element inet \S+ (\S+) \{ (.*) : (\S+) \}$/.exec(command);
    if (match === null) return;
    const [, verb, map, key, value = ''] = match;
    const id = `${map} ${key}`;
    const expected = verb === 'add' ? undefined : value;
    if (this.elements.get(id) !== expected) throw new Error(`refused: ${command}`);
    if (verb === 'add') this.elements.set(id, value);
    else this.elements.delete(id);
  }
}

function client(at: Source | null): Client {
  return {
    key: '',
    mac1Key: new Uint8Array(32),
    source: at,
    creditBytes: Number.POSITIVE_INFINITY,
    outbound: new Map(),
    sessions: { doubted: null, next: null, current: null, previous: null },
  };
}

function route(from: Client, index: number, to: Client): Route {
  return { from, index, to, confirmed: true, usedAtMs: 0 };
}

let sessions: FakeNft[];
let clock: FakeClock;
let log: ReturnType<typeof recordingLog>;
let forwarder: KernelForwarder;
let a: Client;
let b: Client;

beforeEach(async () => {
  [sessions, clock, log] = [[], new FakeClock(), recordingLog()];
  [a, b] = [client(homeA), client(homeB)];
  forwarder = new KernelForwarder({
    listeners: [{ socket: 0, endpoint: RELAY }],
    name: 'relay',
    openNft(onFailed) {
      const nft = new FakeNft(onFailed);
      nft.counters.handed = { packets: 0, bytes: 0 };
      sessions.push(nft);
      return nft;
    },
    renewCharacters: 10_000,
    clock,
    log,
  });
  expect(await forwarder.start()).toBeNull();
});

const nft = (): FakeNft => sessions.at(-1) as FakeNft;
const settle = () => new Promise((resolve) => setImmediate(resolve));

function count(handed: number, sent: number, payload = 100): void {
  nft().counters.handed = { packets: handed, bytes: 0 };
  nft().counters.sent_ip = { packets: sent, bytes: sent * (payload + 28) };
}

describe('KernelForwarder', () => {
  it('adds a route under its source and its index as on the wire', async () => {
    forwarder.offer(route(a, 0x44332211, b));
    await settle();
    const key = `198.51.100.1 . 40001 . ${0x11223344}`;
    expect(nft().map('address_0')).toEqual({ [key]: '198.51.100.2' });
    expect(nft().map('port_0')).toEqual({ [key]: '40002' });
    const mark = nft().map('mark_0')[key] ?? '';
    expect(nft().map('source_ip')).toEqual({ [mark]: '203.0.113.10' });
    expect(nft().map('source_port')).toEqual({ [mark]: '3478' });
    expect(forwarder.stats()).toMatchObject({ mode: 'kernel', obstacle: null, routes: 1 });
  });

  it('adds a route once, however often it is offered', async () => {
    const one = route(a, 1, b);
    for (let n = 0; n < 10; n++) forwarder.offer(one);
    await settle();
    expect(nft().lines.filter((line) => line.includes('mark_0 { 198'))).toHaveLength(1);
  });

  it('changes in one transaction what changed while nft was busy', async () => {
    let open = (): void => undefined;
    nft().gate = new Promise((resolve) => {
      open = resolve;
    });
    const before = nft().lines.length;
    const routes = [1, 2, 3, 4].map((index) => route(a, index, b));
    for (const one of routes) forwarder.offer(one);
    for (const one of routes.slice(2)) forwarder.withdraw(one);
    open();
    await settle();
    expect(nft().lines.length - before).toBe(2);
    expect(Object.keys(nft().map('mark_0'))).toHaveLength(2);
  });

  it('removes a route at once, and adds the same one anew', async () => {
    const one = route(a, 1, b);
    forwarder.offer(one);
    await settle();
    forwarder.withdraw(one);
    expect(nft().map('mark_0')).toEqual({});
    forwarder.offer(one);
    await settle();
    expect(Object.keys(nft().map('mark_0'))).toHaveLength(1);
  });

  it('leads to the new place of a receiver that moved', async () => {
    const one = route(a, 1, b);
    forwarder.offer(one);
    await settle();
    forwarder.withdrawAll(b);
    b.source = source('198.51.100.9', 9);
    forwarder.offer(one);
    await settle();
    expect(Object.values(nft().map('address_0'))).toEqual(['198.51.100.9']);
    expect(Object.values(nft().map('port_0'))).toEqual(['9']);
  });

  it('removes all routes from and to a client, and no others', async () => {
    const c = client(source('198.51.100.3', 40003));
    for (const one of [route(a, 1, b), route(b, 2, a), route(b, 3, c), route(c, 4, b)]) forwarder.offer(one);
    await settle();
    forwarder.withdrawAll(a);
    await settle();
    const indices = Object.keys(nft().map('mark_0')).map((key) => Number(key.split(' ').at(-1)) >>> 24);
    expect(indices.toSorted()).toEqual([3, 4]);
  });

  it.each([
    ['from this machine itself', source('127.0.0.1', 5), homeB],
    ['to this machine itself', homeA, source('127.0.0.1', 5)],
    ['from IPv4 to IPv6', homeA, source('2001:db8::5')],
    ['to a client behind a TCP tunnel', homeA, source('198.51.100.2', 443, 65_536)],
    ['from a client behind a TCP tunnel', source('198.51.100.2', 443, 65_536), homeB],
    ['within a zone', source('fe80::1%eth0', 5), source('fe80::2%eth0', 5)],
  ])('leaves a route %s to user space', async (_what, from, to) => {
    const one = route(client(from), 1, client(to));
    forwarder.offer(one);
    await settle();
    expect(nft().elements.size).toBe(0);
    forwarder.withdraw(one);
    await settle();
    expect(nft().elements.size).toBe(0);
  });

  it('counts the payload of what left the machine', async () => {
    forwarder.offer(route(a, 1, b));
    count(12, 10, 500);
    await clock.pass(1_000);
    expect(forwarder.stats()).toMatchObject({ packets: 10, bytes: 5_000 });
  });

  it('notes which routes are in use', async () => {
    const [used, unused] = [route(a, 0x01000000, b), route(a, 0x02000000, b)];
    for (const one of [used, unused]) forwarder.offer(one);
    nft().use.set('198.51.100.1 40001 1', 3).set('198.51.100.1 40001 2', 0);
    await clock.pass(10_000);
    expect([used.usedAtMs, unused.usedAtMs]).toEqual([10_000, 0]);
    await clock.pass(10_000);
    expect(used.usedAtMs).toBe(10_000);
    nft().use.set('198.51.100.1 40001 1', 4);
    await clock.pass(10_000);
    expect(used.usedAtMs).toBe(30_000);
  });

  it('gives up when packets go in and none comes out', async () => {
    forwarder.offer(route(a, 1, b));
    count(3, 0);
    await clock.pass(1_000);
    expect(forwarder.stats().mode).toBe('kernel');
    count(4, 0);
    await clock.pass(1_000);
    expect(forwarder.stats()).toMatchObject({ mode: 'user-space', obstacle: 'not let through', routes: 0 });
    expect(nft().isClosed).toBe(true);
    expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    forwarder.offer(route(a, 2, b));
    expect(sessions).toHaveLength(1);
  });

  it('goes on when some get lost and others come out', async () => {
    forwarder.offer(route(a, 1, b));
    for (let second = 1; second < 100; second++) {
      count(second * 100, second);
      await clock.pass(1_000);
    }
    expect(forwarder.stats().mode).toBe('kernel');
  });

  it.each([
    [NFT_MISSING, 'needs nft'],
    ['Error: syntax error', 'nft refused'],
  ])('gives up when told %j, and keeps what was counted', async (reason, obstacle) => {
    forwarder.offer(route(a, 1, b));
    count(10, 10);
    await clock.pass(1_000);
    nft().fail(reason);
    expect(forwarder.stats()).toMatchObject({ mode: 'user-space', obstacle, routes: 0, packets: 10 });
  });

  it('starts nft anew before its memory grows without end, and counts on', async () => {
    for (let index = 0; index < 100; index++) forwarder.offer(route(a, index, b));
    await settle();
    count(10, 10);
    await clock.pass(1_000);
    await settle();
    expect(sessions).toHaveLength(2);
    expect(sessions[0]?.isClosed).toBe(true);
    count(5, 5);
    forwarder.offer(route(a, 1, b));
    await clock.pass(1_000);
    expect(forwarder.stats()).toMatchObject({ mode: 'kernel', routes: 1, packets: 15 });
  });

  it('leaves nothing when it is closed', async () => {
    forwarder.offer(route(a, 1, b));
    await settle();
    await forwarder.close();
    expect(nft().isClosed).toBe(true);
    expect(clock.isIdle).toBe(true);
    expect(forwarder.stats()).toMatchObject({ mode: 'user-space', obstacle: 'off', routes: 0 });
  });
});
