/** The cells of the grid: every pair of NAT kinds, and what port mapping and IPv6 make of those that stay relayed. */
import { expectPath, kinds, type Path, type Side } from './expect-path.ts';

export interface Cell {
  readonly title: string;
  /** One side alone: both players are in its home. */
  readonly sides: readonly [Side, Side] | readonly [Side];
  readonly expected: Path;
  /** Runs also where time is short. */
  readonly inSubset: boolean;
}

const pairs: readonly (readonly [Side, Side])[] = kinds.flatMap((a, i) =>
  kinds.slice(i).map((b) => [{ kind: a }, { kind: b }] as const),
);
const relayed = pairs.filter(([a, b]) => expectPath(a, b).startsWith('relay over UDP'));

const better = relayed.flatMap(([a, b]): (readonly [Side, Side])[] => [
  [a, { ...b, grantsPorts: true }],
  [
    { ...a, ipv6: 'firewalled' },
    { ...b, ipv6: 'firewalled' },
  ],
]);

const further: readonly (readonly [Side, Side])[] = [
  [
    { kind: 'symmetric', grantsPorts: true },
    { kind: 'symmetric', grantsPorts: true },
  ],
  // The first side's router has no public address to grant a port of.
  [{ kind: 'double', grantsPorts: true }, { kind: 'symmetric' }],
  [{ kind: 'symmetric', ipv6: 'firewalled' }, { kind: 'symmetric' }],
  [
    { kind: 'double', ipv6: 'firewalled' },
    { kind: 'symmetric', ipv6: 'open' },
  ],
  [
    { kind: 'udp-blocked', ipv6: 'firewalled' },
    { kind: 'port-restricted', ipv6: 'firewalled' },
  ],
];

/** One of each outcome that other suites don't have. */
const SUBSET = new Set([
  'port-restricted × port-restricted',
  'address-restricted × symmetric',
  'port-restricted × symmetric',
  'symmetric × symmetric + ports',
  'symmetric + IPv6 × symmetric + IPv6',
  'same LAN: symmetric',
]);

/** Every cell, best described by its title. */
export const cells: readonly Cell[] = [
  ...[...pairs, ...better, ...further].map((sides) =>
    makeCell(sides.map(describeSide).join(' × '), sides, expectPath(...sides)),
  ),
  ...(['symmetric', 'udp-blocked'] as const).map((kind) =>
    // Packets within a LAN don't meet the router.
    makeCell(`same LAN: ${kind}`, [{ kind }], 'direct: lan'),
  ),
];

function makeCell(title: string, sides: Cell['sides'], expected: Path): Cell {
  return { title, sides, expected, inSubset: SUBSET.has(title) };
}

function describeSide({ kind, grantsPorts = false, ipv6 = 'none' }: Side): string {
  const open = ipv6 === 'open' ? ' + open IPv6' : ' + IPv6';
  return `${kind}${grantsPorts ? ' + ports' : ''}${ipv6 === 'none' ? '' : open}`;
}
