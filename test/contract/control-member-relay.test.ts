import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fault } from '../../shared/faults/fault.ts';
import type { Because } from '../../shared/faults/fault-reasons.ts';
import { FakeClock } from '../world/fake-clock.ts';
import { create, greet, join, makeParty, seat, TestDevice } from './control-client.ts';
import { registerRelay, relayInfo, relaySecret } from './control-relay-client.ts';
import { startEndpoint } from './control-server.ts';

const home = '198.51.100.1';
const newKey = () => randomBytes(32).toString('base64');

/** A party of two, another of one, and an operator's relay, which sees Alice's WireGuard at `home`. */
async function scene() {
  const clock = new FakeClock();
  const endpoint = await startEndpoint({}, { relaySecret, clock });
  const party = makeParty();
  const [alice, bob, eve] = [new TestDevice(), new TestDevice(), new TestDevice()];
  const atAlice = await create(endpoint, alice, party);
  const atBob = await join(endpoint, bob, party);
  const atEve = await create(endpoint, eve, makeParty());
  const { client: operator } = await registerRelay(endpoint, relayInfo('operator'));
  await operator.ask('relay.observed', { key: alice.wireguardKey, endpoint: `${home}:40001`, via: 'main' });
  for (const { client } of [atAlice, atBob, atEve]) await client.next('relay.list');
  const relay = { publicKey: newKey(), endpoints: [`${home}:3478`] };
  const offer = (client = atAlice.client, offered: object = relay) =>
    client.ask('relay.offer', { relay: offered });
  const count = (type: string, { waiting }: { waiting: readonly string[] }) =>
    waiting.filter((one) => one === type).length;
  /** Lets time pass in which everybody but those who left is heard, so that nobody is removed. */
  const pass = async (ms: number, ...clients: readonly { ask(type: string): Promise<unknown> }[]) => {
    clock.advance(ms);
    for (const client of clients) await client.ask('heartbeat');
  };
  /** The operator's relay is silent for so long that it is forgotten. */
  const loseOperator = async () => {
    operator.close();
    await operator.closed;
    for (let n = 0; n < 5; n++) await pass(20_000, atAlice.client, atBob.client, atEve.client);
  };
  const id = `member:${alice.peer}`;
  return {
    ...{ clock, endpoint, party, alice, bob, eve, atAlice, atBob, atEve, operator },
    ...{ relay, offer, count, pass, loseOperator, id },
  };
}

const refused = (reason: Because<'party.relay-refused'>['reason']) => ({
  ok: false,
  fault: fault('party.relay-refused', { reason }),
});
const notSeen = refused('foreign-address');

