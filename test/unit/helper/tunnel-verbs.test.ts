import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DiscoveryRelay, TunnelGuard } from '../../../main/helper/tunnel/backend.ts';
import { openTunnelRecords } from '../../../main/helper/tunnel-record.ts';
import { createTunnelRegistry } from '../../../main/helper/tunnel-registry.ts';
import { createVerbHandlers, type VerbHandlers } from '../../../main/helper/tunnel-verbs.ts';
import { fault } from '../../../shared/faults/fault.ts';
import { type HelperArgs, helperVerbs, type PeerConfig } from '../../../shared/helper/verbs.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { type FakeBackend, fakeTunnelBackend } from '../../mocks/fake-tunnel-backend.ts';

const NAME = 'lanrage0';
const nothing = async () => undefined;
const noGuard: TunnelGuard = { set: nothing, clear: nothing, sweep: nothing };

describe('the verbs', () => {
  let folder: string;
  let backend: FakeBackend;
  let opened: Result<FakeBackend>;
  let verbs: VerbHandlers;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lanrage-verbs-'));
    backend = fakeTunnelBackend();
    opened = ok(backend);
    verbs = openVerbs();
  });

  function openVerbs(): VerbHandlers {
    const owner = { uid: 0, networkNamespace: '1', helper: { pid: 1, startTime: '0' } };
    const records = openTunnelRecords(folder);
    return createVerbHandlers(createTunnelRegistry({ openBackend: async () => opened, records, owner }));
  }

  afterEach(() => rmSync(folder, { recursive: true }));

  const key = () => randomBytes(32).toString('base64');
  const up = () => verbs['interface.up']({ name: NAME, privateKey: key(), listenPort: 0, mtu: 1420 });
  const address = (text: string, prefix = 16) =>
    verbs['interface.address']({ name: NAME, address: text, prefix });
  const setPeers = (...peers: PeerConfig[]) => verbs['peer.set']({ name: NAME, peers });
  const peer = (fields: Partial<PeerConfig> = {}): PeerConfig => ({
    publicKey: key(),
    allowedIps: [],
    keepaliveSeconds: 25,
    fresh: false,
    ...fields,
  });

  test('environment names the backend, and tells by null that WireGuard is missing', async () => {
    opened = fail(fault('tunnel.wireguard-missing', { reason: 'by-package', hint: '' }));
    expect(await verbs.environment({})).toEqual(ok({ backend: null, wgVersion: null }));
    opened = ok(backend);
    expect(await verbs.environment({})).toEqual(
      ok({ backend: 'kernel', wgVersion: 'wireguard-tools v1.0', leftovers: [], interfaces: [] }),
    );
  });

  test('environment tells whether neighbours are kept out, where that is for the helper to do', async () => {
    for (const guard of [null, noGuard]) {
      opened = ok({ ...backend, guard });
      verbs = openVerbs();
      expect(await verbs.environment({})).toMatchObject({ value: { guarded: guard !== null } });
    }
  });

  test('an address is guarded before it is set, and again when it is asked for again', async () => {
    const set = async (name: string, text: string) => void backend.calls.push(`guard ${name} ${text}`);
    opened = ok(Object.assign(backend, { guard: { ...noGuard, set } }));
    await up();
    const steps = () => backend.calls.splice(0).filter((call) => /^(guard|setAddress)/.test(call));
    await address('10.66.0.1');
    expect(steps()).toEqual([`guard ${NAME} 10.66.0.1/16`, `setAddress ${NAME} null 10.66.0.1/16`]);
    await address('10.66.0.1');
    expect(steps()).toEqual([`guard ${NAME} 10.66.0.1/16`]);
    await address('127.0.0.1');
    expect(steps()).toEqual([]);
  });

  test('an address that clashes leaves the guard as it was', async () => {
    const set = async (name: string, text: string) => void backend.calls.push(`guard ${name} ${text}`);
    const clear = async (name: string) => void backend.calls.push(`guard ${name} none`);
    opened = ok(Object.assign(backend, { guard: { ...noGuard, set, clear } }));
    backend.machineNetworks = [{ subnet: { base: 0x0a420000, prefix: 24 }, device: 'eth0', address: null }];
    await up();
    const guardNow = () => backend.calls.findLast((call) => call.startsWith('guard'));
    await address('10.66.0.1');
    expect(guardNow()).toBe(`guard ${NAME} none`);
    await address('10.67.0.1');
    await address('10.66.0.1');
    expect(guardNow()).toBe(`guard ${NAME} 10.67.0.1/16`);
  });

  test('on a system that is not supported every answer says so', async () => {
    opened = fail(fault('tunnel.unsupported-platform', { platform: 'aix' }));
    expect(await verbs.environment({})).toEqual(opened);
    expect(await up()).toEqual(opened);
  });

  test('before the interface exists nothing else is done, and no command runs', async () => {
    const missing = fail(fault('tunnel.interface-missing', { name: NAME }));
    expect(await address('10.66.0.1')).toEqual(missing);
    expect(await setPeers(peer())).toEqual(missing);
    expect(await verbs['peer.remove']({ name: NAME, publicKey: key() })).toEqual(missing);
    expect(await verbs.status({ name: NAME })).toEqual(missing);
    expect(backend.calls).toEqual([]);
  });

  test('what policy refuses reaches no command', async () => {
    await up();
    await address('10.66.0.1');
    const before = [...backend.calls];
    expect(await address('8.8.8.8')).toMatchObject({ fault: { code: 'helper.rejected' } });
    expect(await setPeers(peer({ allowedIps: ['10.67.0.1/32'] }))).toMatchObject({
      fault: { code: 'helper.rejected', args: { verb: 'peer.set' } },
    });
    const low = { name: 'lanrage1', privateKey: key(), listenPort: 53, mtu: 1420 };
    expect(await verbs['interface.up'](low)).toMatchObject({ fault: { code: 'helper.rejected' } });
    expect(backend.calls).toEqual(before);
  });

  test('the same address again is done already; another one replaces it', async () => {
    await up();
    await address('10.66.0.1');
    await address('10.66.0.1');
    await address('10.67.0.1');
    expect(backend.calls.filter((call) => call.startsWith('setAddress'))).toEqual([
      `setAddress ${NAME} null 10.66.0.1/16`,
      `setAddress ${NAME} 10.66.0.1/16 10.67.0.1/16`,
    ]);
  });

  test('the same address is set once more where somebody may have taken it away', async () => {
    await up();
    await address('10.66.0.1');
    await verbs['interface.address']({ name: NAME, address: '10.66.0.1', prefix: 16, mend: true });
    expect(backend.calls.at(-1)).toBe(`setAddress ${NAME} 10.66.0.1/16 10.66.0.1/16`);
  });

  test('packets to members are kept to the least of all where there are no routes to members', async () => {
    await up();
    await address('10.66.0.1');
    const keep = (to: string, mtu: number | null) => verbs['peer.mtu']({ name: NAME, address: to, mtu });
    await keep('10.66.0.2', 1216);
    await keep('10.66.0.3', 1328);
    await keep('10.66.0.2', null);
    expect(backend.calls.filter((call) => call.startsWith('setMtu'))).toEqual(
      [1216, 1216, 1328].map((mtu) => `setMtu ${NAME} ${mtu}`),
    );
    for (const [to, mtu] of [
      ['10.66.0.1', 1216],
      ['10.67.0.2', 1216],
      ['10.66.0.2', 1500],
    ] as const) {
      expect(await keep(to, mtu)).toMatchObject({ fault: { code: 'helper.rejected' } });
    }
  });

  test('an address that could not be set is not taken for granted', async () => {
    await up();
    backend.failing.add('setAddress');
    expect((await address('10.66.0.1')).ok).toBe(false);
    backend.failing.clear();
    expect((await address('10.66.0.1')).ok).toBe(true);
  });

  test('a clash names the network and the device', async () => {
    backend.machineNetworks = [{ subnet: { base: 0x0a420000, prefix: 24 }, device: 'eth0', address: null }];
    await up();
    expect(await address('10.66.9.1')).toEqual(
      fail(fault('tunnel.address-conflict', { subnet: '10.66.0.0/24', device: 'eth0' })),
    );
  });

  test('a fresh peer that is there is removed before it is set, the others are not', async () => {
    await up();
    const [fresh, other, first] = [peer({ fresh: true }), peer(), peer({ fresh: true })];
    const [both, all] = [
      [fresh, other],
      [fresh, other, first],
    ].map((peers) => String(peers.map(({ publicKey }) => publicKey)));
    await setPeers(fresh, other);
    expect(backend.calls.at(-1)).toBe(`setPeers ${NAME} ${both} without `);
    await setPeers(fresh, other, first);
    expect(backend.calls.at(-1)).toBe(`setPeers ${NAME} ${all} without ${fresh.publicKey}`);
  });

  test('decoys have only so many groups, also where nothing can be set for them', async () => {
    await up();
    const decoy = (group: string, endpoints = ['198.51.100.1:9']) =>
      verbs['decoy.set']({ name: NAME, group, endpoints });
    backend.failing.add('setPeers');
    for (let n = 0; n < 128; n++)
      expect(await decoy(`g${n}`)).toMatchObject({ fault: { code: 'tunnel.create-failed' } });
    backend.failing.clear();
    expect(await decoy('g128')).toMatchObject({
      fault: { code: 'helper.rejected', args: { reason: 'too-many-groups', limit: 128 } },
    });
    expect((await decoy('g7')).ok).toBe(true);
    expect((await decoy('g7', [])).ok).toBe(true);
    expect((await decoy('g128')).ok).toBe(true);
  });

  describe('for games', () => {
    const ports = [{ first: 6112, last: 6112 }];
    const members = ['10.66.0.2', '10.66.0.3'];
    const set = (fields: Partial<HelperArgs<'discovery.set'>> = {}) =>
      verbs['discovery.set']({ name: NAME, members, ports, ...fields });
    let asked: string[];

    function withDiscovery(answer: Awaited<ReturnType<DiscoveryRelay['set']>> = ok(undefined)): void {
      asked = [];
      const discovery: DiscoveryRelay = {
        async set(name, terms) {
          asked.push(`set ${name} ${terms.own} to ${terms.members}`);
          return answer;
        },
        clear: async (name) => void asked.push(`clear ${name}`),
        counts: async () => ({ sent: 1, received: 2, capped: 3 }),
        sweep: nothing,
      };
      opened = ok(Object.assign(backend, { discovery }));
    }

    test('copies leave from the address that the interface has, and are counted', async () => {
      withDiscovery();
      await up();
      await address('10.66.0.1');
      expect(await set()).toEqual(ok({}));
      expect(asked.at(-1)).toBe(`set ${NAME} 10.66.0.1 to ${members}`);
      expect(await verbs['discovery.counts']({ name: NAME })).toEqual(
        ok({ sent: 1, received: 2, capped: 3 }),
      );
      expect(await verbs['discovery.clear']({ name: NAME })).toEqual(ok({}));
      expect(asked.at(-1)).toBe(`clear ${NAME}`);
    });

    test('none leaves from an address that the interface no longer has', async () => {
      withDiscovery();
      await up();
      await address('10.66.0.1');
      await set();
      await address('10.67.0.1');
      expect(asked.at(-1)).toBe(`clear ${NAME}`);
    });

    test.each<[string, Partial<HelperArgs<'discovery.set'>>]>([
      ['peer-named-twice', { members: ['10.66.0.2', '10.66.0.2'] }],
      ['own-peer', { members: ['10.66.0.1'] }],
      ['address-outside', { members: ['10.67.0.2'] }],
      ['address-outside', { members: ['10.66.255.255'] }],
      ['address-outside', { members: ['10.66.0.0'] }],
      ['privileged-port', { ports: [{ first: 1023, last: 2000 }] }],
    ])('what breaks a rule is refused as %s: %j', async (reason, fields) => {
      withDiscovery();
      await up();
      await address('10.66.0.1');
      const before = [...asked];
      expect(await set(fields)).toEqual(
        fail(fault('helper.rejected', { verb: 'discovery.set', reason } as never)),
      );
      expect(asked).toEqual(before);
    });

    test('nothing is copied before the interface has an address', async () => {
      withDiscovery();
      expect(await set()).toMatchObject({ fault: { code: 'tunnel.interface-missing' } });
      await up();
      expect(await set()).toEqual(
        fail(fault('helper.rejected', { verb: 'discovery.set', reason: 'no-address-yet' })),
      );
    });

    test('what the system lacks is told, as is a system that has no way', async () => {
      const missing = fault('tunnel.discovery-unavailable', { reason: 'no-kernel-dup' });
      withDiscovery(fail(missing));
      await up();
      await address('10.66.0.1');
      expect(await set()).toEqual(fail(missing));
      Object.assign(backend, { discovery: undefined });
      expect(await set()).toMatchObject({ fault: { args: { reason: 'no-way-here' } } });
      expect(await verbs['discovery.counts']({ name: NAME })).toMatchObject({
        fault: { code: 'tunnel.discovery-unavailable' },
      });
    });

    test.each([
      ['text for a port', { ports: [{ first: '6112', last: 6112 }] }],
      ['a range that ends before it begins', { ports: [{ first: 6112, last: 6111 }] }],
      ['no port', { ports: [] }],
      ['more ports than games have', { ports: Array.from({ length: 257 }, () => ports[0]) }],
      ['a member that is no address', { members: ['10.66.0.2 drop'] }],
      ['more members than a party has', { members: Array.from({ length: 64 }, (_, n) => `10.66.0.${n}`) }],
      ['an interface of others', { name: 'eth0' }],
    ])('%s is no argument', (_, fields) => {
      const given = { name: NAME, members, ports, ...fields };
      expect(helperVerbs['discovery.set'].args.safeParse(given).success).toBe(false);
    });
  });

  test('an allowed IP is free again once its peer is removed', async () => {
    await up();
    await address('10.66.0.1');
    const [first, second] = [peer({ allowedIps: ['10.66.0.2/32'] }), peer({ allowedIps: ['10.66.0.2/32'] })];
    expect((await setPeers(first)).ok).toBe(true);
    expect((await setPeers(second)).ok).toBe(false);
    await verbs['peer.remove']({ name: NAME, publicKey: first.publicKey });
    expect((await setPeers(second)).ok).toBe(true);
  });
});
