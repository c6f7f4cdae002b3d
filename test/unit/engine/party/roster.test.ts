import { beforeEach, describe, expect, it } from 'vitest';
import { peerIdOf } from '../../../../main/crypto/peer-id.ts';
import { publicKeyOf } from '../../../../main/crypto/signature.ts';
import { encodeRecord } from '../../../../main/engine/party/peer-record.ts';
import { Roster, type RosterChange } from '../../../../main/engine/party/roster.ts';
import { parseSubnet } from '../../../../shared/address.ts';
import type { Member } from '../../../../shared/control/messages.ts';
import { unknownReachability } from '../../../../shared/model/reachability.ts';

const partyId = 'A'.repeat(22);
const sealKey = new Uint8Array(32).fill(7);
const subnet = parseSubnet('10.66.0.0/16') ?? { base: 0, prefix: 0 };

/** A device with a key of its own, and a member as the server would list it. */
function makeMember(
  seedByte: number,
  change: { index?: number; seq?: number; name?: string; key?: string } = {},
): Member {
  const seed = new Uint8Array(32).fill(seedByte);
  const identity = publicKeyOf(seed);
  const wireguardKey = change.key ?? Buffer.alloc(32, seedByte).toString('base64');
  const scope = { partyId, sealKey, identity, wireguardKey };
  const record = encodeRecord(
    { name: change.name ?? `Player ${seedByte}`, app: 'test', reachability: unknownReachability, run: 'r' },
    change.seq ?? 1,
    scope,
    seed,
  );
  return {
    peer: peerIdOf(identity),
    identity,
    wireguardKey,
    index: change.index ?? seedByte,
    presence: 'online',
    record,
  };
}

function snapshot(seq: number, ...members: Member[]) {
  return { type: 'party.snapshot', seq, members, last: true } as const;
}

const typesOf = (changes: readonly RosterChange[]) => changes.map(({ type }) => type);

let roster: Roster;
let numbers: Map<string, number>;

function makeRoster(): Roster {
  return new Roster({
    partyId,
    lastNumber: (peer) => numbers.get(peer) ?? 0,
    noteNumbers: (taken) => {
      for (const [peer, seq] of taken) numbers.set(peer, seq);
    },
    selfId: makeMember(99).peer,
    subnet,
    sealKey,
    isReserved: (key) => key === makeMember(77).wireguardKey,
  });
}

beforeEach(() => {
  numbers = new Map();
  roster = makeRoster();
});

describe('a roster', () => {
  it('gives each member the address of its index, and leaves ourselves out', () => {
    const changes = roster.apply(snapshot(1, makeMember(2), makeMember(3), makeMember(99)));
    expect(changes.map((change) => change.type)).toEqual(['added', 'added']);
    expect(roster.members().map(({ address, record }) => [address, record.name])).toEqual([
      ['10.66.0.2', 'Player 2'],
      ['10.66.0.3', 'Player 3'],
    ]);
  });

  it('takes a snapshot of several pages as one', () => {
    expect(roster.apply({ type: 'party.snapshot', seq: 1, members: [makeMember(2)], last: false })).toEqual(
      [],
    );
    expect(roster.apply(snapshot(1, makeMember(3)))).toHaveLength(2);
  });

  it('forgets the half of a snapshot that a lost connection left', () => {
    roster.apply({ type: 'party.snapshot', seq: 1, members: [makeMember(2)], last: false });
    roster.apply(snapshot(3, makeMember(3)));
    expect(roster.members().map(({ address }) => address)).toEqual(['10.66.0.3']);
  });

  it('drops members that a later snapshot does not list', () => {
    roster.apply(snapshot(1, makeMember(2), makeMember(3)));
    const changes = roster.apply(snapshot(5, makeMember(3)));
    expect(changes).toMatchObject([{ type: 'removed', member: { address: '10.66.0.2' } }]);
  });

  it('ignores pushes older than what it knows', () => {
    roster.apply(snapshot(5, makeMember(2)));
    expect(roster.apply({ type: 'peer.left', seq: 4, peer: makeMember(2).peer, reason: 'left' })).toEqual([]);
    expect(roster.members()).toHaveLength(1);
  });

  it('tells a member that came after us from one that was there', () => {
    roster.apply(snapshot(1));
    const changes = roster.apply({ type: 'peer.joined', seq: 2, member: makeMember(4) });
    expect(changes).toMatchObject([{ type: 'added', joinedAfterUs: true }]);
  });

  it('says nothing when nothing changed', () => {
    const member = makeMember(2);
    roster.apply(snapshot(1, member));
    expect(roster.apply({ type: 'peer.updated', seq: 2, member })).toEqual([]);
  });
});

