import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemRandom } from '../../../../main/base/random.ts';
import type { RequestBody } from '../../../../main/control-client/control-connection.ts';
import { thisMachine } from '../../../../main/engine/machine/this-machine.ts';
import type {
  PortMapping,
  PortMappingChange,
} from '../../../../main/engine/nat/port-mapping/held-mapping.ts';
import type { openPortMapping } from '../../../../main/engine/nat/port-mapping/open-port-mapping.ts';
import { FriendRelay, type ServingTerms } from '../../../../main/engine/party/friend-relay.ts';
import { startMemberRelay } from '../../../../main/servers/member-relay.ts';
import { startServers } from '../../../../main/servers/serve.ts';
import type { RelayInfo } from '../../../../shared/control/messages.ts';
import { fault } from '../../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { recordingLog } from '../../../mocks/recording-log.ts';
import { FakeClock } from '../../../world/fake-clock.ts';

type Mapped = Awaited<ReturnType<typeof openPortMapping>>;

const PARTY = 'AAAAAAAAAAAAAAAAAAAAAA';
const keyOf = (byte: number): string => Buffer.alloc(32, byte).toString('base64');
const allowed: ServingTerms = { allowed: true, megabitsPerSecond: 10, port: 0, mapsPort: true };
const none: Mapped = fail(fault('portmap.none-found', { gateway: '192.168.1.1' }));
const open: FriendRelay[] = [];

afterEach(async () => {
  for (const relay of open.splice(0)) await relay.close();
});

/** A router that grants one port, and can take it back. */
function router(external = '198.51.100.1:7000') {
  let change: (change: PortMappingChange) => void = () => undefined;
  const state = { mapped: 0, closed: 0 };
  const mapping: PortMapping = {
    external,
    protocol: 'pcp',
    expiresAt: Number.POSITIVE_INFINITY,
    onChange(listener) {
      change = listener;
      return () => undefined;
    },
    check: async () => undefined,
    async close() {
      state.closed++;
    },
  };
  const mapPort = async (): Promise<Mapped> => {
    state.mapped++;
    return ok(mapping);
  };
  return { mapPort, state, lose: () => change({ kind: 'lost' }) };
}

/** An interface's address, as the system lists it. */
function addressed(address: string) {
  const cidr = `${address}/24`;
  return { address, cidr, netmask: '255.255.255.0', family: 'IPv4', mac: '', internal: false } as const;
}

