/**
 * Which path each pair of networks finds, against what RFC 4787 predicts. `npm run lab -- grid` runs every cell;
 * elsewhere a subset that has each kind of outcome is enough.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import type { PartyView } from '../../shared/model/snapshot.ts';
import { answersPings } from './kit/answers-pings.ts';
import { describeLab } from './kit/describe-lab.ts';
import { LabEngine } from './kit/engine.ts';
import { type Cell, cells } from './kit/grid/cells.ts';
import type { Path, Side } from './kit/grid/expect-path.ts';
import type { LabHost } from './kit/host.ts';
import { createInternet, type Internet } from './kit/internet.ts';
import { PortMappingRouter } from './kit/miniupnpd.ts';
import { printTable } from './kit/print-table.ts';
import { LabServers } from './kit/servers.ts';

/** UDP that is blocked is noticed after 3.5 s, a NAT's filtering and a router's port within 7 s. */
const FOUND_WITHIN_MS = 30_000;
/** Long enough for another attempt to begin and to change the path. */
const STEADY_MS = { direct: 1000, relay: 3500 };

interface Row extends Record<string, string | number> {
  readonly pair: string;
  readonly expected: string;
  readonly found: string;
  readonly 'first byte ms': number;
  readonly 'final path ms': number;
}

describeLab('the grid of NATs', () => {
  let internet: Internet;
  const rows: Row[] = [];

  beforeEach(async () => {
    internet = createInternet('grid');
    await new LabServers(internet).start();
  });
  afterEach(() => internet?.close());
  afterAll(() => printTable(rows));

  async function place({ kind, grantsPorts = false, ipv6 = 'none' }: Side, count = 1): Promise<LabHost[]> {
    if (kind === 'open') return [internet.open({ ipv6: ipv6 !== 'none' })];
    const nat = kind === 'double' ? 'port-restricted' : kind;
    const carrier = kind === 'double' ? { carrier: nat } : {};
    const home = internet.home({ nat, hosts: count, ipv6, ...carrier });
    if (grantsPorts) await PortMappingRouter.open(internet, home);
    return [...home.hosts];
  }

  async function placeAll([a, b]: Cell['sides']): Promise<LabEngine[]> {
    const hosts = b === undefined ? await place(a, 2) : [...(await place(a)), ...(await place(b))];
    return hosts.map((host) => new LabEngine(internet, host));
  }

  const run = process.env.LANRAGE_LAB_ALL === '1' ? cells : cells.filter(({ inSubset }) => inSubset);
  test.each(run.map((cell) => [`${cell.title}: ${cell.expected}`, cell] as const))('%s', async (_, cell) => {
    const { title, sides, expected } = cell;
    const [alice, bob] = (await placeAll(sides)) as [LabEngine, LabEngine];
    await Promise.all([alice.up(), bob.up()]);
    const { code } = await alice.done<{ code: string }>('party', 'create', 'Grid');
    const startedAt = performance.now();
    await bob.done('party', 'join', code);

    const { found, foundAt } = await settle([alice, bob], expected);

    const first = (await bob.snapshot()).party?.peers[0]?.connectMs ?? Number.NaN;
    rows.push({
      pair: title,
      expected,
      found,
      'first byte ms': Math.round(first),
      'final path ms': Math.round(foundAt - startedAt),
    });
    expect(found).toBe(expected);
    await answersPings(bob.host, await alice.address());
  });
});

/** Waits until both show the expected path and keep to it, or until that has taken too long. */
async function settle(
  engines: readonly [LabEngine, LabEngine],
  expected: Path,
): Promise<{ found: string; foundAt: number }> {
  const steadyMs = expected.startsWith('direct') ? STEADY_MS.direct : STEADY_MS.relay;
  const deadline = performance.now() + FOUND_WITHIN_MS;
  let found = '';
  let foundAt = performance.now();
  for (;;) {
    const parties = await Promise.all(engines.map(async (engine) => (await engine.snapshot()).party));
    const now = performance.now();
    const views = parties.map((party) => viewPath(party, parties));
    const seen = [...new Set(views)].join(' / ');
    if (seen !== found) foundAt = now;
    found = seen;
    if (found === expected && now - foundAt > steadyMs) return { found, foundAt };
    if (now > deadline) return { found, foundAt };
    await sleep(50);
  }
}

/** @param parties - of both ends: a pair is relayed over TCP when either reaches the relay so. */
function viewPath(party: PartyView | null, parties: readonly (PartyView | null)[]): Path | string {
  const [peer] = party?.peers ?? [];
  if (peer === undefined) return 'no roster yet';
  if (peer.state === 'direct') return `direct: ${peer.direct}`;
  if (peer.state !== 'relayed') return peer.state;
  const isOverTcp = parties.some((one) => one?.relay?.transport === 'tcp');
  return `relay over ${isOverTcp ? 'TCP' : 'UDP'}: ${peer.relayedReason ?? 'unknown'}`;
}
