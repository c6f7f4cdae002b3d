import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { identify } from '../../../main/helper/process-identity.ts';
import { publicKeyOf } from '../../../main/helper/public-key.ts';
import {
  openTunnelRecords,
  type TunnelRecord,
  type TunnelRecords,
} from '../../../main/helper/tunnel-record.ts';
import { createTunnelRegistry } from '../../../main/helper/tunnel-registry.ts';
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok } from '../../../shared/result.ts';
import { type FakeBackend, fakeTunnelBackend } from '../../mocks/fake-tunnel-backend.ts';

const NAME = 'lanrage0';
const DEAD = { pid: 1, startTime: 'before the boot' };

describe('the interfaces of a helper', () => {
  const self = identify(process.pid) ?? DEAD;
  const owner = { uid: 1000, networkNamespace: '4026531840', helper: self };
  let folder: string;
  let records: TunnelRecords;
  let backend: FakeBackend;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lanrage-registry-'));
    records = openTunnelRecords(folder);
    backend = fakeTunnelBackend();
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const open = () => createTunnelRegistry({ openBackend: async () => ok(backend), records, owner });
  const key = () => randomBytes(32).toString('base64');
  const args = (privateKey = key(), name = NAME) => ({ name, privateKey, listenPort: 0, mtu: 1420 });

  function leave(fields: Partial<TunnelRecord> = {}): TunnelRecord {
    const record: TunnelRecord = {
      name: NAME,
      backend: 'kernel',
      publicKey: publicKeyOf(key()),
      ownerUid: owner.uid,
      networkNamespace: owner.networkNamespace,
      helper: DEAD,
      daemon: null,
      ...fields,
    };
    records.write(record);
    backend.devices.set(record.name, { publicKey: record.publicKey, events: null });
    return record;
  }

  test('are prepared for an address where they are new, and left alone where they may have one', async () => {
    const expected: string[] = [];
    backend = { ...backend, expectAddress: (name) => expected.push(name) };
    const registry = open();
    const wanted = args();
    expect((await registry.up(wanted)).ok).toBe(true);
    expect(expected).toEqual([NAME]);
    expect(await registry.up(wanted)).toMatchObject({ ok: true, value: { adopted: true } });
    expect(expected).toEqual([NAME]);
    backend.failing.add('configure');
    expect((await registry.up(args(key(), 'lanrage1'))).ok).toBe(false);
    expect(expected).toEqual([NAME]);
  });

  test('do not exist before they are brought up', () => {
    const registry = open();
    expect(registry.find(NAME)).toEqual(fail(fault('tunnel.interface-missing', { name: NAME })));
    expect(backend.calls).toEqual([]);
  });

  describe('where the system says by itself which are ours', () => {
    const ours = (isOurs: boolean) => {
      backend = { ...backend, isOurs: async () => isOurs };
      // A service without its device, as a hard end leaves it.
      backend.failing.add('status');
    };

    test('are made anew where a hard end left a record and a service that answers nothing', async () => {
      leave();
      ours(true);
      expect(await open().up(args())).toEqual(ok({ listenPort: 51820, adopted: false }));
      expect(backend.calls).toContain(`remove ${NAME}`);
    });

    test('are made anew where even the record is gone', async () => {
      backend.devices.set(NAME, { publicKey: null, events: null });
      ours(true);
      expect((await open().up(args())).ok).toBe(true);
    });

    test('are left alone where another made them', async () => {
      leave();
      ours(false);
      expect(await open().up(args())).toEqual(fail(fault('tunnel.interface-exists', { name: NAME })));
      expect(backend.devices.has(NAME)).toBe(true);
    });

    test("are left alone where another user's living helper looks after them", async () => {
      leave({ ownerUid: 1001, helper: self });
      ours(true);
      expect(await open().up(args())).toEqual(fail(fault('tunnel.interface-exists', { name: NAME })));
      expect(backend.devices.has(NAME)).toBe(true);
    });

    test('are told of no more than is true when they cannot be removed', async () => {
      backend.devices.set(NAME, { publicKey: null, events: null });
      ours(true);
      backend.failing.add('remove');
      expect(await open().up(args())).toMatchObject({ fault: { code: 'tunnel.create-failed' } });
    });

    test('are taken away with what else a crashed helper left', async () => {
      leave();
      ours(true);
      await open().removeLeftovers();
      expect([...backend.devices.keys()]).toEqual([]);
      expect(readdirSync(folder)).toEqual([]);
    });
  });

  test('that cannot be configured are removed again, and nothing else is', async () => {
    backend.devices.set('eth0', { publicKey: null, events: null });
    backend.failing.add('configure');
    expect(await open().up(args())).toMatchObject({ fault: { code: 'tunnel.create-failed' } });
    expect([...backend.devices.keys()]).toEqual(['eth0']);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('that cannot be created leave nothing behind and touch no device', async () => {
    backend.failing.add('create');
    expect((await open().up(args())).ok).toBe(false);
    expect(backend.calls).toEqual([`create ${NAME}`]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('are on record as long as they are up', async () => {
    const registry = open();
    await registry.up(args());
    expect(readdirSync(folder)).toEqual([`${NAME}.${owner.networkNamespace}.json`]);
    expect(await registry.down(NAME)).toEqual(ok(undefined));
    expect(readdirSync(folder)).toEqual([]);
    expect(await registry.down(NAME)).toMatchObject({ fault: { code: 'tunnel.interface-missing' } });
  });

  test('are adopted for the same key and made anew for another', async () => {
    const registry = open();
    const privateKey = key();
    expect(await registry.up(args(privateKey))).toMatchObject({ value: { adopted: false } });
    expect(await registry.up(args(privateKey))).toMatchObject({ value: { adopted: true } });
    expect(backend.calls.filter((call) => call.startsWith('create'))).toHaveLength(1);
    expect(await registry.up(args())).toMatchObject({ value: { adopted: false } });
    expect(backend.calls.filter((call) => /^(create|remove)/.test(call))).toEqual([
      `create ${NAME}`,
      `remove ${NAME}`,
      `create ${NAME}`,
    ]);
  });

  test('are at most four', async () => {
    const registry = open();
    for (const number of [0, 1, 2, 3]) await registry.up(args(key(), `lanrage${number}`));
    expect(await registry.up(args(key(), 'lanrage4'))).toMatchObject({ fault: { code: 'helper.rejected' } });
    await registry.down('lanrage1');
    expect((await registry.up(args(key(), 'lanrage4'))).ok).toBe(true);
  });

  test('that ended by themselves are forgotten, the later one of that name is not', async () => {
    const registry = open();
    await registry.up(args());
    const first = backend.devices.get(NAME);
    backend.devices.delete(NAME);
    first?.events?.onGone();
    expect(registry.find(NAME).ok).toBe(false);
    await registry.up(args());
    first?.events?.onGone();
    expect(registry.find(NAME).ok).toBe(true);
  });

  test('that a crashed helper left are adopted for the same key', async () => {
    const privateKey = key();
    leave({ publicKey: publicKeyOf(privateKey) });
    backend.machineNetworks = [
      { subnet: { base: 0x0a420000, prefix: 16 }, device: NAME, address: '10.66.0.1' },
    ];
    const registry = open();
    expect(registry.names()).toEqual([NAME]);
    expect(await registry.leftovers()).toEqual([NAME]);
    expect(await registry.up(args(privateKey))).toMatchObject({ value: { adopted: true } });
    expect(await registry.leftovers()).toEqual([]);
    expect(registry.find(NAME)).toMatchObject({ value: { address: { address: '10.66.0.1' } } });
    expect(records.all()).toMatchObject([{ helper: self }]);
    await registry.removeLeftovers();
    expect(backend.devices.has(NAME)).toBe(true);
  });

  test('that a crashed helper left and nobody adopts are removed', async () => {
    leave();
    const registry = open();
    await registry.removeLeftovers();
    expect(backend.devices.size).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
    expect(registry.names()).toEqual([]);
  });

  test.each<[string, Partial<TunnelRecord>]>([
    ['of another user', { ownerUid: 1001 }],
    ['of another network namespace', { networkNamespace: '1' }],
    ['of a helper that is alive', { helper: identify(process.ppid) ?? DEAD }],
    ['whose process is gone, so that the device is a later one', { daemon: DEAD, backend: 'wireguard-go' }],
  ])('%s stay as they are', async (_, fields) => {
    leave(fields);
    const registry = open();
    expect(registry.names()).toEqual([]);
    expect(await registry.leftovers()).toEqual([]);
    expect(await registry.up(args())).toEqual(fail(fault('tunnel.interface-exists', { name: NAME })));
    expect((await registry.down(NAME)).ok).toBe(false);
    await registry.close();
    expect(backend.devices.has(NAME)).toBe(true);
  });

  test('of the kernel with another key than the recorded one are strangers', async () => {
    leave();
    backend.devices.set(NAME, { publicKey: publicKeyOf(key()), events: null });
    expect(await open().up(args())).toMatchObject({ fault: { code: 'tunnel.interface-exists' } });
    expect(backend.devices.has(NAME)).toBe(true);
  });

  test('that cannot be removed stay on record for the next helper', async () => {
    const registry = open();
    await registry.up(args());
    backend.failing.add('remove');
    expect((await registry.down(NAME)).ok).toBe(false);
    expect(readdirSync(folder)).toHaveLength(1);
    backend.failing.clear();
    await registry.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('are looked for again once WireGuard has been installed', async () => {
    const missing = fault('tunnel.wireguard-missing', { reason: 'by-package', hint: 'wireguard-tools' });
    const answers = [fail(missing), ok(backend)];
    const openBackend = async () => answers.shift() ?? fail(missing);
    const registry = createTunnelRegistry({ openBackend, records, owner });
    expect(await registry.up(args())).toEqual(fail(missing));
    expect((await registry.up(args())).ok).toBe(true);
    expect((await registry.up(args(key(), 'lanrage1'))).ok).toBe(true);
  });
});