/** A friend relay with a real relay, a server that takes every offer, and no router unless given one. */
function scene(options: { addresses?: string[]; mapPort?: () => Promise<Mapped> } = {}) {
  const asked: RequestBody[] = [];
  const clock = new FakeClock();
  const state = { terms: { ...allowed, allowed: false }, addresses: options.addresses ?? ['198.51.100.1'] };
  const answers: { next: Result<unknown> | null } = { next: null };
  const members = new Set<string>();
  /** Whom the real relay was told to serve, each time. */
  const admitted: (readonly string[])[] = [];
  const startForFriends: typeof startMemberRelay = async (terms) => {
    const started = await startMemberRelay(terms);
    if (!started.ok) return started;
    const admit = (party: string, keys: readonly string[]): void => {
      admitted.push(keys);
      started.value.admit(party, keys);
    };
    return ok({ ...started.value, admit });
  };
  const relay = new FriendRelay({
    party: PARTY,
    isMember: (key) => members.has(key),
    terms: () => state.terms,
    ports: {
      clock,
      random: systemRandom,
      machine: { ...thisMachine, interfaces: () => ({ eth0: state.addresses.map(addressed) }) },
      mapPort: options.mapPort ?? (async () => none),
      servers: { start: startServers, startForFriends },
    },
    async request(body) {
      asked.push(body);
      if (answers.next !== null) return answers.next;
      if (body.type !== 'relay.offer') return ok({});
      return ok({ relay: 'member:x', endpoints: body.relay.endpoints });
    },
    onChange: () => undefined,
    log: recordingLog(),
  });
  open.push(relay);
  relay.look();
  const types = () => asked.map(({ type }) => type);
  const offers = () => asked.flatMap((body) => (body.type === 'relay.offer' ? [body.relay] : []));
  /** Looks again, with something changed. */
  const look = async (change: () => void = () => undefined) => {
    change();
    relay.look();
    await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const allow = () => look(() => (state.terms = allowed));
  return { relay, clock, state, members, admitted, answers, asked, types, offers, look, allow };
}

describe('serving as the party’s relay', () => {
  it('begins with nobody’s consent but our person’s', async () => {
    const { relay, types, look, allow } = scene();
    relay.joined();
    await look();
    expect([types(), relay.serving]).toEqual([[], null]);
    await allow();
    await vi.waitFor(() => expect(types()).toEqual(['relay.offer']));
    expect(relay.serving).toMatchObject({ clients: 0, bytesForwarded: 0 });
  });

  it('offers each public address of this machine with the relay’s port', async () => {
    const { relay, offers, allow } = scene({ addresses: ['198.51.100.1', '198.51.100.2'] });
    relay.joined();
    await allow();
    await vi.waitFor(() => expect(offers()).toHaveLength(1));
    const [port] = /\d+$/.exec(offers()[0]?.endpoints[0] ?? '') ?? [];
    expect(Number(port)).toBeGreaterThan(0);
    expect(offers()[0]?.endpoints).toEqual([`198.51.100.1:${port}`, `198.51.100.2:${port}`]);
  });

  it('offers what the router maps where this machine has no public address', async () => {
    const { mapPort, state } = router();
    const { relay, offers, allow } = scene({ addresses: [], mapPort });
    relay.joined();
    await allow();
    await vi.waitFor(() => expect(offers()[0]?.endpoints).toEqual(['198.51.100.1:7000']));
    await relay.close();
    expect(state).toEqual({ mapped: 1, closed: 1 });
  });

  it('serves nobody where it is not reached from outside, and asks the router seldom', async () => {
    const mapPort = vi.fn(async () => none);
    const { relay, clock, types, look, allow } = scene({ addresses: [], mapPort });
    relay.joined();
    await allow();
    for (let n = 0; n < 5; n++) await look();
    expect([types(), mapPort.mock.calls.length, relay.serving]).toEqual([[], 1, null]);
    clock.advance(300_000);
    await vi.waitFor(() => expect(mapPort.mock.calls.length).toBe(2));
  });

  it('leaves the router alone where port mapping is switched off', async () => {
    const { mapPort, state: routed } = router();
    const { relay, state, types, look } = scene({ addresses: [], mapPort });
    relay.joined();
    await look(() => (state.terms = { ...allowed, mapsPort: false }));
    expect([types(), routed.mapped]).toEqual([[], 0]);
  });

  it('offers again to a server that was away, and what changed at once', async () => {
    const { relay, state, offers, look, allow } = scene();
    relay.joined();
    await allow();
    await vi.waitFor(() => expect(offers()).toHaveLength(1));
    await look();
    expect(offers()).toHaveLength(1);
    relay.joined();
    await vi.waitFor(() => expect(offers()).toHaveLength(2));
    await look(() => (state.addresses = ['198.51.100.9']));
    await vi.waitFor(() => expect(offers()[2]?.endpoints[0]).toMatch(/^198\.51\.100\.9:/));
    expect(new Set(offers().map(({ publicKey }) => publicKey)).size).toBe(1);
  });

  it('withdraws with the consent, and frees its port once those who were served had a moment', async () => {
    const { relay, clock, state, types, look, allow } = scene();
    relay.joined();
    await allow();
    await vi.waitFor(() => expect(types()).toEqual(['relay.offer']));
    await look(() => (state.terms = { ...allowed, allowed: false }));
    expect(types()).toEqual(['relay.offer', 'relay.withdraw']);
    expect(relay.serving).toBeNull();
    clock.advance(10_000);
  });

  it('withdraws when the router takes the port back', async () => {
    const { mapPort, lose, state } = router();
    const { relay, types, allow } = scene({ addresses: [], mapPort });
    relay.joined();
    await allow();
    await vi.waitFor(() => expect(types()).toEqual(['relay.offer']));
    lose();
    await vi.waitFor(() => expect(types()).toEqual(['relay.offer', 'relay.withdraw']));
    expect(state.closed).toBe(1);
  });

  it('is not shown while the server refuses it, and is not offered again and again', async () => {
    const { relay, answers, types, look, allow } = scene();
    answers.next = fail(fault('party.relay-refused', { reason: 'enough-relays' }));
    relay.joined();
    await allow();
    for (let n = 0; n < 3; n++) await look();
    expect([types(), relay.serving]).toEqual([['relay.offer'], null]);
  });

  it('is reached by ourselves within this machine, and other relays as they are listed', async () => {
    const { relay, offers, allow } = scene();
    relay.joined();
    await allow();
    await vi.waitFor(() => expect(offers()).toHaveLength(1));
    const info = (publicKey: string): RelayInfo => ({
      ...{ id: publicKey, publicKey, port: 1, endpoints: ['203.0.113.1:1'], probe: null },
    });
    const own = info(offers()[0]?.publicKey ?? '');
    const [localized, other] = relay.localize([own, info('other')]);
    expect(localized?.endpoints[0]).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(other).toEqual(info('other'));
  });

  it('serves of those whom the server names only the members of its party, as soon as they are known to be', async () => {
    const { relay, members, admitted, types, allow } = scene();
    const [own, friend, invented] = [keyOf(1), keyOf(2), keyOf(3)];
    members.add(own);
    relay.joined();
    await allow();
    await vi.waitFor(() => expect(types()).toEqual(['relay.offer']));
    relay.receive({ type: 'relay.admission', party: PARTY, keys: [own, friend, invented] });
    expect(admitted).toEqual([[own]]);
    members.add(friend);
    relay.rosterChanged();
    relay.rosterChanged();
    expect(admitted).toEqual([[own], [own, friend]]);
    members.delete(friend);
    relay.rosterChanged();
    expect(admitted.at(-1)).toEqual([own]);
    relay.receive({ type: 'relay.admission', party: PARTY, keys: [] });
    expect(admitted.at(-1)).toEqual([]);
  });

  it('serves no other party, whatever the server says', async () => {
    const { relay, members, admitted, types, allow } = scene();
    members.add(keyOf(1));
    relay.joined();
    await allow();
    await vi.waitFor(() => expect(types()).toEqual(['relay.offer']));
    relay.receive({ type: 'relay.admission', party: 'BBBBBBBBBBBBBBBBBBBBBA', keys: [keyOf(1), keyOf(2)] });
    expect(admitted).toEqual([]);
  });
});
