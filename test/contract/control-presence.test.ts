import { describe, expect, it } from 'vitest';
import type { ControlLimits } from '../../main/servers/control/limits.ts';
import type { Endpoint } from '../../shared/address.ts';
import { FakeClock } from '../world/fake-clock.ts';
import {
  create,
  greet,
  join,
  makeParty,
  type Seated,
  seat,
  TestDevice,
  type TestParty,
} from './control-client.ts';
import { startEndpoint } from './control-server.ts';

const HOUR_MS = 3_600_000;

/** Lets time pass while these members keep saying that they are there. */
async function pass(clock: FakeClock, ms: number, ...present: Seated[]): Promise<void> {
  for (let left = ms; left > 0; left -= 50_000) {
    clock.advance(Math.min(left, 50_000));
    for (const { client } of present) await client.ask('heartbeat');
  }
}

async function resume(
  endpoint: Endpoint,
  device: TestDevice,
  party: TestParty,
  token: string,
  seq = 1,
): Promise<Seated> {
  const client = await greet(endpoint, device);
  const record = device.record(party, seq);
  return seat(client, await client.ask('party.resume', { party: party.id, token, record }));
}

async function pair(limits: Partial<ControlLimits> = {}) {
  const clock = new FakeClock();
  const endpoint = await startEndpoint(limits, { clock });
  const party = makeParty();
  const [host, guest] = [new TestDevice(), new TestDevice()];
  const hosted = await create(endpoint, host, party);
  const seated = await join(endpoint, guest, party);
  await hosted.client.next('peer.joined');
  return { clock, endpoint, party, host, guest, hosted, seated };
}

describe('a member', () => {
  it('is shown away as soon as its connection closes and online when it is back', async () => {
    const { endpoint, party, guest, hosted, seated } = await pair();
    seated.client.close();
    const away = await hosted.client.next('peer.updated');
    expect(away.member).toMatchObject({ peer: guest.peer, presence: 'away' });
    const back = await resume(endpoint, guest, party, seated.joined.token);
    expect(back.joined).toMatchObject({ index: 2, token: seated.joined.token });
    const online = await hosted.client.next('peer.updated');
    expect(online.member).toMatchObject({ peer: guest.peer, presence: 'online' });
    expect(online.seq).toBeGreaterThan(away.seq);
  });

  it('that is silent for a minute is shown away', async () => {
    const { clock, guest, hosted, seated } = await pair();
    await pass(clock, 59_000, hosted);
    expect(hosted.client.waiting).toEqual([]);
    await pass(clock, 2_000, hosted);
    const { member } = await hosted.client.next('peer.updated');
    expect(member).toMatchObject({ peer: guest.peer, presence: 'away' });
    expect((await seated.client.closed).code).toBe(4001);
  });

  it('that is away for five minutes is taken off the roster and comes back under its index', async () => {
    const { clock, endpoint, party, guest, hosted, seated } = await pair();
    seated.client.close();
    await hosted.client.next('peer.updated');
    await pass(clock, 299_000, hosted);
    expect(hosted.client.waiting).toEqual([]);
    await pass(clock, 2_000, hosted);
    expect(await hosted.client.next('peer.left')).toMatchObject({ peer: guest.peer, reason: 'silent' });
    expect((await join(endpoint, new TestDevice(), party)).joined.index).toBe(3);
    await hosted.client.next('peer.joined');
    const back = await resume(endpoint, guest, party, seated.joined.token, 2);
    expect(back.joined).toMatchObject({ index: 2, memberCount: 3 });
    expect((await hosted.client.next('peer.joined')).member).toMatchObject({
      peer: guest.peer,
      record: { seq: 2 },
    });
  });

  it('keeps its newer record when it resumes with an older one', async () => {
    const { endpoint, party, guest, seated } = await pair();
    await seated.client.ask('peer.update', { record: guest.record(party, 5) });
    const back = await resume(endpoint, guest, party, seated.joined.token, 3);
    expect(back.members[1]?.record.seq).toBe(5);
  });
});

describe('the place of a member that left', () => {
  it('is kept for its time', async () => {
    const { clock, endpoint, party, hosted, seated } = await pair({ placeMs: HOUR_MS });
    await seated.client.ask('party.leave');
    await pass(clock, HOUR_MS - 60_000, hosted);
    const early = await join(endpoint, new TestDevice(), party);
    expect(early.joined.index).toBe(3);
    await pass(clock, 120_000, hosted);
    expect((await join(endpoint, new TestDevice(), party)).joined.index).toBe(2);
  });
});

describe('a token', () => {
  it('is worth nothing to another member, for another party, or when it is made up', async () => {
    const { endpoint, party, host, guest, seated } = await pair();
    const invalid = 'control.token-invalid';
    await expect(resume(endpoint, host, party, seated.joined.token)).rejects.toThrow(invalid);
    await expect(resume(endpoint, new TestDevice(), party, seated.joined.token)).rejects.toThrow(invalid);
    await expect(resume(endpoint, guest, party, 'A'.repeat(43))).rejects.toThrow(invalid);
    const other = makeParty();
    await create(endpoint, host, other);
    await expect(resume(endpoint, guest, other, seated.joined.token)).rejects.toThrow(invalid);
    await expect(resume(endpoint, guest, makeParty(), seated.joined.token)).rejects.toThrow(
      'party.not-found',
    );
  });

  it('ends with a leave, and with a join that gives a new one', async () => {
    const { endpoint, party, guest, seated } = await pair();
    const newer = await join(endpoint, guest, party);
    await expect(resume(endpoint, guest, party, seated.joined.token)).rejects.toThrow('token-invalid');
    await newer.client.ask('party.leave');
    await expect(resume(endpoint, guest, party, newer.joined.token)).rejects.toThrow('token-invalid');
  });

  it('ends its time after its last use, however long it was in use before', async () => {
    const { clock, endpoint, party, guest, hosted, seated } = await pair({ tokenMs: 3 * HOUR_MS });
    await pass(clock, 5 * HOUR_MS, hosted, seated);
    seated.client.close();
    await hosted.client.next('peer.updated');
    // Heartbeats renew it at most once an hour.
    await pass(clock, 1.5 * HOUR_MS, hosted);
    const back = await resume(endpoint, guest, party, seated.joined.token);
    back.client.close();
    await pass(clock, 3 * HOUR_MS + 60_000, hosted);
    await expect(resume(endpoint, guest, party, seated.joined.token)).rejects.toThrow('token-invalid');
  });
});

describe('a party that everybody went silent in', () => {
  it('can be joined by its code for its time, is known as expired for a while, and then forgotten', async () => {
    const clock = new FakeClock();
    const limits = { partyIdleMs: 4 * HOUR_MS, tombstoneMs: 2 * HOUR_MS };
    const endpoint = await startEndpoint(limits, { clock });
    const party = makeParty();
    const host = new TestDevice();
    const first = await create(endpoint, host, party);
    first.client.close();
    await first.client.closed;
    clock.advance(3 * HOUR_MS);
    const evening = await join(endpoint, host, party);
    evening.client.close();
    await evening.client.closed;
    clock.advance(3 * HOUR_MS);
    (await join(endpoint, host, party)).client.close();
    clock.advance(5 * HOUR_MS);
    await expect(join(endpoint, host, party)).rejects.toThrow('party.invite-expired');
    clock.advance(3 * HOUR_MS);
    await expect(join(endpoint, host, party)).rejects.toThrow('party.not-found');
  });
});
