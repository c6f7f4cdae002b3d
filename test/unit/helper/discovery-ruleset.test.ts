import { describe, expect, test } from 'vitest';
import { type DiscoveryRules, discoveryRuleset } from '../../../main/helper/tunnel/discovery-ruleset.ts';

const rules: DiscoveryRules = {
  name: 'lanrage0',
  own: '10.66.0.1',
  members: ['10.66.0.2', '10.66.0.3'],
  ports: [
    { first: 2342, last: 2342 },
    { first: 27_960, last: 27_963 },
  ],
  counts: { sent: 7, received: 5, capped: 3 },
};
const with_ = (fields: Partial<DiscoveryRules>) => discoveryRuleset({ ...rules, ...fields });

describe('the rules that carry games', () => {
  test('are a table of their own, replaced in one transaction, which goes on counting', () => {
    const script = discoveryRuleset(rules);
    expect(script).toMatch(
      /^table ip lanrage0_games\ndelete table ip lanrage0_games\ntable ip lanrage0_games {/,
    );
    expect(script.match(/table ip/g)).toHaveLength(3);
    for (const [name, count] of Object.entries(rules.counts)) {
      expect(script).toContain(`counter ${name} { packets ${count} bytes 0; }`);
    }
  });

  test('give each member one copy, addressed by a mark of its own', () => {
    const script = discoveryRuleset(rules);
    expect(script).toContain('meta mark set 0x4c470001 dup to 10.66.0.2 device "lanrage0"');
    expect(script).toContain('meta mark set 0x4c470002 dup to 10.66.0.3 device "lanrage0"');
    expect(script).toContain('elements = { 0x4c470001 : 10.66.0.2, 0x4c470002 : 10.66.0.3 };');
    expect(script).toContain('elements = { 2342, 27960-27963 };');
    expect(script).toContain('ip ttl set 66 ip saddr set 10.66.0.1 ip daddr set meta mark map @members');
  });

  test('copy nothing where everybody else is in the same LAN, and still count what comes', () => {
    const script = with_({ members: [] });
    expect(script).not.toContain('dup to');
    expect(script).toContain('map members { type mark : ipv4_addr;  }');
    expect(script).toContain('counter name received');
  });

  test('have room for a full party, with a mark of its own for each', () => {
    const members = Array.from({ length: 63 }, (_, n) => `10.66.0.${n + 2}`);
    const marks = [...with_({ members }).matchAll(/meta mark set (0x4c47\w+) dup/g)].map(([, mark]) => mark);
    expect(new Set(marks).size).toBe(63);
  });

  test.each<[string, Partial<DiscoveryRules>]>([
    ['a name with more in it', { name: 'lanrage0" drop' }],
    ['a stranger’s name', { name: 'eth0' }],
    ['a member that is no address', { members: ['10.66.0.2; flush ruleset'] }],
    ['an address with more in it', { own: '10.66.0.1 drop' }],
    ['a port that is none', { ports: [{ first: 1.5, last: 2 }] }],
    ['a port beyond the last', { ports: [{ first: 1, last: 65_536 }] }],
    ['a port that is text', { ports: [{ first: '1 } }' as unknown as number, last: 2 }] }],
    ['a count that is none', { counts: { sent: Number.NaN, received: 0, capped: 0 } }],
    ['more members than marks', { members: Array.from({ length: 300 }, (_, n) => `10.66.1.${n % 200}`) }],
  ])('are never written with %s', (_, fields) => {
    expect(() => with_(fields)).toThrow();
  });
});
