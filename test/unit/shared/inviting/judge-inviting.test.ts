import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fault } from '../../../../shared/faults/fault.ts';
import { judgeInviting } from '../../../../shared/inviting/judge-inviting.ts';
import {
  type InvitingFacts,
  invitingFactsSchema,
  type PlaceState,
  unknownInviting,
} from '../../../../shared/model/inviting.ts';

const here = (change: Partial<InvitingFacts> = {}): InvitingFacts => ({
  ...unknownInviting,
  home: 'here',
  meets: 'off',
  ...change,
});
const refused = {
  state: 'none',
  external: null,
  fault: fault('portmap.none-found', { gateway: '192.168.1.1' }),
} as const;
const held = { state: 'held', external: '203.0.113.7:8667', fault: null } as const;
const place = (state: PlaceState['state'], way: PlaceState['way'] = 'nostr'): PlaceState => ({
  way,
  place: 'wss://relay.example.org',
  state,
});
const asked = (result: InvitingFacts['outside']['result']): Pick<InvitingFacts, 'outside'> => ({
  outside: { result, at: null },
});
const cone = { mapping: 'endpoint-independent', udp: 'works' } as const;
const meeting = { meets: 'on', rendezvous: [place('open')], router: refused } as const;

describe('what nobody knows', () => {
  it('is no promise and no complaint', () => {
    expect(judgeInviting(unknownInviting)).toEqual({
      reach: 'unknown',
      because: 'nothing-seen',
      helps: [],
      codeSuffices: false,
    });
    expect(judgeInviting(here())).toMatchObject({ reach: 'unknown', because: 'nothing-seen' });
  });

  it('stays unknown where a place is open and the NAT was not measured', () => {
    expect(judgeInviting(here(meeting))).toMatchObject({ reach: 'unknown', codeSuffices: false });
  });
});

describe('a party whose servers run here', () => {
  it('is checked while the router, a place or somebody outside is being asked', () => {
    const asking = { ...held, state: 'asking', external: null } as const;
    expect(judgeInviting(here({ router: asking })).reach).toBe('checking');
    const opening = here({ ...meeting, ...cone, rendezvous: [place('opening')] });
    expect(judgeInviting(opening).reach).toBe('checking');
    expect(judgeInviting(here({ router: refused, ...asked('asking') })).reach).toBe('checking');
  });

  it('lets friends anywhere in by a port of the router, which is a guess until somebody outside was let in', () => {
    expect(judgeInviting(here({ router: held }))).toMatchObject({
      reach: 'anywhere',
      by: 'router',
      sure: false,
      helps: ['try-again'],
    });
    const letIn = judgeInviting(here({ router: held, ...asked('let-in') }));
    expect(letIn).toMatchObject({ reach: 'anywhere', sure: true, helps: [] });
    expect(judgeInviting(here({ router: held, ...asked('nobody-to-ask') }))).toMatchObject({ sure: false });
  });

  it('reaches nobody elsewhere by a port behind which nothing arrived', () => {
    expect(judgeInviting(here({ router: held, ...asked('kept-out') }))).toMatchObject({
      reach: 'house',
      why: 'kept-out',
      helps: ['try-again', 'allow-meeting', 'open-port', 'ipv6', 'use-server', 'friend-hosts'],
    });
  });

  it('is only for the house where the router opens nothing, and says why', () => {
    expect(judgeInviting(here({ router: refused }))).toMatchObject({
      reach: 'house',
      why: 'router-refuses',
      fault: { code: 'portmap.none-found' },
    });
    const off = judgeInviting(here({ router: { state: 'off', external: null, fault: null } }));
    expect(off).toMatchObject({ reach: 'house', why: 'router-not-asked' });
    expect(off.helps[0]).toBe('ask-router');
  });

  it('advises no port of a router that is not on the Internet itself', () => {
    const behind = fault('portmap.behind-another-nat', { address: '100.64.0.2' });
    const { helps } = judgeInviting(here({ router: { ...refused, fault: behind } }));
    expect(helps).toEqual(['try-again', 'allow-meeting', 'ipv6', 'use-server', 'friend-hosts']);
  });

  it('may let friends with IPv6 in, which is said beside why the others can’t', () => {
    const verdict = judgeInviting(here({ router: refused, ipv6: true }));
    expect(verdict).toMatchObject({ reach: 'few', who: 'ipv6', why: 'router-refuses' });
  });
});

