import { describe, expect, it } from 'vitest';
import { formatEndpoint } from '../../shared/address.ts';
import { fault } from '../../shared/faults/fault.ts';
import { FakeClock } from '../world/fake-clock.ts';
import { create, greet, join, makeParty, seat, TestClient, TestDevice } from './control-client.ts';
import { registerRelay, relayInfo, relaySecret } from './control-relay-client.ts';
import { startEndpoint } from './control-server.ts';

const here = '198.51.100.1:40001';
const there = '198.51.100.1:40002';

/** A party of two and a relay of another process. */
async function scene() {
  const clock = new FakeClock();
  const endpoint = await startEndpoint({}, { relaySecret, clock });
  const party = makeParty();
  const [alice, bob] = [new TestDevice(), new TestDevice()];
  const atAlice = await create(endpoint, alice, party);
  const atBob = await join(endpoint, bob, party);
  const { client: relay } = await registerRelay(endpoint, relayInfo('far'));
  const observe = async (device: Pick<TestDevice, 'wireguardKey'>, seen: string, via = 'main') =>
    relay.ask('relay.observed', { key: device.wireguardKey, endpoint: seen, via });
  /** Lets what was gathered be told, and waits until it has arrived. */
  const settle = async (client = atAlice.client) => {
    clock.advance(50);
    await client.ask('heartbeat');
  };
  const told = ({ waiting }: { waiting: readonly string[] }) =>
    waiting.filter((type) => type === 'relay.observed').length;
  return { clock, endpoint, party, alice, bob, atAlice, atBob, relay, observe, settle, told };
}

