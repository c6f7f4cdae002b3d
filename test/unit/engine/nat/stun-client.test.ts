import fc from 'fast-check';
import stun from 'stun';
import { describe, expect, it } from 'vitest';
import { StunClient } from '../../../../main/engine/nat/stun-client.ts';
import type { BindingRequest, StunOutcome } from '../../../../main/engine/nat/stun-transaction.ts';
import type { Endpoint } from '../../../../shared/address.ts';
import { FakeClock } from '../../../world/fake-clock.ts';

const SERVER = { address: '203.0.113.10', port: 3478 };
const ELSEWHERE = { address: '203.0.113.11', port: 3479 };
const STRANGER = { address: '192.0.2.66', port: 3478 };
const MAPPED = { address: '198.51.100.7', port: 40_000 };
const HOSTILE = 20_000;

function makeClient() {
  const clock = new FakeClock();
  const sent: { at: number; datagram: Buffer; to: Endpoint }[] = [];
  let ids = 0;
  const client = new StunClient({
    clock,
    random: (length) => new Uint8Array(length).fill(++ids),
    send: (datagram, to) => sent.push({ at: clock.now(), datagram: Buffer.from(datagram), to }),
  });
  const outcomes: StunOutcome[] = [];
  return {
    clock,
    client,
    sent,
    outcomes,
    ask(request: Partial<BindingRequest> = {}) {
      const asked = client.request({ to: SERVER, budgetMs: 60_000, ...request });
      void asked.then((outcome) => outcomes.push(outcome));
      return sent.at(-1)?.datagram ?? Buffer.alloc(0);
    },
  };
}

/** An answer as the stun package writes it. */
function answer(
  request: Buffer,
  attributes: readonly (readonly [number, ...unknown[]])[],
  type = 0x0101,
): Buffer {
  const message = stun.createMessage(type, stun.decode(request).transactionId);
  for (const [attribute, ...values] of attributes) message.addAttribute(attribute, ...values);
  return stun.encode(message);
}

