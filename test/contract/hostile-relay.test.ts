/**
 * What strangers, members of other parties and members of the same one may try against a relay. Whatever it is: the
 * pair in the middle plays on, no unproved address gets more bytes than it sent, no route is stolen, and the relay's
 * state stays small. What was tried is printed, with how often.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { defaultLimits } from '../../main/servers/relay/relay-limits.ts';
import { BINDING_REQUEST, encodeStun, stunAttribute } from '../../shared/stun/message.ts';
import { seededRandom } from '../unit/servers/relay/relay-bench.ts';
import {
  INDEX_A,
  INDEX_B,
  message,
  openScene,
  type Party,
  type Scene,
  type Way,
} from './hostile-relay-scene.ts';

const MIB = 1024 * 1024;
/** Datagrams that the pair, attackers and figures themselves still hold on to here; a leak would be far above it. */
const KEPT_BYTES = 24 * MIB;
/** A bare request has 20 bytes and its answer 32; docs/decisions/0002 says why 50 of them a second are answered. */
const BARE_SURPLUS_BYTES = 12;
/** The index that a member asked a session for. */
const ASKED = 0x0c0c0c0c;
const UDP_LONGEST = 65_507;

const random = seededRandom(20_261_121);
const below = (limit: number): number => new DataView(random(4).buffer).getUint32(0) % limit;
const index = (): number => below(2 ** 32);

function* times(count: number, make: (n: number) => Uint8Array): Generator<Uint8Array> {
  for (let n = 0; n < count; n++) yield make(n);
}

/** Changes some bytes after the type, so that it stays a message of that type. */
function damaged(datagram: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(datagram);
  for (let changes = 1 + below(3); changes > 0; changes--) copy[4 + below(copy.length - 4)] = below(256);
  return copy;
}

const tried: string[] = [];
const note = (what: string, count: number, outcome: string): void => {
  tried.push(`${String(count).padStart(7)}  ${what}: ${outcome}`);
};
afterAll(() => console.log(`tried against the relay\n${tried.join('\n')}`));

const proportion = ({ sentBytes, gotBytes }: Party): string => `${sentBytes} bytes in, ${gotBytes} out`;

/** As the engine embeds it, as `lanrage serve` runs it, and that with `--processes 2`. */
const ways: readonly (Way & { readonly name: string })[] = [
  { name: 'embedded', processes: 1, batches: false },
  { name: 'batches', processes: 1, batches: true },
  { name: 'two processes', processes: 2, batches: true },
];

