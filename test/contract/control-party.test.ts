import { describe, expect, it } from 'vitest';
import { publicKeyOf, sign } from '../../main/crypto/signature.ts';
import { CONTROL_FRAME_LIMIT_BYTES } from '../../shared/control/messages.ts';
import { proofBytes, recordBytes } from '../../shared/control/transcripts.ts';
import { fault } from '../../shared/faults/fault.ts';
import { FakeClock } from '../world/fake-clock.ts';
import { create, creation, greet, join, makeParty, seat, TestDevice } from './control-client.ts';
import { startEndpoint } from './control-server.ts';

describe('creating a party', () => {
  it('gives its maker the first place and a snapshot with itself', async () => {
    const host = new TestDevice();
    const party = makeParty();
    const { joined, members } = await create(await startEndpoint(), host, party);
    expect(joined).toMatchObject({ index: 1, memberCount: 1, relays: [] });
    expect(joined.party).toEqual({
      id: party.id,
      epoch: 0,
      subnet: party.subnet,
      about: 'YWJvdXQ',
      relay: null,
    });
    expect(members).toMatchObject([{ peer: host.peer, index: 1, presence: 'online' }]);
  });

  it('is refused where there is such a party already', async () => {
    const endpoint = await startEndpoint();
    const party = makeParty();
    await create(endpoint, new TestDevice(), party);
    const device = new TestDevice();
    const client = await greet(endpoint, device);
    const answer = await client.ask('party.create', await creation(client, device, party));
    expect(answer).toMatchObject({ fault: fault('party.exists', {}) });
  });

  it('is refused without the key that it names', async () => {
    const device = new TestDevice();
    const client = await greet(await startEndpoint(), device);
    const terms = await creation(client, device, makeParty());
    const answer = await client.ask('party.create', { ...terms, memberAuth: new TestDevice().identity });
    expect(answer).toMatchObject({ fault: fault('party.not-authorised', {}) });
  });

  it('is refused under the id of a party whose code the maker does not know, lost or not', async () => {
    const device = new TestDevice();
    const client = await greet(await startEndpoint(), device);
    const [own, seen] = [makeParty(), makeParty()];
    const squat = { ...own, id: seen.id };
    const answer = await client.ask('party.create', await creation(client, device, squat));
    expect(answer).toMatchObject({ fault: fault('party.not-authorised', {}) });
    expect(await client.ask('party.create', await creation(client, device, own))).toMatchObject({ ok: true });
  });

  it('is refused above the number of one identity, of one address and of the server', async () => {
    const cases = [
      [{ partiesPerIdentity: 1 }, 'control.too-many-parties'],
      [{ parties: 1 }, 'control.too-many-parties'],
      [{ partyBurstPerAddress: 1 }, 'control.rate-limited'],
    ] as const;
    for (const [limits, code] of cases) {
      const endpoint = await startEndpoint(limits);
      const device = new TestDevice();
      await create(endpoint, device, makeParty());
      const client = await greet(endpoint, device);
      const answer = await client.ask('party.create', await creation(client, device, makeParty()));
      expect(answer).toMatchObject({ fault: { code } });
    }
  });
});

