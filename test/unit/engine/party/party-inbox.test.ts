import { describe, expect, it } from 'vitest';
import { keyPairOf } from '../../../../main/crypto/key-agreement.ts';
import { peerIdOf } from '../../../../main/crypto/peer-id.ts';
import { publicKeyOf } from '../../../../main/crypto/signature.ts';
import { PartyInbox } from '../../../../main/engine/party/party-inbox.ts';
import { encodeRecord } from '../../../../main/engine/party/peer-record.ts';
import { parseSubnet } from '../../../../shared/address.ts';
import { unknownReachability } from '../../../../shared/model/reachability.ts';
import { invariant } from '../../../../shared/result.ts';

const partyId = 'A'.repeat(22);
const sealKey = new Uint8Array(32).fill(7);

function deviceOf(byte: number) {
  const seed = new Uint8Array(32).fill(byte);
  const identity = publicKeyOf(seed);
  const { publicKey } = keyPairOf(seed);
  return { seed, identity, wireguardKey: Buffer.from(publicKey).toString('base64') };
}

describe('members whose records came', () => {
  it('are met before the disk is written, and their numbers are noted then', () => {
    const happened: string[] = [];
    const own = deviceOf(1);
    const inbox = new PartyInbox({
      facts: { keys: { partyId, sealKey } } as never,
      keys: {
        peerId: peerIdOf(own.identity),
        identity: { seed: own.seed, publicKey: own.identity },
      } as never,
      run: 'r',
      recordNumbers: { latest: () => 0 },
      noteNumbers: (numbers) => happened.push(`noted ${[...numbers.values()]}`),
      isReserved: () => false,
      tell: (event) => happened.push(event.type === 'roster' ? event.change.type : event.type),
    });
    const { seed, identity, wireguardKey } = deviceOf(2);
    const record = encodeRecord(
      { name: 'Bob', app: 'test', reachability: unknownReachability, run: 'r' },
      5,
      { partyId, sealKey, identity, wireguardKey },
      seed,
    );
    const member = {
      peer: peerIdOf(identity),
      identity,
      wireguardKey,
      index: 2,
      presence: 'online',
      record,
    } as const;
    inbox.receive({ type: 'party.snapshot', seq: 1, members: [member], last: true });
    expect(happened).toEqual([]);
    const subnet = parseSubnet('10.66.0.0/16');
    invariant(subnet !== null, 'a subnet');
    inbox.open(subnet);
    expect(happened).toEqual(['added', 'noted 5']);
  });
});
