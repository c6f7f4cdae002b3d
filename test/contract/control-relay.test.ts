import { createHmac } from 'node:crypto';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import { noProxies } from '../../main/base/proxy.ts';
import { webSockets } from '../../main/control-client/web-socket.ts';
import { toBase64url } from '../../main/crypto/encoding.ts';
import type { ObservedListener } from '../../main/servers/relay/observed-listener.ts';
import { type RelayLink, startRelayLink } from '../../main/servers/relay-link/relay-link.ts';
import { type Endpoint, formatEndpoint } from '../../shared/address.ts';
import { relayProofBytes } from '../../shared/control/transcripts.ts';
import { fault } from '../../shared/faults/fault.ts';
import { recordingLog } from '../mocks/recording-log.ts';
import { FakeClock } from '../world/fake-clock.ts';
import { create, join, makeParty, TestClient, TestDevice } from './control-client.ts';
import { registerRelay as register, relayInfo, relaySecret } from './control-relay-client.ts';
import { endpointOf, start, startEndpoint } from './control-server.ts';

describe('a relay', () => {
  it('with another secret is refused, as is any where none may register', async () => {
    const refused = { ok: false, fault: fault('control.relay-refused', {}) };
    const guarded = await startEndpoint({}, { relaySecret });
    expect((await register(guarded, relayInfo('a'), 'a guess')).answer).toMatchObject(refused);
    expect((await register(await startEndpoint(), relayInfo('a'))).answer).toMatchObject(refused);
  });

  it('with the proof of another connection is refused', async () => {
    const endpoint = await startEndpoint({}, { relaySecret });
    const relay = relayInfo('a');
    const overheard = new TestClient(endpoint);
    const bytes = relayProofBytes(await overheard.nonce, relay.id, relay.publicKey);
    const proof = toBase64url(createHmac('sha256', relaySecret).update(bytes).digest());
    const client = new TestClient(endpoint);
    await client.nonce;
    expect(await client.ask('relay.register', { version: 1, relay, proof })).toMatchObject({
      fault: fault('control.relay-refused', {}),
    });
  });

  it('is told every party before its answer, and every change after it', async () => {
    const endpoint = await startEndpoint({}, { relaySecret });
    const party = makeParty();
    const [host, guest] = [new TestDevice(), new TestDevice()];
    const hosted = await create(endpoint, host, party);
    const { client, answer } = await register(endpoint, relayInfo('a'));
    expect(answer.ok).toBe(true);
    expect(client.waiting).toEqual(['relay.admission']);
    expect(await client.next('relay.admission')).toMatchObject({
      party: party.id,
      keys: [host.wireguardKey],
    });
    const seated = await join(endpoint, guest, party);
    expect((await client.next('relay.admission')).keys).toEqual([host.wireguardKey, guest.wireguardKey]);
    await seated.client.ask('party.leave');
    expect((await client.next('relay.admission')).keys).toEqual([host.wireguardKey]);
    await hosted.client.ask('party.leave');
    expect((await client.next('relay.admission')).keys).toEqual([]);
  });

  it('is not told of members that are only away', async () => {
    const endpoint = await startEndpoint({}, { relaySecret });
    const party = makeParty();
    const hosted = await create(endpoint, new TestDevice(), party);
    hosted.client.close();
    await hosted.client.closed;
    const { client } = await register(endpoint, relayInfo('a'));
    expect((await client.next('relay.admission')).keys).toHaveLength(1);
  });

  it('is given to a party that had none, and named to its members', async () => {
    const endpoint = await startEndpoint({}, { relaySecret });
    const { client } = await create(endpoint, new TestDevice(), makeParty());
    const relay = relayInfo('a');
    await register(endpoint, relay);
    expect(await client.next('relay.list')).toEqual({ type: 'relay.list', relays: [relay], chosen: 'a' });
  });

  it('gets new parties while it has the fewest clients', async () => {
    const endpoint = await startEndpoint({}, { relaySecret });
    const a = await register(endpoint, relayInfo('a'));
    await register(endpoint, relayInfo('b'));
    await a.client.ask('relay.report', { clients: 2, bytesForwarded: 0 });
    const chosen: (string | null)[] = [];
    for (let i = 0; i < 4; i++) {
      const { joined } = await create(endpoint, new TestDevice(), makeParty());
      chosen.push(joined.party.relay);
    }
    expect(chosen).toEqual(['b', 'b', 'a', 'b']);
  });

  it('that is silent for 90 seconds expires, and its parties move to another one', async () => {
    const clock = new FakeClock();
    const endpoint = await startEndpoint({}, { relaySecret, clock });
    const first = await register(endpoint, relayInfo('a'));
    const { client, joined } = await create(endpoint, new TestDevice(), makeParty());
    expect(joined.party.relay).toBe('a');
    const second = await register(endpoint, relayInfo('b'));
    await client.next('relay.list');
    first.client.close();
    await first.client.closed;
    for (let i = 0; i < 5; i++) {
      clock.advance(20_000);
      await client.ask('heartbeat');
      await second.client.ask('relay.report', { clients: 0, bytesForwarded: 0 });
      if (i === 3) expect(client.waiting).toEqual([]);
    }
    const list = await client.next('relay.list');
    expect(list.chosen).toBe('b');
    expect(list.relays.map((relay) => relay.id)).toEqual(['b']);
  });

  it('may only report, and a peer may not', async () => {
    const endpoint = await startEndpoint({}, { relaySecret });
    const { client } = await register(endpoint, relayInfo('a'));
    expect(await client.ask('party.leave')).toMatchObject({
      fault: fault('control.out-of-order', { expected: 'relay.report' }),
    });
  });

  it('that registers again takes over from its older connection', async () => {
    const endpoint = await startEndpoint({}, { relaySecret });
    const relay = relayInfo('a');
    const older = await register(endpoint, relay);
    const newer = await register(endpoint, relay);
    expect((await older.client.closed).code).toBe(4002);
    await create(endpoint, new TestDevice(), makeParty());
    expect((await newer.client.next('relay.admission')).keys).toHaveLength(1);
  });
});