describe.each(ways)('a relay ($name)', ({ name, processes, batches }) => {
  const scene = (): Promise<Scene> => openScene({ processes, batches });
  const title = (what: string): string => `${what} (${name})`;

  it('registers nobody by forged, damaged or strangers’ handshakes', async () => {
    const { relay, attack, stranger, member, a } = await scene();
    const before = relay.stats();
    const [attacker, unknown] = [await stranger(), await member(77)];
    const real = a.handshake;
    const sent =
      (await attack(
        attacker,
        times(60, () => unknown.initiation().datagram),
      )) +
      (await attack(
        attacker,
        times(3_000, () => damaged(real)),
      )) +
      (await attack(
        attacker,
        times(1_500, () => {
          const copy = damaged(real.subarray(0, 116));
          const forged = Uint8Array.from(real);
          forged.set(copy);
          a.sign(forged);
          return forged;
        }),
      ));
    const after = relay.stats();
    expect(after.clients).toBe(before.clients);
    expect(after.handshakes).toBe(before.handshakes);
    expect(attacker.gotBytes).toBeLessThanOrEqual(attacker.sentBytes);
    expect(
      attacker.got.every((datagram) => datagram[0] === 3),
      'cookie replies at most',
    ).toBe(true);
    note(title('forged registrations'), sent, `none registered, ${proportion(attacker)}`);
  });

  it('takes no handshake and no keepalive twice, from wherever they come', async () => {
    const { relay, attack, stranger, a, outsider } = await scene();
    const before = relay.stats();
    const attacker = await stranger();
    const replays = [...a.heard, ...outsider.heard];
    const pick = (n: number) => replays[n % replays.length] ?? new Uint8Array(0);
    const sent =
      (await attack(attacker, times(4_000, pick))) +
      // Its own address, as somebody who forges it would.
      (await attack(a, times(1_000, pick)));
    const after = relay.stats();
    expect([after.clients, after.handshakes]).toEqual([before.clients, before.handshakes]);
    expect(attacker.gotBytes).toBeLessThanOrEqual(attacker.sentBytes);
    note(title('replayed handshakes and keepalives'), sent, `none taken, ${proportion(attacker)}`);
  });

  it('keeps sessions and a small table under floods of indices', async () => {
    const { relay, attack, stranger, a, insider } = await scene();
    const attacker = await stranger();
    const greeting = insider.greeting(a, 5);
    a.send(a.greeting(insider, ASKED));
    const sent =
      (await attack(
        attacker,
        times(10_000, () => message(4, { receiver: index() }, 32 + below(1_400))),
      )) +
      // Sessions without end, begun by a fellow or answering one that was asked for.
      (await attack(
        insider,
        times(10_000, (n) =>
          n % 2 === 0
            ? message(2, { sender: index(), receiver: ASKED })
            : insider.regreeting(a, greeting, index()),
        ),
      ));
    const { routes, drops } = relay.stats();
    const ways = 2 * 3;
    expect(routes).toBeLessThanOrEqual(
      ways * (defaultLimits.confirmedPerPair + defaultLimits.pendingPerPair),
    );
    expect(drops['unknown-source'] + drops['unknown-index']).toBeGreaterThan(0);
    expect(attacker.gotBytes).toBe(0);
    note(title('index floods'), sent, `${routes} routes, ${proportion(attacker)}`);
  });

  it('lets a forged source reach nobody and take nothing', async () => {
    const { relay, attack, stranger, a, b, insider, outsider } = await scene();
    const [attacker, place] = [await stranger(), relay.stats().clients];
    const data = () => message(4, { receiver: below(2) === 0 ? INDEX_A : INDEX_B }, 100 + below(900));
    const heardBefore = [insider, outsider].map(({ gotBytes }) => gotBytes);
    const sent =
      // The pair's own indices, from where neither of them is.
      (await attack(attacker, times(3_000, data))) +
      (await attack(outsider, times(3_000, data))) +
      (await attack(insider, times(3_000, data))) +
      // Another's valid handshake from the pair's address, as a member who forges its source sends it.
      (await attack(
        a,
        times(40, () => outsider.initiation().datagram),
      )) +
      // A fellow's indices claimed by a response that nobody asked for.
      (await attack(
        insider,
        times(1_000, () => message(2, { sender: INDEX_B, receiver: INDEX_A })),
      ));
    const stolen = [...a.got, ...b.got].filter(
      (got) => got[0] === 4 && got.length !== 200 && got.length !== 32,
    );
    expect(stolen, 'only what the pair sent each other').toEqual([]);
    expect([insider, outsider].map(({ gotBytes }) => gotBytes)).toEqual(heardBefore);
    expect(attacker.gotBytes).toBe(0);
    expect(relay.stats().clients).toBe(place);
    note(title('spoofed sources'), sent, 'nothing delivered, nobody displaced');
  });

  it('holds whom it must, for as long as it may', async () => {
    const { relay, plays, a, b, insider, outsider } = await scene();
    const stranger = Buffer.alloc(32, 9).toString('base64');
    let sent = 0;
    const hold = (from: string, to: string): void => {
      relay.hold(from, to, 1e9);
      sent++;
    };
    for (let n = 0; n < 3_000; n++) {
      hold(outsider.key, a.key);
      hold(stranger, b.key);
      hold(a.key, a.key);
      hold(insider.key, a.key);
    }
    await plays();
    const { holds } = relay.stats();
    expect(holds, 'only those of fellows count').toBe(3_000);
    const heldAtMs = Date.now();
    hold(a.key, b.key);
    await plays();
    const lastedMs = Date.now() - heldAtMs;
    expect(lastedMs).toBeGreaterThan(500);
    expect(lastedMs).toBeLessThan(4_000);
    note(title('holds'), sent, `the pair waited ${lastedMs} ms for its own, and for no other`);
  });

  it('drops what is longer, shorter or otherwise nothing', async () => {
    const { relay, attack, stranger } = await scene();
    const attacker = await stranger();
    const oversize = times(200, (n) => {
      const datagram = random(UDP_LONGEST - below(1_000));
      datagram.set([n % 6, 0, 0, 0]);
      return datagram;
    });
    const noise = times(10_000, (n) => {
      const datagram = random(below(200));
      if (n % 2 === 0) datagram.set([below(6), 0, 0, 0].slice(0, datagram.length));
      return datagram;
    });
    const sent = (await attack(attacker, oversize)) + (await attack(attacker, noise));
    expect(relay.stats().clients).toBe(4);
    expect(attacker.gotBytes).toBe(0);
    note(title('oversize and shapeless datagrams'), sent, proportion(attacker));
  });

  it('reflects no more by STUN than it says', async () => {
    const { relay, attack, stranger } = await scene();
    const attacker = await stranger();
    const startedAtMs = Date.now();
    const bare = () => encodeStun({ type: BINDING_REQUEST, transactionId: random(12), attributes: [] });
    const odd = () =>
      encodeStun({
        type: BINDING_REQUEST,
        transactionId: random(12),
        attributes: [
          { type: stunAttribute.changeRequest, value: random(4) },
          { type: below(0x10000), value: random(4 * below(8)) },
        ],
      });
    const sent =
      (await attack(attacker, times(3_000, bare))) +
      (await attack(
        attacker,
        times(3_000, () => damaged(odd())),
      ));
    const windows = Math.floor((Date.now() - startedAtMs) / 1000) + 2;
    const surplus = windows * defaultLimits.bareStunPerSecond * BARE_SURPLUS_BYTES * 2;
    expect(attacker.gotBytes).toBeLessThanOrEqual(attacker.sentBytes + surplus);
    expect(relay.stats().drops['rate-limited']).toBeGreaterThan(0);
    note(title('STUN requests'), sent, proportion(attacker));
  });

  it('needs no more memory after 60,000 datagrams of all kinds than before', async () => {
    const { relay, attack, stranger, a, b, insider } = await scene();
    const attackers = [await stranger(), await stranger(), insider];
    const real = a.handshake;
    const kinds = [
      () => message(4, { receiver: index() }, 32 + below(400)),
      () => message(2, { sender: index(), receiver: index() }),
      () => message(3, { receiver: index() }),
      () => damaged(real),
      () => random(below(300)),
    ];
    const flood = async (): Promise<number> => {
      let sent = 0;
      for (const attacker of attackers) {
        sent += await attack(
          attacker,
          times(10_000, (n) => kinds[n % kinds.length]?.() ?? real),
        );
      }
      for (const one of [...attackers, a, b]) one.got.length = 0;
      return sent;
    };
    const first = await flood();
    const before = memoryNow();
    const sent = first + (await flood());
    const grownBytes = memoryNow() - before;
    expect(grownBytes).toBeLessThan(KEPT_BYTES);
    expect(relay.stats().routes).toBeLessThan(100);
    note(
      title('datagrams of all kinds'),
      sent,
      `memory ${(grownBytes / MIB).toFixed(1)} MiB up by the second half`,
    );
  });

  it('loses no process to any of it', async () => {
    const { relay, log, attack, stranger } = await scene();
    await attack(
      await stranger(),
      times(1_000, () => random(below(100))),
    );
    expect(relay.stats().processes).toHaveLength(processes - 1);
    expect(log.lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  });
});

/** What this process holds on to, once garbage is gone. */
function memoryNow(): number {
  setFlagsFromString('--expose-gc');
  onTestFinished(() => setFlagsFromString('--no-expose-gc'));
  const collect = runInNewContext('gc') as () => void;
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