describe('a party that newcomers meet', () => {
  it.each([
    ['endpoint-independent', 'endpoint-independent', 'anywhere'],
    ['endpoint-independent', 'address-dependent', 'anywhere'],
    ['endpoint-independent', 'address-and-port-dependent', 'most'],
    ['endpoint-independent', 'unknown', 'most'],
    ['dependent', 'address-and-port-dependent', 'few'],
  ] as const)('by a NAT of mapping %s and filtering %s lets in %s', (mapping, filtering, reach) => {
    const verdict = judgeInviting(here({ ...meeting, udp: 'works', mapping, filtering }));
    expect(verdict.reach).toBe(reach);
    expect(verdict.codeSuffices).toBe(reach !== 'few');
    expect(verdict, 'nobody has tried').not.toHaveProperty('sure', true);
  });

  it('says that no place answers, rather than blame the router', () => {
    const silent = here({ ...meeting, ...cone, rendezvous: [place('unreachable'), place('refused', 'dht')] });
    expect(judgeInviting(silent)).toMatchObject({ reach: 'house', why: 'no-place-answers' });
  });

  it('is met by nobody where UDP does not get out', () => {
    const verdict = judgeInviting(here({ ...meeting, udp: 'blocked' }));
    expect(verdict).toMatchObject({ reach: 'house', why: 'udp-blocked', codeSuffices: false });
  });

  it('is not met from elsewhere by what is found in the house', () => {
    const lan = here({ ...meeting, ...cone, rendezvous: [place('open', 'lan')] });
    expect(judgeInviting(lan)).toMatchObject({ reach: 'house', codeSuffices: false });
  });

  it('offers to allow it where the settings forbid it, and only there', () => {
    expect(judgeInviting(here({ router: refused, meets: 'off' })).helps).toContain('allow-meeting');
    expect(judgeInviting(here({ router: refused, meets: 'unknown' })).helps).not.toContain('allow-meeting');
    const onlyHere = [{ way: 'lan', place: '', state: 'open' }] as const;
    expect(judgeInviting(here({ router: refused, meets: 'on', rendezvous: onlyHere }))).toMatchObject({
      reach: 'house',
      why: 'router-refuses',
      helps: expect.arrayContaining(['allow-meeting']),
    });
  });
});

describe('a party whose server runs elsewhere', () => {
  const elsewhere = (server: InvitingFacts['server']): InvitingFacts => ({
    ...unknownInviting,
    home: 'elsewhere',
    server,
  });

  it('is for friends anywhere when the Internet’s address of its server answers', () => {
    const verdict = judgeInviting(elsewhere({ scope: 'internet', reached: 'as-invited' }));
    expect(verdict).toMatchObject({ reach: 'anywhere', by: 'server', sure: true, helps: [] });
  });

  it('is a guess when we are in its house ourselves', () => {
    const verdict = judgeInviting(elsewhere({ scope: 'internet', reached: 'otherwise' }));
    expect(verdict).toMatchObject({ reach: 'anywhere', sure: false, helps: [] });
  });

  it('is only for its house when its addresses are those of one', () => {
    const verdict = judgeInviting(elsewhere({ scope: 'house', reached: 'as-invited' }));
    expect(verdict).toMatchObject({ reach: 'house', why: 'server-in-house' });
  });

  it('is joined by nobody while it does not answer', () => {
    const verdict = judgeInviting(elsewhere({ scope: 'internet', reached: 'no' }));
    expect(verdict).toMatchObject({ reach: 'unknown', because: 'server-silent' });
  });
});

it('promises nothing that no fact speaks for, and offers help wherever somebody is left out', () => {
  const any = fc.record({
    home: fc.constantFrom(...invitingFactsSchema.shape.home.options),
    server: fc.constantFrom(
      null,
      { scope: 'internet', reached: 'as-invited' } as const,
      { scope: 'internet', reached: 'no' } as const,
      { scope: 'house', reached: 'as-invited' } as const,
    ),
    meets: fc.constantFrom(...invitingFactsSchema.shape.meets.options),
    rendezvous: fc.array(
      fc.constantFrom(place('open'), place('opening'), place('unreachable'), place('open', 'lan')),
    ),
    mapping: fc.constantFrom(...invitingFactsSchema.shape.mapping.options),
    filtering: fc.constantFrom(...invitingFactsSchema.shape.filtering.options),
    udp: fc.constantFrom(...invitingFactsSchema.shape.udp.options),
    reflexive: fc.constant(null),
    router: fc.constantFrom(unknownInviting.router, refused, held),
    publicIpv4: fc.boolean(),
    ipv6: fc.boolean(),
    outside: fc.constantFrom(asked('let-in').outside, asked('kept-out').outside, unknownInviting.outside),
  });
  fc.assert(
    fc.property(any, (facts) => {
      const verdict = judgeInviting(facts);
      const isOpen =
        facts.meets === 'on' && facts.rendezvous.some((one) => one.way === 'nostr' && one.state === 'open');
      const meets = isOpen && facts.udp !== 'blocked' && facts.mapping === 'endpoint-independent';
      const answers =
        facts.home === 'elsewhere' && facts.server?.scope === 'internet' && facts.server.reached !== 'no';
      const mapped = facts.home === 'here' && (facts.router.state === 'held' || facts.publicIpv4);
      if (verdict.reach === 'anywhere' || verdict.reach === 'most')
        expect(meets || answers || mapped).toBe(true);
      if (verdict.reach === 'anywhere' && verdict.by === 'router' && verdict.sure)
        expect(facts.outside.result).toBe('let-in');
      if (verdict.reach === 'house' || verdict.reach === 'few') expect(verdict.helps).not.toHaveLength(0);
      if (verdict.codeSuffices) expect(meets).toBe(true);
    }),
  );
});