describe('joining a party', () => {
  it('gives the place that is wished for where it is free, and otherwise the next', async () => {
    const endpoint = await startEndpoint();
    const party = makeParty('10.66.0.0/24');
    await create(endpoint, new TestDevice(), party);
    const joinAt = async (place: unknown) => {
      const device = new TestDevice();
      const client = await greet(endpoint, device);
      const membership = device.membership(await client.challenge, party);
      return client.ask('party.join', { ...membership, place });
    };
    expect(await joinAt(5)).toMatchObject({ value: { index: 5 } });
    expect(await joinAt(5)).toMatchObject({ value: { index: 2 } });
    expect(await joinAt(255)).toMatchObject({ value: { index: 3 } });
    expect(await joinAt(254)).toMatchObject({ value: { index: 254 } });
    for (const wrong of [0, -1, 1.5, '7']) {
      expect(await joinAt(wrong)).toMatchObject({ fault: { code: 'control.bad-message' } });
    }
  });

  it('gives the next place, the whole roster, and tells those who are there', async () => {
    const endpoint = await startEndpoint();
    const party = makeParty();
    const [host, guest] = [new TestDevice(), new TestDevice()];
    const hosted = await create(endpoint, host, party);
    const seated = await join(endpoint, guest, party);
    expect(seated.joined).toMatchObject({ index: 2, memberCount: 2 });
    expect(seated.members.map((member) => member.peer)).toEqual([host.peer, guest.peer]);
    const { seq, member } = await hosted.client.next('peer.joined');
    expect(member).toEqual(seated.members[1]);
    expect(seq).toBe(seated.seq);
    expect(seq).toBeGreaterThan(hosted.seq);
  });

  it('of a code that nobody made a party with says so', async () => {
    const device = new TestDevice();
    const client = await greet(await startEndpoint(), device);
    const answer = await client.ask('party.join', device.membership(await client.challenge, makeParty()));
    expect(answer).toMatchObject({ fault: fault('party.not-found', { server: '' }) });
  });

  it('is refused with the key of another party', async () => {
    const endpoint = await startEndpoint();
    const party = makeParty();
    await create(endpoint, new TestDevice(), party);
    await expect(join(endpoint, new TestDevice(), { ...party, seed: makeParty().seed })).rejects.toThrow(
      'party.not-authorised',
    );
  });

  it('is refused with the proof of another connection, of another device or for another key', async () => {
    const endpoint = await startEndpoint();
    const party = makeParty();
    await create(endpoint, new TestDevice(), party);
    const device = new TestDevice();
    const first = await greet(endpoint, device);
    const second = await greet(endpoint, device);
    const thief = new TestDevice();
    const proven = device.membership(await first.challenge, party);
    const refused = { fault: fault('party.not-authorised', {}) };
    expect(await second.ask('party.join', proven)).toMatchObject(refused);
    const thiefClient = await greet(endpoint, thief);
    const stolen = { ...thief.membership(await thiefClient.challenge, party), proof: proven.proof };
    expect(await thiefClient.ask('party.join', stolen)).toMatchObject(refused);
    const swapped = { ...proven, wireguardKey: thief.wireguardKey };
    expect(await first.ask('party.join', swapped)).toMatchObject(refused);
    expect(await first.ask('party.join', proven)).toMatchObject({ ok: true });
  });

  it("is refused, and so is making a party, under another's WireGuard key that the device does not hold", async () => {
    const endpoint = await startEndpoint();
    const party = makeParty();
    const [host, thief] = [new TestDevice(), new TestDevice()];
    await create(endpoint, host, party);
    const refused = { fault: fault('control.not-authenticated', { reason: 'wireguard-key' }) };
    const [client, other] = [await greet(endpoint, thief), await greet(endpoint, thief)];
    const challenge = await client.challenge;
    // Whatever the thief can make itself, or overhear: its own proof, the holder's elsewhere, an empty one.
    const claim = thief.membership(challenge, party);
    const { wireguardKey } = host;
    const record = { seq: 1, sealed: 'c2VhbGVk' };
    const bytes = recordBytes(party.id, wireguardKey, record.seq, record.sealed);
    const proof = sign(party.seed, proofBytes(challenge.nonce, party.id, thief.identity, wireguardKey));
    const stolen = {
      ...claim,
      wireguardKey,
      proof,
      record: { ...record, signature: sign(thief.seed, bytes) },
    };
    const overheard = [challenge, await other.challenge].map((one) => host.membership(one, party).keyProof);
    for (const keyProof of [claim.keyProof, ...overheard, 'A'.repeat(43)]) {
      expect(await client.ask('party.join', { ...stolen, keyProof })).toMatchObject(refused);
    }
    const terms = { memberAuth: publicKeyOf(party.seed), subnet: '10.77.0.0/16', about: 'YWJvdXQ' };
    expect(await client.ask('party.create', { ...stolen, ...terms })).toMatchObject(refused);
    const { keyProof: _, ...without } = claim;
    expect(await client.ask('party.join', without)).toMatchObject({ fault: { code: 'control.bad-message' } });
    expect(await client.ask('party.join', claim)).toMatchObject({ ok: true });
  });

  it('is refused under a WireGuard key that everybody holds, for it is of low order', async () => {
    const endpoint = await startEndpoint();
    const party = makeParty();
    await create(endpoint, new TestDevice(), party);
    const device = new TestDevice();
    const client = await greet(endpoint, device);
    const challenge = await client.challenge;
    const wireguardKey = Buffer.alloc(32).toString('base64');
    const proof = sign(party.seed, proofBytes(challenge.nonce, party.id, device.identity, wireguardKey));
    const claim = { ...device.membership(challenge, party), wireguardKey, proof };
    expect(await client.ask('party.join', claim)).toMatchObject({
      fault: fault('control.not-authenticated', { reason: 'wireguard-key' }),
    });
  });

  it('is refused with a record that the device did not sign for this party', async () => {
    const endpoint = await startEndpoint();
    const party = makeParty();
    await create(endpoint, new TestDevice(), party);
    const device = new TestDevice();
    await expect(join(endpoint, device, party, device.record(makeParty()))).rejects.toThrow(
      'party.record-rejected',
    );
  });

  it('is refused with the WireGuard key of another member', async () => {
    const endpoint = await startEndpoint();
    const party = makeParty();
    const [host, copycat] = [new TestDevice(), new TestDevice()];
    await create(endpoint, host, party);
    copycat.wireguardSecret = host.wireguardSecret;
    await expect(join(endpoint, copycat, party)).rejects.toThrow('key-taken');
  });

  it('is refused when the party is full', async () => {
    const endpoint = await startEndpoint({ membersPerParty: 2 });
    const party = makeParty();
    await create(endpoint, new TestDevice(), party);
    await join(endpoint, new TestDevice(), party);
    const device = new TestDevice();
    const client = await greet(endpoint, device);
    const answer = await client.ask('party.join', device.membership(await client.challenge, party));
    expect(answer).toMatchObject({ fault: fault('party.full', { limit: 2 }) });
  });

  it('is refused when the subnet has no address left', async () => {
    const endpoint = await startEndpoint();
    const party = makeParty('10.66.0.0/30');
    await create(endpoint, new TestDevice(), party);
    await join(endpoint, new TestDevice(), party);
    await expect(join(endpoint, new TestDevice(), party)).rejects.toThrow('party.addresses-exhausted');
  });

  it('of 64 members with the largest records comes in frames within the limit', async () => {
    const endpoint = await startEndpoint();
    const party = makeParty();
    const sealed = 'A'.repeat(5461);
    await create(endpoint, new TestDevice(), party);
    for (let i = 2; i < 64; i++) {
      const device = new TestDevice();
      await join(endpoint, device, party, device.record(party, 1, sealed));
    }
    const last = new TestDevice();
    const { client, members, joined } = await join(endpoint, last, party, last.record(party, 1, sealed));
    expect(joined.index).toBe(64);
    expect(members.map((member) => member.index)).toEqual(Array.from({ length: 64 }, (_, i) => i + 1));
    expect(Math.max(...client.frameSizes)).toBeLessThanOrEqual(CONTROL_FRAME_LIMIT_BYTES);
    expect(client.frameSizes.length).toBeGreaterThan(20);
  });

  it('again takes over from the older connection, under the same index and with a new key', async () => {
    const endpoint = await startEndpoint();
    const party = makeParty();
    const guest = new TestDevice();
    const hosted = await create(endpoint, new TestDevice(), party);
    const older = await join(endpoint, guest, party);
    await hosted.client.next('peer.joined');
    guest.wireguardSecret = new TestDevice().wireguardSecret;
    const newer = await join(endpoint, guest, party, guest.record(party, 2));
    expect(newer.joined.index).toBe(2);
    expect((await older.client.next('error')).fault).toEqual(fault('control.replaced', {}));
    expect((await older.client.closed).code).toBe(4002);
    const { member } = await hosted.client.next('peer.updated');
    expect(member).toMatchObject({ wireguardKey: guest.wireguardKey, presence: 'online', index: 2 });
    await hosted.client.ask('heartbeat');
    expect(hosted.client.waiting).toEqual([]);
  });

  it('again with an older record is refused', async () => {
    const endpoint = await startEndpoint();
    const party = makeParty();
    const host = new TestDevice();
    await create(endpoint, host, party);
    await join(endpoint, host, party, host.record(party, 7));
    await expect(join(endpoint, host, party, host.record(party, 6))).rejects.toThrow('old-record');
    await expect(join(endpoint, host, party, host.record(party, 7, 'b3RoZXI'))).rejects.toThrow('old-record');
    await join(endpoint, host, party, host.record(party, 7));
  });

  it('another party on the same connection needs a leave first', async () => {
    const endpoint = await startEndpoint();
    const device = new TestDevice();
    const party = makeParty();
    const { client } = await create(endpoint, device, party);
    const next = makeParty();
    expect(await client.ask('party.create', await creation(client, device, next))).toMatchObject({
      fault: fault('control.out-of-order', { expected: 'party.leave' }),
    });
    await client.ask('party.leave');
    await seat(client, await client.ask('party.create', await creation(client, device, next)));
  });
});