describe('what a relay observes', () => {
  it('is told to the member with that key, and to nobody else', async () => {
    const { alice, atAlice, atBob, observe, settle, told } = await scene();
    expect(await observe(alice, here)).toMatchObject({ ok: true });
    await settle();
    await settle(atBob.client);
    expect(await atAlice.client.next('relay.observed')).toEqual({
      type: 'relay.observed',
      relay: 'far',
      observed: here,
      probed: null,
    });
    expect(told(atBob.client)).toBe(0);
  });

  it('comes in one push for relay and probe, and again only when it changes', async () => {
    const { alice, atAlice, observe, settle, told } = await scene();
    await observe(alice, here);
    await observe(alice, there, 'probe');
    await settle();
    expect(await atAlice.client.next('relay.observed')).toMatchObject({ observed: here, probed: there });
    await observe(alice, here);
    await observe(alice, there, 'probe');
    await settle();
    expect(told(atAlice.client)).toBe(0);
    await observe(alice, here, 'probe');
    await settle();
    expect(await atAlice.client.next('relay.observed')).toMatchObject({ observed: here, probed: here });
  });

  it('is told again after a resume, behind the snapshot', async () => {
    const { endpoint, party, alice, atAlice, observe, settle } = await scene();
    await observe(alice, here);
    await settle();
    atAlice.client.close();
    await atAlice.client.closed;
    const client = await greet(endpoint, alice);
    const { token } = atAlice.joined;
    const record = alice.record(party, 2);
    await seat(client, await client.ask('party.resume', { party: party.id, token, record }));
    expect(await client.next('relay.observed')).toMatchObject({ relay: 'far', observed: here });
  });

  it('is forgotten with the membership, and with a relay that is silent too long', async () => {
    const { clock, endpoint, party, alice, bob, atAlice, atBob, relay, observe, settle, told } =
      await scene();
    await observe(alice, here);
    await observe(bob, there);
    await settle();
    await atAlice.client.ask('party.leave');
    const again = await join(endpoint, alice, party, alice.record(party, 3));
    await settle(again.client);
    expect(told(again.client)).toBe(0);
    relay.close();
    await relay.closed;
    for (let n = 0; n < 5; n++) {
      clock.advance(20_000);
      await again.client.ask('heartbeat');
      await atBob.client.ask('heartbeat');
    }
    await atBob.client.ask('party.leave');
    const later = await join(endpoint, bob, party, bob.record(party, 3));
    await settle(later.client);
    expect(told(later.client)).toBe(0);
  });

  it('of a key that is in no party is passed over', async () => {
    const { endpoint, party, atAlice, observe, settle, told } = await scene();
    const stranger = new TestDevice();
    expect(await observe(stranger, here)).toMatchObject({ ok: true });
    const seated = await join(endpoint, stranger, party);
    await settle(seated.client);
    await settle();
    expect([told(seated.client), told(atAlice.client)]).toEqual([0, 0]);
  });

  it('is told to nobody while another identity claims the same key in a party of its own', async () => {
    const { endpoint, alice, atAlice, observe, settle, told } = await scene();
    const thief = new TestDevice();
    thief.wireguardSecret = alice.wireguardSecret;
    const spying = await create(endpoint, thief, makeParty());
    await observe(alice, here);
    await settle();
    await settle(spying.client);
    expect([told(atAlice.client), told(spying.client)]).toEqual([0, 0]);
    await spying.client.ask('party.leave');
    await observe(alice, there);
    await settle();
    expect(await atAlice.client.next('relay.observed')).toMatchObject({ observed: there });
  });

  it('is never told to one who claims the key of a member that has left', async () => {
    const { endpoint, alice, atAlice, observe, settle, told } = await scene();
    await observe(alice, here);
    await settle();
    const thief = new TestDevice();
    thief.wireguardSecret = alice.wireguardSecret;
    const lair = makeParty();
    await create(endpoint, thief, lair);
    await atAlice.client.ask('party.leave');
    const spying = await join(endpoint, thief, lair, thief.record(lair, 2));
    await settle(spying.client);
    expect(told(spying.client)).toBe(0);
  });

  it('is believed of registered relays only', async () => {
    const { endpoint, alice, bob, atAlice, atBob, settle, told } = await scene();
    const forged = { key: alice.wireguardKey, endpoint: '203.0.113.66:53', via: 'main' };
    const stranger = new TestClient(endpoint);
    await stranger.nonce;
    expect(await stranger.ask('relay.observed', forged)).toMatchObject({
      fault: fault('control.out-of-order', { expected: 'hello' }),
    });
    const peer = await greet(endpoint, new TestDevice());
    expect(await peer.ask('relay.observed', forged)).toMatchObject({
      fault: fault('control.out-of-order', { expected: 'party.join' }),
    });
    expect(await atBob.client.ask('relay.observed', { ...forged, key: bob.wireguardKey })).toMatchObject({
      fault: { code: 'control.out-of-order' },
    });
    await settle();
    expect(told(atAlice.client)).toBe(0);
  });

  it.each([
    ['no key', { key: 'AAAA', endpoint: here, via: 'main' }],
    ['a name instead of an address', { endpoint: 'evil.example:1', via: 'main' }],
    ['another way', { endpoint: here, via: 'tcp' }],
  ])('is refused with %s', async (_case, wrong) => {
    const { alice, relay } = await scene();
    const fields = { key: alice.wireguardKey, ...wrong };
    expect(await relay.ask('relay.observed', fields)).toMatchObject({
      fault: { code: 'control.bad-message' },
    });
  });

  it('stays bounded under a flood, which is answered with a fault', async () => {
    const { alice, atAlice, relay, settle, told } = await scene();
    const flood = Array.from({ length: 400 }, (_, n) =>
      relay.ask('relay.observed', {
        key: alice.wireguardKey,
        endpoint: formatEndpoint({ address: '198.51.100.1', port: 1000 + n }),
        via: 'main',
      }),
    );
    const refused = (await Promise.all(flood)).filter(({ ok }) => !ok);
    expect(refused.length).toBeGreaterThan(100);
    expect(refused[0]).toMatchObject({ fault: { code: 'control.rate-limited' } });
    await settle();
    expect(told(atAlice.client)).toBe(1);
  });
});
