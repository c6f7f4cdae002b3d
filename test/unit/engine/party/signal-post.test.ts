import { describe, expect, it } from 'vitest';
import { peerIdOf } from '../../../../main/crypto/peer-id.ts';
import { publicKeyOf } from '../../../../main/crypto/signature.ts';
import { SignalPost } from '../../../../main/engine/party/signal-post.ts';

const partyId = 'A'.repeat(22);
const sealKey = new Uint8Array(32).fill(7);

/** Members who know each other's runs from their records. */
function makeParty() {
  const runs = new Map<string, string>();
  let started = 0;
  return (byte: number, key = sealKey) => {
    const seed = new Uint8Array(32).fill(byte);
    const identity = publicKeyOf(seed);
    const id = peerIdOf(identity);
    const start = () => {
      const run = `run ${started++}`;
      runs.set(id, run);
      const runOf = (peer: string): string => runs.get(peer) ?? '';
      return new SignalPost({ partyId, selfId: id, sealKey: key, run, runOf }, seed);
    };
    return { id, identity, start, post: start() };
  };
}

function make() {
  const member = makeParty();
  return { alice: member(1), bob: member(2), member };
}

describe('a signal', () => {
  it('is read by the member that it is for', () => {
    const { alice, bob } = make();
    expect(bob.post.read(alice, alice.post.write(bob.id, { kind: 'reach' }))).toEqual({ kind: 'reach' });
  });

  it('is nothing to another member, or as from another one', () => {
    const { alice, bob, member } = make();
    const carol = member(3);
    const letter = alice.post.write(bob.id, { kind: 'ready' });
    expect(carol.post.read(alice, letter)).toBeNull();
    expect(bob.post.read(carol, letter)).toBeNull();
    expect(bob.post.read({ ...carol, identity: alice.identity }, letter)).toBeNull();
  });

  it('is nothing without the key of the party', () => {
    const { alice, member } = make();
    const stranger = member(4, new Uint8Array(32).fill(8));
    expect(stranger.post.read(alice, alice.post.write(stranger.id, { kind: 'ready' }))).toBeNull();
  });

  it('is read once, and not after a later one', () => {
    const { alice, bob } = make();
    const first = alice.post.write(bob.id, { kind: 'reach' });
    const second = alice.post.write(bob.id, { kind: 'reach' });
    expect(bob.post.read(alice, second)).not.toBeNull();
    expect(bob.post.read(alice, second)).toBeNull();
    expect(bob.post.read(alice, first)).toBeNull();
  });

  it('is changed by nobody on its way', () => {
    const { alice, bob } = make();
    const { sealed, signature } = alice.post.write(bob.id, { kind: 'reach' });
    const other = alice.post.write(bob.id, { kind: 'ready' });
    expect(bob.post.read(alice, { sealed: other.sealed, signature })).toBeNull();
    expect(bob.post.read(alice, { sealed, signature: other.signature })).toBeNull();
  });

  it('cannot be played back to a receiver that restarted and forgot what it had read', () => {
    const { alice, bob } = make();
    const letter = alice.post.write(bob.id, { kind: 'reach' });
    expect(bob.post.read(alice, letter)).not.toBeNull();
    const restarted = bob.start();
    expect(restarted.read(alice, letter)).toBeNull();
    expect(restarted.read(alice, alice.post.write(bob.id, { kind: 'reach' }))).not.toBeNull();
  });

  it('is read after its sender restarted, and none from before is any more; no clock has a say', () => {
    const { alice, bob } = make();
    const before = [1, 2, 3].map(() => alice.post.write(bob.id, { kind: 'ready' }));
    expect(before[1] && bob.post.read(alice, before[1])).not.toBeNull();
    const restarted = alice.start();
    expect(before[2] && bob.post.read(alice, before[2])).toBeNull();
    expect(bob.post.read(alice, restarted.write(bob.id, { kind: 'reach' }))).toEqual({ kind: 'reach' });
  });
});