describe('leaving a party', () => {
  it('is told to the others and keeps the place for who left', async () => {
    const endpoint = await startEndpoint();
    const party = makeParty();
    const guest = new TestDevice();
    const hosted = await create(endpoint, new TestDevice(), party);
    const { client } = await join(endpoint, guest, party);
    expect(await client.ask('party.leave')).toMatchObject({ ok: true });
    expect(await hosted.client.next('peer.left')).toMatchObject({ peer: guest.peer, reason: 'left' });
    expect((await join(endpoint, new TestDevice(), party)).joined.index).toBe(3);
    expect((await join(endpoint, guest, party)).joined.index).toBe(2);
  });

  it('as the last one ends the party, and its code is known as expired', async () => {
    const clock = new FakeClock();
    const endpoint = await startEndpoint({}, { clock });
    const party = makeParty();
    const { client } = await create(endpoint, new TestDevice(), party);
    await client.ask('party.leave');
    const endedAt = clock.date().toISOString();
    await expect(join(endpoint, new TestDevice(), party)).rejects.toThrow(
      JSON.stringify(fault('party.invite-expired', { endedAt })),
    );
    await expect(create(endpoint, new TestDevice(), party)).rejects.toThrow('party.exists');
  });
});

describe('members of a party', () => {
  it('replace their record by newer ones only, which the others see', async () => {
    const endpoint = await startEndpoint();
    const party = makeParty();
    const guest = new TestDevice();
    const hosted = await create(endpoint, new TestDevice(), party);
    const { client } = await join(endpoint, guest, party);
    const record = guest.record(party, 2, 'bmV3');
    expect(await client.ask('peer.update', { record })).toMatchObject({ ok: true });
    expect((await hosted.client.next('peer.updated')).member).toMatchObject({ peer: guest.peer, record });
    const rejected = { fault: { code: 'party.record-rejected' } };
    expect(await client.ask('peer.update', { record })).toMatchObject(rejected);
    const forged = { ...guest.record(party, 4), seq: 3 };
    expect(await client.ask('peer.update', { record: forged })).toMatchObject(rejected);
  });

  it('signal each other, but nobody outside and nobody away', async () => {
    const endpoint = await startEndpoint();
    const party = makeParty();
    const [host, guest, stranger] = [new TestDevice(), new TestDevice(), new TestDevice()];
    const hosted = await create(endpoint, host, party);
    const { client } = await join(endpoint, guest, party);
    await create(endpoint, stranger, makeParty());
    const sealed = 'c2lnbmFs';
    const signature = guest.record(party).signature;
    expect(await client.ask('signal', { to: host.peer, sealed, signature })).toMatchObject({ ok: true });
    expect(await hosted.client.next('signal')).toEqual({
      type: 'signal',
      from: guest.peer,
      sealed,
      signature,
    });
    expect(await client.ask('signal', { to: stranger.peer, sealed, signature })).toMatchObject({
      fault: fault('control.peer-unreachable', { peer: stranger.peer }),
    });
    hosted.client.close();
    await client.next('peer.updated');
    expect(await client.ask('signal', { to: host.peer, sealed, signature })).toMatchObject({
      fault: fault('control.peer-unreachable', { peer: host.peer }),
    });
  });
});