const good = (request: Buffer): Buffer => answer(request, [[0x20, MAPPED.address, MAPPED.port]]);
const flush = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a STUN transaction', () => {
  it('repeats the same request after 500 ms, doubling, seven times, and gives up 16 RTOs later', async () => {
    const { ask, clock, sent, outcomes } = makeClient();
    ask();
    clock.advance(39_499);
    await flush();
    expect(sent.map(({ at }) => at)).toEqual([0, 500, 1500, 3500, 7500, 15_500, 31_500]);
    expect(new Set(sent.map(({ datagram }) => datagram.toString('hex'))).size).toBe(1);
    expect(outcomes).toEqual([]);
    clock.advance(1);
    await flush();
    expect(outcomes).toEqual([{ kind: 'no-answer', sent: 7 }]);
  });

  it('ends within any budget, at any pace', async () => {
    const pace = fc.record({
      budgetMs: fc.integer({ min: 0, max: 20_000 }),
      rtoMs: fc.integer({ min: 1, max: 1_000 }),
      sends: fc.integer({ min: 1, max: 7 }),
    });
    await fc.assert(
      fc.asyncProperty(pace, async (request) => {
        const { ask, clock, sent, outcomes } = makeClient();
        ask(request);
        clock.advance(request.budgetMs);
        await flush();
        expect(outcomes).toEqual([{ kind: 'no-answer', sent: sent.length }]);
        expect(sent.length).toBeLessThanOrEqual(request.sends);
        clock.advance(100_000);
        expect(outcomes[0]).toMatchObject({ sent: sent.length });
      }),
    );
  });

  it('takes the answer, tells how long it took, and sends no more', async () => {
    const { ask, client, clock, sent, outcomes } = makeClient();
    const request = ask();
    clock.advance(520);
    const both = answer(request, [
      [0x20, MAPPED.address, MAPPED.port],
      [0x802c, ELSEWHERE.address, ELSEWHERE.port],
    ]);
    client.receive(both, SERVER);
    client.receive(both, SERVER);
    await flush();
    clock.advance(60_000);
    expect(outcomes).toEqual([
      { kind: 'answered', mapped: MAPPED, other: ELSEWHERE, from: SERVER, afterMs: 520 },
    ]);
    expect(sent).toHaveLength(2);
  });

  it('asks in the words of RFC 5780 for an answer from elsewhere, and takes it from there', async () => {
    const { ask, client, outcomes } = makeClient();
    for (const [change, flags] of [
      ['port', 2],
      ['address-and-port', 6],
    ] as const) {
      const request = ask({ change, from: ELSEWHERE });
      expect(stun.decode(request).getAttribute(3)?.value).toBe(flags);
      client.receive(good(request), STRANGER);
      client.receive(good(request), ELSEWHERE);
    }
    await flush();
    expect(outcomes.map((outcome) => outcome.kind === 'answered' && outcome.from)).toEqual([
      ELSEWHERE,
      ELSEWHERE,
    ]);
  });

  it('prefers XOR-MAPPED-ADDRESS, and falls back to MAPPED-ADDRESS', async () => {
    const { ask, client, outcomes } = makeClient();
    const rewritten = [1, '10.0.0.2', 5] as const;
    client.receive(answer(ask(), [rewritten, [0x20, MAPPED.address, MAPPED.port]]), SERVER);
    client.receive(answer(ask(), [[1, MAPPED.address, MAPPED.port]]), SERVER);
    await flush();
    expect(outcomes).toMatchObject([{ mapped: MAPPED }, { mapped: MAPPED }]);
  });

  it('speaks IPv6, however its address is written', async () => {
    const { ask, client, outcomes } = makeClient();
    const mapped = { address: '2001:db8::7', port: 40_000 };
    const request = ask({ to: { address: '2001:DB8:0::10', port: 3478 } });
    client.receive(answer(request, [[0x20, mapped.address, mapped.port]]), {
      address: '2001:db8::10',
      port: 3478,
    });
    await flush();
    expect(outcomes).toMatchObject([{ kind: 'answered', mapped }]);
  });

  it('tells a refusal and a redirection apart from silence', async () => {
    const { ask, client, outcomes } = makeClient();
    client.receive(answer(ask(), [[9, 420, 'Unknown Attribute']], 0x0111), SERVER);
    client.receive(
      answer(
        ask(),
        [
          [9, 300, 'Try'],
          [0x8023, ELSEWHERE.address, ELSEWHERE.port],
        ],
        0x0111,
      ),
      SERVER,
    );
    client.receive(answer(ask(), [[9, 300, 'Try']], 0x0111), SERVER);
    await flush();
    expect(outcomes).toEqual([
      { kind: 'refused', code: 420 },
      { kind: 'try-alternate', server: ELSEWHERE },
      { kind: 'try-alternate', server: null },
    ]);
  });

  it('keeps many under way apart, answered in any order', async () => {
    const { ask, client, outcomes } = makeClient();
    const requests = [1, 2, 3].map(() => ask());
    requests.reverse().forEach((request, n) => {
      client.receive(answer(request, [[0x20, MAPPED.address, 1000 + n]]), SERVER);
    });
    await flush();
    expect(outcomes.map((outcome) => outcome.kind === 'answered' && outcome.mapped.port)).toEqual([
      1000, 1001, 1002,
    ]);
  });

  it('ends as not answered when the client is closed', async () => {
    const { ask, client, outcomes, sent, clock } = makeClient();
    ask();
    client.close();
    clock.advance(60_000);
    await flush();
    expect(outcomes).toEqual([{ kind: 'no-answer', sent: 1 }]);
    expect(sent).toHaveLength(1);
  });
});