describe('a relay that a member offers', () => {
  it('is listed in its own party behind the operator’s, which stays the chosen one', async () => {
    const { alice, atBob, atEve, relay, offer, count, id } = await scene();
    expect(await offer()).toMatchObject({ ok: true, value: { relay: id, endpoints: relay.endpoints } });
    const { relays, chosen } = await atBob.client.next('relay.list');
    expect(chosen).toBe('operator');
    expect(relays.map((each) => each.id)).toEqual(['operator', id]);
    expect(relays[1]).toEqual({ id, ...relay, port: 3478, probe: null, member: alice.peer });
    await atEve.client.ask('heartbeat');
    expect(count('relay.list', atEve.client)).toBe(0);
  });

  it('is told of its own party, of every change in it, and of holds', async () => {
    const { endpoint, party, alice, bob, atAlice, atBob, offer } = await scene();
    await offer();
    expect(await atAlice.client.next('relay.admission')).toEqual({
      type: 'relay.admission',
      party: party.id,
      keys: [alice.wireguardKey, bob.wireguardKey],
    });
    const carol = new TestDevice();
    await join(endpoint, carol, party);
    expect((await atAlice.client.next('relay.admission')).keys).toContain(carol.wireguardKey);
    await atBob.client.ask('relay.hold', { peer: carol.peer, ms: 100 });
    expect(await atAlice.client.next('relay.hold')).toMatchObject({ a: bob.wireguardKey });
  });

  it('is told nothing of other parties', async () => {
    const { endpoint, eve, atAlice, atEve, offer, count } = await scene();
    await offer();
    await atAlice.client.next('relay.admission');
    await create(endpoint, new TestDevice(), makeParty());
    await atEve.client.ask('relay.hold', { peer: eve.peer, ms: 100 });
    await atEve.client.ask('party.leave');
    await atAlice.client.ask('heartbeat');
    expect([count('relay.admission', atAlice.client), count('relay.hold', atAlice.client)]).toEqual([0, 0]);
  });

  it('takes over when the operator’s is gone, until another operator’s comes', async () => {
    const { endpoint, atBob, offer, loseOperator, id } = await scene();
    await offer();
    await atBob.client.next('relay.list');
    await loseOperator();
    expect(await atBob.client.next('relay.list')).toMatchObject({ chosen: id, relays: [{ id }] });
    await registerRelay(endpoint, relayInfo('back'));
    const { relays, chosen } = await atBob.client.next('relay.list');
    expect([chosen, relays.length]).toEqual(['back', 2]);
  });

  it('tells a fellow from where it sees it, and nobody of a key that is not in its party', async () => {
    const { bob, eve, atAlice, atBob, atEve, offer, pass, count, id } = await scene();
    await offer();
    const observe = (key: string) =>
      atAlice.client.ask('relay.observed', { key, endpoint: '203.0.113.5:7', via: 'main' });
    expect(await observe(bob.wireguardKey)).toMatchObject({ ok: true });
    expect(await observe(eve.wireguardKey)).toMatchObject({ ok: true });
    await pass(50, atBob.client, atEve.client);
    expect(await atBob.client.next('relay.observed')).toMatchObject({ relay: id, observed: '203.0.113.5:7' });
    expect(count('relay.observed', atEve.client)).toBe(0);
  });

  it('tells a fellow no more than a few times at once, whatever it says that it sees', async () => {
    const { alice, bob, atAlice, atBob, offer, pass, count } = await scene();
    await offer();
    const observe = (key: string, port: number) =>
      atAlice.client.ask('relay.observed', { key, endpoint: `203.0.113.5:${port}`, via: 'main' });
    for (let port = 1; port <= 20; port++) {
      await observe(bob.wireguardKey, port);
      await pass(40, atBob.client);
    }
    expect(count('relay.observed', atBob.client)).toBe(4);
    expect(await observe(bob.wireguardKey, 21)).toMatchObject({ fault: { code: 'control.rate-limited' } });
    expect(await observe(alice.wireguardKey, 21)).toMatchObject({ ok: true });
  });

  it('does not tell a fellow in another party that it is in as well', async () => {
    const { endpoint, bob, atAlice, offer, pass, count } = await scene();
    const elsewhere = await create(endpoint, bob, makeParty());
    await offer();
    const seen = { key: bob.wireguardKey, endpoint: '203.0.113.5:7', via: 'main' };
    await atAlice.client.ask('relay.observed', seen);
    await pass(50, elsewhere.client);
    expect(count('relay.observed', elsewhere.client)).toBe(0);
  });

  it('has no place where only a key of another is seen that its member claims', async () => {
    const { endpoint, alice, relay, offer } = await scene();
    const thief = new TestDevice();
    thief.wireguardSecret = alice.wireguardSecret;
    const { client } = await create(endpoint, thief, makeParty());
    expect(await offer(client, { ...relay, publicKey: newKey() })).toMatchObject(notSeen);
  });

  it('ends when it is withdrawn', async () => {
    const { party, atAlice, atBob, offer } = await scene();
    await offer();
    await atBob.client.next('relay.list');
    await atAlice.client.next('relay.admission');
    expect(await atAlice.client.ask('relay.withdraw')).toMatchObject({ ok: true });
    expect((await atBob.client.next('relay.list')).relays).toHaveLength(1);
    expect(await atAlice.client.next('relay.admission')).toMatchObject({ party: party.id, keys: [] });
    expect(await atAlice.client.ask('relay.withdraw')).toMatchObject({ ok: true });
  });

  it('ends with the membership', async () => {
    const { atAlice, atBob, offer } = await scene();
    await offer();
    await atBob.client.next('relay.list');
    await atAlice.client.ask('party.leave');
    expect((await atBob.client.next('relay.list')).relays).toHaveLength(1);
  });

  it('outlives a short loss of the connection, and ends with a longer one', async () => {
    const { endpoint, party, alice, atAlice, atBob, offer, pass, count } = await scene();
    await offer();
    await atBob.client.next('relay.list');
    atAlice.client.close();
    await atAlice.client.closed;
    await pass(20_000, atBob.client);
    const client = await greet(endpoint, alice);
    const { token } = atAlice.joined;
    const record = alice.record(party, 2);
    await seat(client, await client.ask('party.resume', { party: party.id, token, record }));
    expect(count('relay.list', atBob.client)).toBe(0);
    expect(await offer(client)).toMatchObject({ ok: true });
    expect((await atBob.client.next('relay.list')).relays).toHaveLength(2);
    client.close();
    await client.closed;
    await pass(2_000, atBob.client);
    await pass(31_000, atBob.client);
    expect((await atBob.client.next('relay.list')).relays).toHaveLength(1);
  });

  it('is listed only with endpoints at which its member is seen', async () => {
    const { offer, relay } = await scene();
    const endpoints = ['203.0.113.66:3478', `${home}:7000`, '[2001:db8::1]:3478'];
    expect(await offer(undefined, { ...relay, endpoints })).toMatchObject({
      value: { endpoints: [`${home}:7000`] },
    });
  });

  it.each([
    '203.0.113.66:3478',
    '192.168.1.1:53',
    '10.0.0.1:3478',
    '127.0.0.1:3478',
    '[::1]:3478',
    '[::ffff:127.0.0.1]:3478',
    '224.0.0.1:3478',
    '255.255.255.255:3478',
    '0.0.0.0:3478',
    '[ff02::1]:3478',
    '[fe80::1]:3478',
  ])('is refused at %s', async (endpoint) => {
    const { offer, relay, atBob, count } = await scene();
    expect(await offer(undefined, { ...relay, endpoints: [endpoint] })).toEqual({ re: 3, ...notSeen });
    await atBob.client.ask('heartbeat');
    expect(count('relay.list', atBob.client)).toBe(0);
  });

  it('is not believed to be where another member’s relay sees its member', async () => {
    const { bob, atAlice, atBob, offer, pass } = await scene();
    await offer();
    const seen = { key: bob.wireguardKey, endpoint: '203.0.113.66:1', via: 'main' };
    await atAlice.client.ask('relay.observed', seen);
    await pass(50, atBob.client);
    const forged = { publicKey: newKey(), endpoints: ['203.0.113.66:3478'] };
    expect(await offer(atBob.client, forged)).toMatchObject(notSeen);
  });

  it('is refused with the key of a member, of an operator’s relay or of another member’s', async () => {
    const { bob, atAlice, atBob, operator, offer, relay } = await scene();
    const taken = refused('key-in-use');
    const withKey = (publicKey: string) => offer(atAlice.client, { ...relay, publicKey });
    expect(await withKey(bob.wireguardKey)).toMatchObject(taken);
    await offer();
    const { relays } = await atBob.client.next('relay.list');
    expect(await withKey(relays[0]?.publicKey ?? '')).toMatchObject(taken);
    await operator.ask('relay.observed', { key: bob.wireguardKey, endpoint: `${home}:2`, via: 'main' });
    expect(await offer(atBob.client, relay)).toMatchObject(taken);
  });

  it('may have a probe, which is checked like it', async () => {
    const { bob, atAlice, atBob, offer, relay } = await scene();
    const probe = { publicKey: newKey(), endpoints: [`${home}:3479`] };
    const offerProbe = (changed: object) =>
      offer(atAlice.client, { ...relay, probe: { ...probe, ...changed } });
    expect(await offerProbe({})).toMatchObject({ ok: true });
    const { relays } = await atBob.client.next('relay.list');
    expect(relays[1]?.probe).toEqual({ ...probe, port: 3479, otherAddress: false });
    await offerProbe({ endpoints: ['203.0.113.66:3479'] });
    expect((await atBob.client.next('relay.list')).relays[1]?.probe).toBeNull();
    for (const publicKey of [bob.wireguardKey, relay.publicKey]) {
      expect(await offerProbe({ publicKey })).toMatchObject(refused('key-in-use'));
    }
  });

  it('is refused where the party has four, and taken anew from one of them', async () => {
    const { endpoint, party, operator, offer, relay } = await scene();
    const clients = [];
    for (let n = 0; n < 5; n++) {
      const device = new TestDevice();
      clients.push((await join(endpoint, device, party)).client);
      await operator.ask('relay.observed', { key: device.wireguardKey, endpoint: `${home}:1`, via: 'main' });
    }
    const answers = [];
    for (const client of clients) answers.push((await offer(client, { ...relay, publicKey: newKey() })).ok);
    expect(answers).toEqual([true, true, true, true, false]);
    expect((await offer(clients[0], { ...relay, publicKey: newKey() })).ok).toBe(true);
  });

  it('is refused when it is offered again and again', async () => {
    const { clock, offer } = await scene();
    for (let n = 0; n < 4; n++) expect((await offer()).ok).toBe(true);
    expect(await offer()).toMatchObject({ fault: fault('control.rate-limited', { retryAfterMs: 10_000 }) });
    clock.advance(20_001);
    expect((await offer()).ok).toBe(true);
  });

  it('is refused from whoever is in no party, and from relays', async () => {
    const { endpoint, operator, offer } = await scene();
    const outsider = await greet(endpoint, new TestDevice());
    expect(await offer(outsider)).toMatchObject({
      fault: fault('control.out-of-order', { expected: 'party.join' }),
    });
    expect(await offer(operator)).toMatchObject({
      fault: fault('control.out-of-order', { expected: 'relay.report' }),
    });
  });

  it.each([
    ['no key', { publicKey: 'AAAA' }],
    ['no endpoint', { endpoints: [] }],
    ['a name', { endpoints: ['evil.example:3478'] }],
    ['port 0', { endpoints: [`${home}:0`] }],
    ['five endpoints', { endpoints: Array.from({ length: 5 }, (_, n) => `${home}:${n + 1}`) }],
  ])('is refused with %s', async (_case, wrong) => {
    const { offer, relay } = await scene();
    expect(await offer(undefined, { ...relay, ...wrong })).toMatchObject({
      fault: { code: 'control.bad-message' },
    });
  });
});

describe('an operator’s relay', () => {
  it('cannot pass for a member’s', async () => {
    const { endpoint, alice, atBob, count } = await scene();
    const { answer } = await registerRelay(endpoint, relayInfo(`member:${alice.peer}`));
    expect(answer).toMatchObject({ fault: fault('control.relay-refused', {}) });
    const { answer: other } = await registerRelay(endpoint, { ...relayInfo('other'), member: alice.peer });
    expect(other.ok).toBe(true);
    const { relays } = await atBob.client.next('relay.list');
    expect(relays.map(({ member }) => member)).toEqual([undefined, undefined]);
    expect(count('relay.list', atBob.client)).toBe(0);
  });
});
