import { describe, expect, test } from 'vitest';
import { discoveryPorts } from '../../../../shared/games/discovery-ports.ts';
import { gameProfileSchema, type PortRange, parsePorts } from '../../../../shared/games/profile.ts';
import { gameProfiles } from '../../../../shared/games/profiles/all-profiles.ts';

describe('the profiles of games', () => {
  test('are at least 60, each with a name of its own', () => {
    expect(gameProfiles.length).toBeGreaterThanOrEqual(60);
    for (const key of ['id', 'name'] as const) {
      expect(new Set(gameProfiles.map((profile) => profile[key])).size).toBe(gameProfiles.length);
    }
  });

  test.each(gameProfiles.map((profile) => [profile.id, profile] as const))(
    '%s is as the schema wants it',
    (_, profile) => {
      expect(gameProfileSchema.safeParse(profile).error).toBeUndefined();
    },
  );

  test.each(gameProfiles.map((profile) => [profile.id, profile] as const))(
    '%s has a source for every figure',
    (_, profile) => {
      const { sources, play, processes } = profile;
      expect(sources.play.length > 0).toBe(play.length > 0);
      expect(sources.processes.length > 0).toBe(Object.keys(processes).length > 0);
      for (const source of Object.values(sources).flat()) expect(source.length).toBeGreaterThan(10);
    },
  );

  test('ask for no port that is the system’s own', () => {
    const ports = gameProfiles.flatMap(({ discovery }) => discovery.map((each) => parsePorts(each.ports)));
    for (const range of ports) expect(range?.first).toBeGreaterThanOrEqual(1024);
  });
});

describe('a profile', () => {
  const profile = gameProfiles.find(({ id }) => id === 'minecraft-java');
  const discovery = (fields: object) => ({
    ...profile,
    discovery: [{ ports: '4445', to: 'broadcast', ...fields }],
  });

  test.each([
    ['a port beyond the last', discovery({ ports: '65536' })],
    ['port 0', discovery({ ports: '0' })],
    ['a range that ends before it begins', discovery({ ports: '20-10' })],
    ['words for a port', discovery({ ports: '4445; flush ruleset' })],
    ['a multicast without a group', discovery({ to: 'multicast' })],
    ['a group that is none', discovery({ to: 'multicast', group: '192.168.1.1' })],
    ['a broadcast with a group', discovery({ group: '224.0.2.60' })],
    ['no discovery', { ...profile, discovery: [] }],
    ['no source', { ...profile, sources: { discovery: [], play: [], processes: [] } }],
    ['a field of another version', { ...profile, colour: 'red' }],
    ['a name with spaces for its id', { ...profile, id: 'Minecraft Java' }],
  ])('with %s is refused', (_, given) => {
    expect(gameProfileSchema.safeParse(given).success).toBe(false);
  });
});

describe('the ports of all games', () => {
  const isIn = (port: number, ranges: readonly PortRange[]) =>
    ranges.some(({ first, last }) => first <= port && port <= last);

  test('are those of each profile, in order and without overlaps', () => {
    const ports = discoveryPorts(gameProfiles);
    for (const port of [2342, 3979, 4445, 6111, 6112, 8303, 8310, 27963])
      expect(isIn(port, ports)).toBe(true);
    for (const [n, range] of ports.entries()) {
      expect(range.first).toBeGreaterThan(n === 0 ? 0 : (ports[n - 1]?.last ?? 0) + 1);
      expect(range.last).toBeGreaterThanOrEqual(range.first);
    }
  });

  test('join what touches and what overlaps', () => {
    const [any] = gameProfiles;
    if (any === undefined) throw new Error('no profile');
    const discovery = ['10-12', '5', '13', '11-20', '30'].map((ports) => ({
      ports,
      to: 'broadcast' as const,
    }));
    expect(discoveryPorts([{ ...any, discovery }])).toEqual([
      { first: 5, last: 5 },
      { first: 10, last: 20 },
      { first: 30, last: 30 },
    ]);
  });

  test('leave out multicast DNS, which is spoken by everything in a home', () => {
    expect(isIn(5353, discoveryPorts(gameProfiles))).toBe(false);
  });
});