describe('hostile answers', () => {
  const spoiled: [string, (request: Buffer) => Buffer | [Buffer, Endpoint]][] = [
    ['from another address', (request) => [good(request), STRANGER]],
    ['from another port', (request) => [good(request), { ...SERVER, port: 3479 }]],
    ['with another transaction ID', (request) => change(good(request), 12)],
    ['with another cookie', (request) => change(good(request), 4)],
    ['of another type', (request) => change(good(request), 1)],
    ['a byte short', (request) => good(request).subarray(0, -1)],
    ['with a word too much', (request) => Buffer.concat([good(request), Buffer.alloc(4)])],
    ['without an address', (request) => answer(request, [])],
    ['with port 0', (request) => answer(request, [[0x20, MAPPED.address, 0]])],
    ['with the address 0.0.0.0', (request) => answer(request, [[0x20, '0.0.0.0', 5]])],
    ['with a multicast address', (request) => answer(request, [[0x20, '239.1.2.3', 5]])],
    ['with an address of the other family', (request) => answer(request, [[0x20, '2001:db8::7', 5]])],
    ['longer than any honest one', (request) => padded(good(request), 60_000)],
    ['with an attribute that must be understood and is not', (request) => withUnknown(good(request), 0x7ffe)],
    [
      'with an impossible error code',
      (request) => withByte(answer(request, [[9, 420, '']], 0x0111), 27, 200),
    ],
    ['our own request', (request) => request],
    ['nothing', () => Buffer.alloc(0)],
  ];

  it.each(spoiled)('%s change nothing', async (_title, spoil) => {
    const { ask, client, outcomes } = makeClient();
    const request = ask();
    const made = spoil(request);
    const [datagram, from] = Array.isArray(made) ? made : [made, SERVER];
    client.receive(datagram, from);
    await flush();
    expect(outcomes).toEqual([]);
    client.receive(good(request), SERVER);
    await flush();
    expect(outcomes).toMatchObject([{ kind: 'answered', mapped: MAPPED }]);
  });

  it('an attribute that need not be understood does no harm', async () => {
    const { ask, client, outcomes } = makeClient();
    client.receive(withUnknown(good(ask()), 0xfffe), SERVER);
    await flush();
    expect(outcomes).toMatchObject([{ mapped: MAPPED }]);
  });

  it(`from strangers never count: ${HOSTILE} good answers from wrong sources`, async () => {
    const { ask, client, outcomes } = makeClient();
    const request = ask();
    const source = fc.record({ address: fc.ipV4(), port: fc.integer({ min: 1, max: 65_535 }) });
    let tried = 0;
    fc.assert(
      fc.property(source, (from) => {
        fc.pre(from.address !== SERVER.address || from.port !== SERVER.port);
        client.receive(good(request), from);
        tried++;
      }),
      { numRuns: HOSTILE },
    );
    await flush();
    expect([tried, outcomes]).toEqual([HOSTILE, []]);
  });

  it(`never throw and never end a request unanswered: ${HOSTILE} mutations`, async () => {
    const mutation = fc.array(fc.tuple(fc.nat({ max: 55 }), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 6,
    });
    const cut = fc.nat({ max: 60 });
    let [tried, untouched] = [0, 0];
    await fc.assert(
      fc.asyncProperty(mutation, cut, async (edits, length) => {
        const { ask, client, outcomes, clock } = makeClient();
        const request = ask();
        const datagram = answer(request, [
          [1, MAPPED.address, MAPPED.port],
          [0x802c, ELSEWHERE.address, ELSEWHERE.port],
          [0x20, MAPPED.address, MAPPED.port],
        ]);
        for (const [at, value] of edits) datagram[at] = value;
        client.receive(length < 20 ? datagram.subarray(0, length) : datagram, SERVER);
        await Promise.resolve();
        if (outcomes.length === 0) untouched++;
        client.receive(good(request), SERVER);
        clock.advance(60_000);
        await Promise.resolve();
        tried++;
        expect(outcomes).toHaveLength(1);
        expect(outcomes[0]?.kind).not.toBe('no-answer');
      }),
      { numRuns: HOSTILE },
    );
    console.log(`${tried} mutated answers tried, ${untouched} of them ignored`);
    expect(tried).toBe(HOSTILE);
    expect(untouched).toBeGreaterThan(HOSTILE / 4);
  });

  it('leave nothing behind: memory holds what is under way only', async () => {
    const { ask, client, clock, outcomes } = makeClient();
    for (let n = 0; n < 1_000; n++) ask({ budgetMs: 100 });
    clock.advance(100);
    await flush();
    expect(outcomes).toHaveLength(1_000);
    expect(client.isAsking('01'.repeat(12))).toBe(false);
  });
});

function change(datagram: Buffer, at: number): Buffer {
  const changed = Buffer.from(datagram);
  changed[at] = (changed[at] ?? 0) ^ 0x10;
  return changed;
}

function withByte(datagram: Buffer, at: number, value: number): Buffer {
  const changed = Buffer.from(datagram);
  changed[at] = value;
  return changed;
}

function withUnknown(datagram: Buffer, type: number): Buffer {
  const more = Buffer.concat([datagram, Buffer.from([type >>> 8, type & 255, 0, 4, 1, 2, 3, 4])]);
  more.writeUInt16BE(more.length - 20, 2);
  return more;
}

function padded(datagram: Buffer, bytes: number): Buffer {
  const attribute = Buffer.alloc(4 + bytes);
  attribute.writeUInt16BE(0x8022, 0);
  attribute.writeUInt16BE(bytes, 2);
  const more = Buffer.concat([datagram, attribute]);
  more.writeUInt16BE(more.length - 20, 2);
  return more;
}
