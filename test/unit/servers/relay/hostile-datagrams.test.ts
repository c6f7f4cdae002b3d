import { expect, it } from 'vitest';
import type { Source } from '../../../../main/servers/relay/client.ts';
import { BINDING_REQUEST, encodeStun, stunAttribute } from '../../../../shared/stun/message.ts';
import { createBench, initiationTo, message, seededRandom, source } from './relay-bench.ts';

const DATAGRAMS = 100_000;
const ROUTES = 40;
/** A few seconds of work, on a machine that does other things too. */
const TIMEOUT_MS = 60_000;

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

/** A relay with three proven members and one that has only sent initiations, and all that they have ever sent. */
function scene() {
  const bench = createBench({
    bareStunPerSecond: 0,
    routes: ROUTES,
    handshakesPerSecond: 20,
    initiationsPerClient: 1_000_000,
  });
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
  return { bench, corpus, unproven, sources: [...unproven, ...proven.map(({ at }) => at)] };
}

it(
  `survives ${DATAGRAMS} hostile datagrams, sends no unproven address more than came, and stays small`,
  () => {
    const { bench, corpus, unproven, sources } = scene();
    const balance = new Map<Source, number>(unproven.map((from) => [from, 0]));
    let sent = 0;
    for (let n = 0; n < DATAGRAMS; n++) {
      bench.nowMs += below(20);
      if (n % 1000 === 0) bench.core.sweep(bench.nowMs);
      const from = pick(sources);
      const datagram = below(4) === 0 ? random(below(200)) : mutated(pick(corpus));
      const out = bench.receive(datagram, from);

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
    for (const reason of [...silent, 'forged', 'replayed', 'not-admitted', 'rate-limited'] as const) {
      expect(drops[reason], reason).toBeGreaterThan(0);
    }
    expect(stats.forwardedPackets, 'the scene forwards too').toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);
