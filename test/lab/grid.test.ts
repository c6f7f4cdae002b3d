/**
 * Pairs of NAT kinds: which path each pair finds, against what RFC 4787 predicts. `npm run lab -- grid` runs all of
 * them; elsewhere a subset that has each kind of outcome is enough.
 */
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import type { PeerView } from '../../shared/model/snapshot.ts';
import { describeLab } from './kit/describe-lab.ts';
import { LabEngine } from './kit/engine.ts';
import type { LabHost } from './kit/host.ts';
import { createInternet, type Internet } from './kit/internet.ts';
import type { NatKind } from './kit/nat.ts';
import { LabServers } from './kit/servers.ts';
import { pings } from './kit/traffic.ts';

type Kind = Exclude<NatKind, 'udp-blocked'> | 'open' | 'double';

/** RFC 4787 §4.1 and §5 of each kind; a double NAT here is two port-restricted ones in a row. */
const behaviours: Record<Kind, { independentMapping: boolean; filtersPorts: boolean }> = {
  open: { independentMapping: true, filtersPorts: false },
  'full-cone': { independentMapping: true, filtersPorts: false },
  'address-restricted': { independentMapping: true, filtersPorts: false },
  'port-restricted': { independentMapping: true, filtersPorts: true },
  double: { independentMapping: true, filtersPorts: true },
  'address-dependent': { independentMapping: false, filtersPorts: true },
  symmetric: { independentMapping: false, filtersPorts: true },
};
const kinds = Object.keys(behaviours) as Kind[];

const allPairs = kinds.flatMap((a, i) => kinds.slice(i).map((b) => [a, b] as const));
const subset: readonly (readonly [Kind, Kind])[] = [
  ['port-restricted', 'port-restricted'],
  ['address-restricted', 'symmetric'],
  ['port-restricted', 'symmetric'],
  ['symmetric', 'symmetric'],
];
const pairs = process.env.LANRAGE_LAB_ALL === '1' ? allPairs : subset;

/** Long enough for every attempt of a plan to fail once. */
const SETTLE_MS = 3500;

function predict(a: Kind, b: Kind): 'direct' | 'relayed' {
  const [one, other] = [behaviours[a], behaviours[b]];
  if (one.independentMapping && other.independentMapping) return 'direct';
  const listener = one.independentMapping ? one : other;
  return listener.independentMapping && !listener.filtersPorts ? 'direct' : 'relayed';
}

interface Cell {
  readonly pair: string;
  readonly expected: string;
  readonly found: string;
  readonly how: string;
  readonly firstMs: number;
  readonly finalMs: number;
}

describeLab('the grid of NATs', () => {
  let internet: Internet;
  const cells: Cell[] = [];

  // One Internet has not enough addresses for all cells.
  beforeEach(async () => {
    internet = createInternet('grid');
    await new LabServers(internet).start();
  });
  afterEach(() => internet?.close());
  afterAll(() => console.table(cells));

  function place(kind: Kind): LabHost {
    if (kind === 'open') return internet.open();
    const nat = kind === 'double' ? 'port-restricted' : kind;
    const home = internet.home(kind === 'double' ? { nat, carrier: 'port-restricted' } : { nat });
    const [host] = home.hosts;
    if (host === undefined) throw new Error('a home without a host');
    return host;
  }

  async function play(
    pair: string,
    expected: 'direct' | 'relayed',
    hosts: readonly LabHost[],
  ): Promise<PeerView> {
    const [alice, bob] = hosts.map((host) => new LabEngine(internet, host)) as [LabEngine, LabEngine];
    await Promise.all([alice.up(), bob.up()]);
    const { code } = await alice.done<{ code: string }>('party', 'create', 'Grid');
    const startedAt = performance.now();
    await bob.done('party', 'join', code);
    await bob.reaches(await alice.address());
    let finalMs = performance.now() - startedAt;
    if (expected === 'direct') {
      await Promise.all([
        bob.shows('direct', await alice.address()),
        alice.shows('direct', await bob.address()),
      ]);
      finalMs = performance.now() - startedAt;
    } else {
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    }
    expect(await pings(bob.host, await alice.address())).toBe(3);
    const { party } = await bob.snapshot();
    const [peer] = party?.peers ?? [];
    if (peer === undefined) throw new Error('the roster is empty');
    cells.push({
      pair,
      expected,
      found: peer.state,
      how: peer.direct ?? peer.relayedReason ?? '',
      firstMs: Math.round(peer.connectMs ?? Number.NaN),
      finalMs: Math.round(finalMs),
    });
    for (const engine of [bob, alice]) await engine.done('down');
    return peer;
  }

  for (const [a, b] of pairs) {
    const expected = predict(a, b);
    test(`${a} and ${b} end up ${expected}`, async () => {
      const peer = await play(`${a} × ${b}`, expected, [place(a), place(b)]);
      expect(peer.state).toBe(expected);
      expect(peer.path).toBe(expected === 'direct' ? 'direct' : 'relay');
    });
  }

  test('two players of one home meet in their LAN, whatever its NAT', async () => {
    const { hosts } = internet.home({ nat: 'symmetric', hosts: 2 });
    const peer = await play('same LAN', 'direct', hosts);
    expect(peer.direct).toBe('lan');
  });
});