describe('the link of a stand-alone relay', () => {
  function link(endpoint: Endpoint, secret = relaySecret) {
    const admitted = new Map<string, readonly string[]>();
    const holds: [string, string, number][] = [];
    const relayEyes = new Set<ObservedListener>();
    const log = recordingLog();
    const running: RelayLink = startRelayLink({
      url: `ws://${formatEndpoint(endpoint)}`,
      secret,
      relay: relayInfo('linked'),
      sink: {
        admit(party, keys) {
          if (keys.length > 0) admitted.set(party, keys);
          else admitted.delete(party);
        },
        hold: (...held) => holds.push(held),
      },
      onObserved(listener) {
        relayEyes.add(listener);
        return () => relayEyes.delete(listener);
      },
      stats: () => ({ clients: 3, bytesForwarded: 7 }),
      open: webSockets(noProxies),
      clock: systemClock,
      log,
      random: () => 0.02,
    });
    onTestFinished(() => running.close());
    const see: ObservedListener = (...seen) => {
      for (const listener of relayEyes) listener(...seen);
    };
    return { running, admitted, holds, see, log };
  }

  it('applies what is admitted, and after a lost connection drops what ended meanwhile', async () => {
    const servers = await start({
      control: { listen: [{ address: '127.0.0.1', port: 0 }], databasePath: ':memory:' },
      relaySecret,
    });
    const endpoint = endpointOf(servers);
    const [kept, gone] = [makeParty(), makeParty()];
    const host = new TestDevice();
    await create(endpoint, host, gone);
    const { running, admitted } = link(endpoint);
    await vi.waitFor(() => expect(running.isRegistered).toBe(true));
    expect([...admitted.keys()]).toEqual([gone.id]);

    await servers.close();
    await vi.waitFor(() => expect(running.isRegistered).toBe(false));
    expect([...admitted.keys()]).toEqual([gone.id]);
    // The new server kept nothing of the old one, and listens in its place.
    await start({ control: { listen: [endpoint], databasePath: ':memory:' }, relaySecret });
    await create(endpoint, host, kept);
    await vi.waitFor(() => expect([...admitted.keys()]).toEqual([kept.id]));
    expect(admitted.get(kept.id)).toEqual([host.wireguardKey]);
  });

  it('holds the pair that a member asks for', async () => {
    const endpoint = await startEndpoint({}, { relaySecret });
    const party = makeParty();
    const [host, guest] = [new TestDevice(), new TestDevice()];
    const { client } = await create(endpoint, host, party);
    await join(endpoint, guest, party);
    const { running, holds } = link(endpoint);
    await vi.waitFor(() => expect(running.isRegistered).toBe(true));
    expect(await client.ask('relay.hold', { peer: guest.peer, ms: 150 })).toMatchObject({ ok: true });
    await vi.waitFor(() => expect(holds).toEqual([[host.wireguardKey, guest.wireguardKey, 150]]));
  });

  it('tells what the relay sees, and tells it again to a server that came after', async () => {
    const servers = await start({
      control: { listen: [{ address: '127.0.0.1', port: 0 }], databasePath: ':memory:' },
      relaySecret,
    });
    const endpoint = endpointOf(servers);
    const [host, party] = [new TestDevice(), makeParty()];
    const first = await create(endpoint, host, party);
    const { running, see } = link(endpoint);
    see(host.wireguardKey, '198.51.100.1:1', 'main');
    const seen = { relay: 'linked', observed: '198.51.100.1:1', probed: null };
    expect(await first.client.next('relay.observed')).toMatchObject(seen);
    see(host.wireguardKey, '198.51.100.1:2', 'probe');
    const seenByBoth = { ...seen, probed: '198.51.100.1:2' };
    expect(await first.client.next('relay.observed')).toMatchObject(seenByBoth);
    await servers.close();
    await vi.waitFor(() => expect(running.isRegistered).toBe(false));
    await start({ control: { listen: [endpoint], databasePath: ':memory:' }, relaySecret });
    const second = await create(endpoint, host, party);
    expect(await second.client.next('relay.observed')).toMatchObject(seenByBoth);
  });

  it('with a wrong secret says so and keeps trying', async () => {
    const endpoint = await startEndpoint({}, { relaySecret });
    const { running, log } = link(endpoint, 'a guess');
    await vi.waitFor(() => expect(log.lines.length).toBeGreaterThan(1));
    expect(log.lines[0]).toMatchObject({ level: 'warn', fields: { reason: 'control.relay-refused' } });
    expect(JSON.stringify(log.lines)).not.toContain('a guess');
    expect(running.isRegistered).toBe(false);
  });
});
