import { expect, it } from 'vitest';
import type { Source } from '../../../../main/servers/relay/client.ts';
import { StunSite } from '../../../../main/servers/relay/stun-site.ts';
import { BINDING_REQUEST, encodeStun, stunAttribute } from '../../../../shared/stun/message.ts';
import { createInitiator } from '../../wireguard/initiator.ts';
import { createBench, initiationTo, message, seededRandom, source, type TestClient } from './relay-bench.ts';

const DATAGRAMS = 100_000;
const ROUTES = 40;
/** A few seconds of work, on a machine that does other things too. */

const random = seededRandom(4711);
const below = (limit: number): number => new DataView(random(4).buffer).getUint32(0) % limit;
const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;

/** Changes, cuts or lengthens a copy. */
function mutated(datagram: Uint8Array): Uint8Array {
  const copy = datagram.slice();
  for (let changes = below(3); changes > 0; changes--) copy[below(copy.length)] = below(256);
  const kind = below(12);
  if (kind === 0) return copy.subarray(0, below(copy.length + 1));
  return kind === 1 ? Uint8Array.from([...copy, ...random(below(1400))]) : copy;
}

/** Sockets of the relay, of its probe and between the two. */
const [MAIN, PROBE] = [0, 1];
const corner = (socket: number, address: string, port: number) => ({ socket, endpoint: { address, port } });
const site = new StunSite([
  [
    corner(MAIN, '203.0.113.10', 3478),
    corner(2, '203.0.113.10', 3479),
    corner(3, '203.0.113.11', 3478),
    corner(PROBE, '203.0.113.11', 3479),
  ],
]);

/** A relay with three proven members and one that has only sent initiations, and all that they have ever sent. */
function scene() {
  const limits = {
    bareStunPerSecond: 0,
    routes: ROUTES,
    handshakesPerSecond: 20,
    initiationsPerClient: 1_000_000,
    heldPairs: 2,
  };
  const bench = createBench(limits, site);
  const members = [1, 2, 3, 4].map((n) => bench.client(n, source(`198.51.100.${n}`, 40000 + n)));
  const stranger = bench.client(5, source('198.51.100.5', 40005));
  bench.core.admit(
    'party',
    members.map(({ key }) => key),
  );
  const proven = members.slice(0, 3);
  for (const member of proven) bench.register(member);
  const corpus = [
    ...[...members, stranger].map((client) => client.initiation().datagram),
    ...proven.map((client) => bench.keepalive(client)),
    ...members.flatMap((a, i) => members.map((b, j) => initiationTo(a, b, 1000 + 10 * i + j).datagram)),
    ...[1001, 1002, 1010, 1012].map((receiver) => message(2, { sender: receiver + 7, receiver })),
    ...[1001, 1008, 1010, 1019].map((receiver) => message(4, { receiver }, 500)),
    message(3, { receiver: 1001 }),
    ...[...members, stranger].map(
      ({ privateKey }, n) =>
        createInitiator(privateKey, bench.core.probePublicKey ?? new Uint8Array(32)).initiate({
          index: n,
          time: 1_800_000_000,
        }).datagram,
    ),
    ...[2, 4, 6].map((flags) =>
      encodeStun({
        type: BINDING_REQUEST,
        transactionId: random(12),
        attributes: [
          { type: stunAttribute.changeRequest, value: Uint8Array.of(0, 0, 0, flags) },
          { type: stunAttribute.padding, value: new Uint8Array(4 * below(20)) },
        ],
      }),
    ),
    encodeStun({ type: BINDING_REQUEST, transactionId: random(12), attributes: [] }),
    encodeStun({
      type: BINDING_REQUEST,
      transactionId: random(12),
      attributes: [{ type: stunAttribute.padding, value: new Uint8Array(40) }],
    }),
  ];
  const unproven = [
    members[3]?.at ?? stranger.at,
    stranger.at,
    ...[6, 7, 8].map((n) => source(`198.51.100.${n}`, 40000 + n)),
    source('2001:db8::1', 443),
    source('not an address', 443),
    source('198.51.100.9', 0),
  ];
  const { core } = bench;
  const receivers = [core.receive, core.receiveAtProbe, core.receiveStun, core.receiveStun];
  /** At any socket, mostly the relay's own. */
  const receiveAnywhere = (datagram: Uint8Array, from: Source) => {
    const socket = below(10) < 6 ? MAIN : below(4);
    return receivers[socket]?.call(core, datagram, { ...from, socket }, bench.nowMs) ?? null;
  };
  const hold = (a: TestClient, b: TestClient) => core.hold(a.key, b.key, below(5000), bench.nowMs);
  return {
    bench,
    members,
    corpus,
    unproven,
    hold,
    receiveAnywhere,
    sources: [...unproven, ...proven.map(({ at }) => at)],
  };
}

it(`survives ${DATAGRAMS} hostile datagrams, sends no unproven address more than came, and stays small`, () => {
  const { bench, members, corpus, unproven, sources, hold, receiveAnywhere } = scene();
  const balance = new Map<Source, number>(unproven.map((from) => [from, 0]));
  let sent = 0;
  for (let n = 0; n < DATAGRAMS; n++) {
    bench.nowMs += below(20);
    if (n % 1000 === 0) bench.core.sweep(bench.nowMs);
    const from = pick(sources);
    if (n % 50 === 0) hold(pick(members), pick(members));
    const datagram = below(4) === 0 ? random(below(200)) : mutated(pick(corpus));
    const out = receiveAnywhere(datagram, from);

    const came = balance.get(from);
    if (came !== undefined) balance.set(from, came + datagram.length);
    if (out === null) continue;
    sent++;
    const to = unproven.find(({ address, port }) => address === out.to.address && port === out.to.port);
    if (to === undefined) continue;
    const left = (balance.get(to) ?? 0) - out.datagram.length;
    if (left < 0) throw new Error(`datagram ${n} made ${to.address} get ${-left} bytes more than it sent`);
    balance.set(to, left);
  }
  const stats = bench.core.stats();
  expect(stats.routes).toBeLessThanOrEqual(ROUTES);
  expect(stats.clients).toBeLessThanOrEqual(4);
  const { drops } = stats;
  expect(sent + Object.values(drops).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(DATAGRAMS);
  const silent: (keyof typeof drops)[] = [
    'not-a-message',
    'unknown-source',
    'unknown-index',
    'unknown-receiver',
  ];
  for (const reason of [...silent, 'held', 'forged', 'replayed', 'not-admitted', 'rate-limited'] as const) {
    expect(drops[reason], reason).toBeGreaterThan(0);
  }
  expect(stats.probed, 'the probe answers too').toBeGreaterThan(0);
  const admitted = new Set(members.map(({ key }) => key));
  expect(bench.seen.every(({ key }) => admitted.has(key))).toBe(true);
  expect(stats.forwardedPackets, 'the scene forwards too').toBeGreaterThan(0);
});
