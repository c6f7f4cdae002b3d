import { describe, expect, it } from 'vitest';
import { planAttempts } from '../../../../main/engine/path/link/direct/plan.ts';
import type { Candidate, Reachability } from '../../../../shared/model/reachability.ts';

type Nat = 'open' | 'full-cone' | 'address-restricted' | 'port-restricted' | 'symmetric' | 'unknown';

const filterings = {
  open: 'endpoint-independent',
  'full-cone': 'endpoint-independent',
  'address-restricted': 'address-dependent',
  'port-restricted': 'address-and-port-dependent',
  symmetric: 'address-and-port-dependent',
  unknown: 'unknown',
} as const;

/** A member in a home of its own, as it describes itself. */
function member(number: number, nat: Nat, more: Candidate[] = []): Reachability {
  const host = nat === 'open' ? `203.0.113.${number}` : `192.168.${number}.2`;
  const mapping = { symmetric: 'dependent', unknown: 'unknown' } as const;
  return {
    candidates: [
      { type: 'host', endpoint: `${host}:51820`, network: `192.168.${number}.0/24` },
      { type: 'server-reflexive', endpoint: `203.0.113.${number}:51820`, network: null },
      ...more,
    ],
    mapping: nat in mapping ? mapping[nat as keyof typeof mapping] : 'endpoint-independent',
    filtering: filterings[nat],
  };
}

const A = 20;
const B = 30;
const a = `203.0.113.${A}:51820`;
const b = `203.0.113.${B}:51820`;

describe('two members behind NATs', () => {
  it.each([
    ['port-restricted', 'port-restricted', b, a],
    ['full-cone', 'port-restricted', b, a],
    ['address-restricted', 'address-restricted', b, a],
    ['unknown', 'port-restricted', b, a],
    ['symmetric', 'full-cone', b, null],
    ['symmetric', 'address-restricted', b, null],
    ['symmetric', 'unknown', b, null],
    ['full-cone', 'symmetric', null, a],
    ['port-restricted', 'open', b, null],
    ['symmetric', 'open', b, null],
    ['open', 'symmetric', null, a],
  ] as const)('%s and %s meet: one sends to %s, the other to %s', (natA, natB, own, peer) => {
    const { attempts } = planAttempts(member(A, natA), member(B, natB));
    expect(attempts.map(({ own, peer }) => [own.target, peer.target])).toEqual([[own, peer]]);
  });

  it.each([
    ['symmetric', 'symmetric', 'both-sides-port-dependent'],
    ['symmetric', 'port-restricted', 'port-dependent-meets-port-filtering'],
    ['port-restricted', 'symmetric', 'port-dependent-meets-port-filtering'],
  ] as const)('%s and %s stay relayed, and say why', (natA, natB, reason) => {
    expect(planAttempts(member(A, natA), member(B, natB))).toEqual({ attempts: [], reason });
  });

  it('plan the same from both ends', () => {
    const nats: Nat[] = [
      'open',
      'full-cone',
      'address-restricted',
      'port-restricted',
      'symmetric',
      'unknown',
    ];
    for (const natA of nats) {
      for (const natB of nats) {
        if (natA === 'open' && natB === 'open') continue;
        const here = planAttempts(member(A, natA), member(B, natB)).attempts;
        const there = planAttempts(member(B, natB), member(A, natA)).attempts;
        expect(there.map(({ own, peer }) => [peer, own])).toEqual(here.map(({ own, peer }) => [own, peer]));
      }
    }
  });

  it('open the filter that lets only known addresses in, before the other side dials', () => {
    const [attempt] = planAttempts(member(A, 'symmetric'), member(B, 'address-restricted')).attempts;
    expect(attempt?.peer.open).toEqual([a]);
  });

  it('wait while the relay has not seen one of them', () => {
    const blind = { ...member(A, 'port-restricted'), candidates: [] };
    expect(planAttempts(blind, member(B, 'port-restricted'))).toEqual({ attempts: [], reason: 'gathering' });
  });

  it.each(['open', 'port-restricted', 'symmetric'] as const)(
    'leave a network that lets no UDP through to the relay, opposite one that is %s',
    (nat) => {
      const blocked: Reachability = { ...member(A, 'port-restricted'), candidates: [], udp: 'blocked' };
      const nothing = { attempts: [], reason: 'udp-blocked' };

      expect(planAttempts(blocked, member(B, nat))).toEqual(nothing);
      expect(planAttempts(member(B, nat), blocked)).toEqual(nothing);
    },
  );
});

