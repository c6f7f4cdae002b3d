import { describe, expect, it } from 'vitest';
import { fault } from '../../shared/faults/fault.ts';
import { FakeClock } from '../world/fake-clock.ts';
import { create, greet, join, makeParty, seat, TestDevice } from './control-client.ts';
import { registerRelay, relayInfo, relaySecret } from './control-relay-client.ts';
import { startEndpoint } from './control-server.ts';

/** A party of two, another of one, and two relays. */
async function scene() {
  const clock = new FakeClock();
  const endpoint = await startEndpoint({}, { relaySecret, clock });
  const party = makeParty();
  const [alice, bob, eve] = [new TestDevice(), new TestDevice(), new TestDevice()];
  const atAlice = await create(endpoint, alice, party);
  const atBob = await join(endpoint, bob, party);
  const atEve = await create(endpoint, eve, makeParty());
  const near = (await registerRelay(endpoint, relayInfo('near'))).client;
  const far = (await registerRelay(endpoint, relayInfo('far'))).client;
  const held = ({ waiting }: { waiting: readonly string[] }) =>
    waiting.filter((type) => type === 'relay.hold').length;
  /** Waits until the relays have all that was sent to them. */
  const settle = async () => {
    for (const relay of [near, far]) await relay.ask('relay.report', { clients: 0, bytesForwarded: 0 });
  };
  return { clock, endpoint, party, alice, bob, eve, atAlice, atBob, atEve, near, far, held, settle };
}

const unreachable = (device: TestDevice) => ({
  ok: false,
  fault: fault('control.peer-unreachable', { peer: device.peer }),
});

describe('a hold', () => {
  it('reaches every relay with the keys of both', async () => {
    const { alice, bob, atAlice, near, far } = await scene();
    expect(await atAlice.client.ask('relay.hold', { peer: bob.peer, ms: 200 })).toMatchObject({ ok: true });
    for (const relay of [near, far]) {
      expect(await relay.next('relay.hold')).toEqual({
        type: 'relay.hold',
        a: alice.wireguardKey,
        b: bob.wireguardKey,
        ms: 200,
      });
    }
  });

  it('works with a member that is only away from the server', async () => {
    const { bob, atAlice, atBob, near } = await scene();
    atBob.client.close();
    await atBob.client.closed;
    expect(await atAlice.client.ask('relay.hold', { peer: bob.peer, ms: 200 })).toMatchObject({ ok: true });
    expect(await near.next('relay.hold')).toMatchObject({ b: bob.wireguardKey });
  });

  it('is refused to one who claims the keys of two others in a party of its own', async () => {
    const { endpoint, alice, bob, near, held, settle } = await scene();
    const [thief, helper] = [new TestDevice(), new TestDevice()];
    thief.wireguardSecret = alice.wireguardSecret;
    helper.wireguardSecret = bob.wireguardSecret;
    const lair = makeParty();
    const { client } = await create(endpoint, thief, lair);
    await join(endpoint, helper, lair);
    expect(await client.ask('relay.hold', { peer: helper.peer, ms: 1000 })).toMatchObject(
      unreachable(helper),
    );
    await settle();
    expect(held(near)).toBe(0);
  });

  it('is refused with members of other parties, with those who left, with oneself and with nobody', async () => {
    const { alice, bob, eve, atAlice, atBob, atEve, near, held, settle } = await scene();
    const ask = (peer: string) => atAlice.client.ask('relay.hold', { peer, ms: 200 });
    expect(await ask(eve.peer)).toMatchObject(unreachable(eve));
    expect(await atEve.client.ask('relay.hold', { peer: alice.peer, ms: 200 })).toMatchObject(
      unreachable(alice),
    );
    expect(await ask(alice.peer)).toMatchObject(unreachable(alice));
    const nobody = new TestDevice();
    expect(await ask(nobody.peer)).toMatchObject(unreachable(nobody));
    await atBob.client.ask('party.leave');
    expect(await ask(bob.peer)).toMatchObject(unreachable(bob));
    await settle();
    expect(held(near)).toBe(0);
  });

  it('is refused to whoever is in no party, and to relays', async () => {
    const { endpoint, bob, near, held, settle } = await scene();
    const outsider = await greet(endpoint, new TestDevice());
    const asked = { peer: bob.peer, ms: 200 };
    expect(await outsider.ask('relay.hold', asked)).toMatchObject({
      fault: fault('control.out-of-order', { expected: 'party.join' }),
    });
    expect(await near.ask('relay.hold', asked)).toMatchObject({
      fault: fault('control.out-of-order', { expected: 'relay.report' }),
    });
    await settle();
    expect(held(near)).toBe(0);
  });

  it.each([49, 1001, 150.5, -1, '150', null])('is refused for %j ms', async (ms) => {
    const { bob, atAlice } = await scene();
    expect(await atAlice.client.ask('relay.hold', { peer: bob.peer, ms })).toMatchObject({
      fault: { code: 'control.bad-message' },
    });
  });

  it('is granted six times at once, then once in six seconds', async () => {
    const { clock, bob, atAlice, near, held, settle } = await scene();
    const ask = async () => (await atAlice.client.ask('relay.hold', { peer: bob.peer, ms: 50 })).ok;
    for (let n = 0; n < 6; n++) expect(await ask()).toBe(true);
    expect(await atAlice.client.ask('relay.hold', { peer: bob.peer, ms: 50 })).toMatchObject({
      fault: fault('control.rate-limited', { retryAfterMs: 6_000 }),
    });
    clock.advance(12_001);
    expect([await ask(), await ask()]).toEqual([true, false]);
    await settle();
    expect(held(near)).toBe(7);
  });

  it('is granted more often in a larger party: twice at once for each fellow, then once for each in six seconds', async () => {
    const { clock, endpoint, party, bob, atAlice } = await scene();
    for (let n = 0; n < 9; n++) await join(endpoint, new TestDevice(), party);
    const ask = async () => (await atAlice.client.ask('relay.hold', { peer: bob.peer, ms: 50 })).ok;
    const granted = async () => (await Promise.all(Array.from({ length: 30 }, ask))).filter(Boolean).length;
    expect(await granted()).toBe(20);
    // The refused ones left a debt of ten.
    clock.advance(6_001 + 6_001);
    expect(await granted()).toBe(10);
  });

  it('brings no new holds with a new connection', async () => {
    const { endpoint, party, alice, bob, atAlice, near, held, settle } = await scene();
    const flood = Array.from({ length: 100 }, () =>
      atAlice.client.ask('relay.hold', { peer: bob.peer, ms: 1000 }),
    );
    expect((await Promise.all(flood)).filter(({ ok }) => ok)).toHaveLength(6);
    const client = await greet(endpoint, alice);
    const { token } = atAlice.joined;
    const record = alice.record(party, 2);
    await seat(client, await client.ask('party.resume', { party: party.id, token, record }));
    expect(await client.ask('relay.hold', { peer: bob.peer, ms: 1000 })).toMatchObject({
      fault: { code: 'control.rate-limited' },
    });
    await settle();
    expect(held(near)).toBe(6);
  });
});