describe('a roster does not believe', () => {
  const reasonOf = (member: Member): string => {
    const [change] = roster.apply(snapshot(1, makeMember(2), member)).slice(1);
    return change?.type === 'rejected' ? change.fault.args.reason : 'believed';
  };

  it('an id that is not that of the identity', () => {
    expect(reasonOf({ ...makeMember(3), peer: makeMember(4).peer })).toBe('foreign-identity');
  });

  it('a WireGuard key that the server put in place of the signed one', () => {
    expect(reasonOf({ ...makeMember(3), wireguardKey: makeMember(5).wireguardKey })).toBe('bad-signature');
  });

  it('a record sealed with the key of another party', () => {
    const seed = new Uint8Array(32).fill(3);
    const identity = publicKeyOf(seed);
    const wireguardKey = makeMember(3).wireguardKey;
    const scope = { partyId, sealKey: new Uint8Array(32).fill(8), identity, wireguardKey };
    const record = encodeRecord(
      { name: 'Eve', app: 'test', reachability: unknownReachability, run: 'r' },
      1,
      scope,
      seed,
    );
    expect(reasonOf({ ...makeMember(3), record })).toBe('bad-seal');
  });

  it('a second member at the same address', () => {
    expect(reasonOf(makeMember(3, { index: 2 }))).toBe('address-taken');
  });

  it('a second member with the same WireGuard key', () => {
    expect(reasonOf(makeMember(3, { key: makeMember(2).wireguardKey }))).toBe('key-taken');
  });

  it('an address outside the party', () => {
    expect(reasonOf(makeMember(3, { index: 70_000 }))).toBe('address-outside');
  });

  it("a WireGuard key that is our own or the relay's", () => {
    expect(reasonOf(makeMember(3, { key: makeMember(77).wireguardKey }))).toBe('reserved-key');
  });

  it('more members than a party has', () => {
    const many = Array.from({ length: 66 }, (_, i) => makeMember(i + 2, { index: i + 2 }));
    for (const [i, member] of many.entries()) roster.apply({ type: 'peer.joined', seq: i + 1, member });
    expect(roster.members()).toHaveLength(64);
  });

  it('an old record of a member that left and came back', () => {
    roster.apply(snapshot(1, makeMember(3, { seq: 10 })));
    roster.apply({ type: 'peer.left', seq: 2, peer: makeMember(3).peer, reason: 'left' });
    const changes = roster.apply({ type: 'peer.joined', seq: 3, member: makeMember(3, { seq: 9 }) });
    expect(changes).toMatchObject([{ type: 'rejected' }]);
  });

  it('an old record of a member that it knew in an earlier run', () => {
    roster.apply(snapshot(1, makeMember(3, { seq: 10 })));
    roster.apply({ type: 'peer.updated', seq: 2, member: makeMember(3, { seq: 11 }) });
    roster = makeRoster();
    expect(roster.apply(snapshot(1, makeMember(3, { seq: 10 })))).toMatchObject([
      { type: 'rejected', fault: { args: { reason: 'old-record' } } },
    ]);
    expect(typesOf(roster.apply(snapshot(2, makeMember(3, { seq: 11 }))))).toContain('added');
  });

  it('a record for number’s sake that it rejects', () => {
    roster.apply(snapshot(1, { ...makeMember(3, { seq: 99 }), wireguardKey: makeMember(5).wireguardKey }));
    expect(typesOf(roster.apply(snapshot(2, makeMember(3, { seq: 10 }))))).toContain('added');
  });

  it('the same lie twice without telling it twice', () => {
    const liar = makeMember(3, { index: 70_000 });
    roster.apply(snapshot(1, liar));
    expect(roster.apply(snapshot(2, liar))).toEqual([]);
  });

  it.each([
    ['taken after all', () => roster.apply(snapshot(2, makeMember(3))), ['no-longer-rejected', 'added']],
    [
      'gone',
      () => roster.apply({ type: 'peer.left', seq: 2, peer: makeMember(3).peer, reason: 'left' }),
      ['no-longer-rejected'],
    ],
    ['listed no more', () => roster.apply(snapshot(2)), ['no-longer-rejected']],
  ])('somebody until that one is %s, and tells of it anew afterwards', (_, end, types) => {
    const liar = makeMember(3, { index: 70_000 });
    roster.apply(snapshot(1, liar));
    expect(typesOf(end())).toEqual(types);
    expect(roster.apply(snapshot(3, liar))).toMatchObject([{ type: 'rejected' }]);
  });
});