describe('better paths', () => {
  const mapped = (number: number): Candidate => ({
    type: 'mapped',
    endpoint: `203.0.113.${number}:40000`,
    network: null,
  });

  it('come first within one home', () => {
    const neighbour = member(A, 'symmetric', []);
    const other: Reachability = {
      ...neighbour,
      candidates: neighbour.candidates.map((one) =>
        one.type === 'host' ? { ...one, endpoint: `192.168.${A}.3:51820` } : one,
      ),
    };
    const [first] = planAttempts(neighbour, other).attempts;
    expect(first).toMatchObject({ kind: 'lan', own: { target: `192.168.${A}.3:51820` } });
  });

  it('are not seen in two homes that use the same private network', () => {
    const same = (number: number): Reachability => ({
      ...member(number, 'port-restricted'),
      candidates: member(number, 'port-restricted').candidates.map((one) =>
        one.type === 'host' ? { ...one, network: '192.168.1.0/24' } : one,
      ),
    });
    expect(planAttempts(same(A), same(B)).attempts.map(({ kind }) => kind)).toEqual(['punched']);
  });

  it('are not looked for at an address that is one of our own', () => {
    const box = (endpoint: string): Candidate => ({ type: 'host', endpoint, network: '172.17.0.0/16' });
    const own = member(A, 'port-restricted', [box('172.17.0.1:51820'), box('172.17.0.3:51820')]);
    const peer = member(A, 'port-restricted', [box('172.17.0.1:51821'), box('172.17.0.2:51821')]);
    const lan = planAttempts(own, peer).attempts.filter(({ kind }) => kind === 'lan');
    expect(lan.map(({ own, peer }) => [own.target, peer.target])).toEqual([
      ['172.17.0.2:51821', '172.17.0.3:51820'],
    ]);
  });

  it.each([0, 1])('do not lead through a NAT that sends nothing back in, whichever end knows it', (which) => {
    const ends = [member(A, 'full-cone', [mapped(A)]), member(A, 'full-cone')].map((side, at) => ({
      ...side,
      candidates: side.candidates.map((one) => ({ ...one, network: one.network && `192.168.${at}.0/24` })),
      ...(at === which && { hairpinning: 'no' as const }),
    }));
    const [own, peer] = ends as [Reachability, Reachability];
    expect(planAttempts(own, peer)).toEqual({ attempts: [], reason: 'no-hairpinning' });
    expect(planAttempts(own, member(B, 'full-cone')).attempts.map(({ kind }) => kind)).toEqual([
      'mapped',
      'punched',
    ]);
  });

  it('are IPv6 where both have it', () => {
    const six = (number: number): Candidate => ({
      type: 'host',
      endpoint: `[2001:db8::${number}]:51820`,
      network: null,
    });
    const { attempts } = planAttempts(member(A, 'symmetric', [six(A)]), member(B, 'symmetric', [six(B)]));
    expect(attempts.map(({ kind }) => kind)).toEqual(['ipv6']);
  });

  it('are tried over four pairs of IPv6 addresses at most, the best of both ends first', () => {
    const six = (network: number, host: number): Candidate => ({
      type: 'host',
      endpoint: `[2001:db8:${network}::${host}]:51820`,
      network: null,
    });
    const local: Candidate = { type: 'host', endpoint: '[fd00::1]:51820', network: null };
    const own = member(A, 'symmetric', [local, six(1, A), six(2, A), six(3, A)]);
    const peer = member(B, 'symmetric', [six(1, B), local, six(2, B), six(3, B)]);
    const { attempts } = planAttempts(own, peer);
    const pairs = attempts.map((attempt) => [attempt.peer.target, attempt.own.target]);
    expect(pairs).toEqual([
      [`[2001:db8:1::${A}]:51820`, `[2001:db8:1::${B}]:51820`],
      [`[2001:db8:1::${A}]:51820`, `[2001:db8:2::${B}]:51820`],
      [`[2001:db8:2::${A}]:51820`, `[2001:db8:1::${B}]:51820`],
      [`[2001:db8:2::${A}]:51820`, `[2001:db8:2::${B}]:51820`],
    ]);
    expect(new Set(attempts.map(({ kind }) => kind))).toEqual(new Set(['ipv6']));
  });

  it('are not tried again over another address of the same IPv6 network', () => {
    const six = (number: number, host: number): Candidate => ({
      type: 'host',
      endpoint: `[2001:db8:0:${number}::${host}]:51820`,
      network: `2001:0db8:0000:00${number}::/64`,
    });
    const own = member(A, 'symmetric', [six(A, 1), six(A, 2)]);
    const { attempts } = planAttempts(own, member(B, 'symmetric', [six(B, 1), six(B, 2)]));
    expect(attempts).toMatchObject([{ kind: 'ipv6', own: { target: six(B, 1).endpoint } }]);
  });

  it('let a symmetric NAT reach a mapped port, from whichever side has it', () => {
    const plan = planAttempts(member(A, 'symmetric', [mapped(A)]), member(B, 'symmetric'));
    expect(plan.attempts).toMatchObject([
      { kind: 'mapped', own: { target: null }, peer: { target: '203.0.113.20:40000' } },
    ]);
  });
});
