import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../../main/base/clock.ts';
import { peerIdOf } from '../../../../main/crypto/peer-id.ts';
import { publicKeyOf } from '../../../../main/crypto/signature.ts';
import { SignalPost } from '../../../../main/engine/party/signal-post.ts';

const partyId = 'A'.repeat(22);
const sealKey = new Uint8Array(32).fill(7);

function makeMember(byte: number, date: () => Date = systemClock.date) {
  const seed = new Uint8Array(32).fill(byte);
  const identity = publicKeyOf(seed);
  const id = peerIdOf(identity);
  const open = (key = sealKey) =>
    new SignalPost({ partyId, selfId: id, sealKey: key }, seed, { ...systemClock, date });
  return { id, identity, post: open(), open };
}

const alice = makeMember(1);

describe('a signal', () => {
  it('is read by the member that it is for', () => {
    const bob = makeMember(2);
    expect(bob.post.read(alice, alice.post.write(bob.id, { kind: 'reach' }))).toEqual({ kind: 'reach' });
  });

  it('is nothing to another member, or as from another one', () => {
    const [bob, carol] = [makeMember(2), makeMember(3)];
    const letter = alice.post.write(bob.id, { kind: 'ready' });
    expect(carol.post.read(alice, letter)).toBeNull();
    expect(bob.post.read(carol, letter)).toBeNull();
    expect(bob.post.read({ ...carol, identity: alice.identity }, letter)).toBeNull();
  });

  it('is nothing without the key of the party', () => {
    const bob = makeMember(2);
    const stranger = bob.open(new Uint8Array(32).fill(8));
    expect(stranger.read(alice, alice.post.write(bob.id, { kind: 'ready' }))).toBeNull();
  });

  it('is read once, and not after a later one', () => {
    const bob = makeMember(2);
    const [first, second] = [1, 2].map(() => alice.post.write(bob.id, { kind: 'reach' }));
    if (first === undefined || second === undefined) throw new Error('two were written');
    expect(bob.post.read(alice, second)).not.toBeNull();
    expect(bob.post.read(alice, second)).toBeNull();
    expect(bob.post.read(alice, first)).toBeNull();
  });

  it('is changed by nobody on its way', () => {
    const bob = makeMember(2);
    const { sealed, signature } = alice.post.write(bob.id, { kind: 'reach' });
    const other = alice.post.write(bob.id, { kind: 'ready' });
    expect(bob.post.read(alice, { sealed: other.sealed, signature })).toBeNull();
    expect(bob.post.read(alice, { sealed, signature: other.signature })).toBeNull();
  });

  it('rises while the wall clock goes back, and over a restart while it goes on', () => {
    let ms = 1_000_000;
    const sender = makeMember(4, () => new Date(ms));
    const bob = makeMember(2);
    expect(bob.post.read(sender, sender.post.write(bob.id, { kind: 'reach' }))).not.toBeNull();
    ms = 500_000;
    expect(bob.post.read(sender, sender.post.write(bob.id, { kind: 'reach' }))).not.toBeNull();
    ms = 1_000_100;
    expect(bob.post.read(sender, sender.open().write(bob.id, { kind: 'reach' }))).not.toBeNull();
  });
});
