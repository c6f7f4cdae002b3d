import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { OpenedDatabase } from '../../../../../main/base/database.ts';
import { openEngineDatabase } from '../../../../../main/engine/config/engine-database.ts';
import { checkTarget } from '../../../../../main/engine/probing/targets/check-target.ts';
import { openTargetStore, TARGET_LIMIT } from '../../../../../main/engine/probing/targets/target-store.ts';
import { type TargetDraft, targetDraftSchema } from '../../../../../shared/model/target.ts';

let folder: string;
let opened: OpenedDatabase | null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanrage-targets-'));
  opened = null;
});
afterEach(() => {
  opened?.database.close();
  rmSync(folder, { recursive: true });
});

function reopen() {
  opened?.database.close();
  const result = openEngineDatabase(folder);
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  opened = result.value;
  return openTargetStore(opened.database);
}

const draft = (change: Record<string, unknown> = {}): TargetDraft =>
  targetDraftSchema.parse({ name: 'Server', kind: 'icmp', address: '192.0.2.1', ...change });

test('starts with the router and two public hosts, and one that was removed does not come back', () => {
  const store = reopen();
  expect(store.list().map(({ address }) => address)).toEqual(['_gateway', '1.1.1.1', '8.8.8.8']);
  expect(store.remove('public-1').ok).toBe(true);
  expect(store.remove('public-1').ok).toBe(true);
  expect(store.remove('never there').ok).toBe(true);
  expect(
    reopen()
      .list()
      .map(({ id }) => id),
  ).toEqual(['gateway', 'public-2']);
});

test('targets outlive a restart in the order they were added in, as they were changed', () => {
  const store = reopen();
  const first = store.add(draft());
  const second = store.add(draft({ kind: 'tcp', port: 443 }));
  if (!first.ok || !second.ok) throw new Error('not added');
  expect(store.update(first.value.id, { name: 'Renamed', intervalMs: 5_000 }).ok).toBe(true);
  expect(reopen().list().slice(3)).toEqual([
    { ...first.value, name: 'Renamed', intervalMs: 5_000 },
    second.value,
  ]);
});

test('listeners hear of every change until they leave', () => {
  const store = reopen();
  const heard: number[] = [];
  const leave = store.onChange((targets) => heard.push(targets.length));
  const added = store.add(draft());
  if (!added.ok) throw new Error('not added');
  store.remove(added.value.id);
  store.remove(added.value.id);
  leave();
  store.add(draft());
  expect(heard).toEqual([4, 3]);
});

test('the very same target twice is one fault, another port or family is not', () => {
  const store = reopen();
  store.add(draft({ kind: 'tcp', port: 80, address: 'Example.ORG.' }));
  expect(store.add(draft({ kind: 'tcp', port: 80, address: 'example.org', name: 'x' }))).toMatchObject({
    fault: { code: 'target.exists', args: { name: 'Server' } },
  });
  expect(store.add(draft({ kind: 'tcp', port: 81, address: 'example.org' })).ok).toBe(true);
  expect(store.add(draft({ kind: 'tcp', port: 80, address: 'example.org', family: 'ipv6' })).ok).toBe(true);
});

test('a change to what another one is, to nonsense, or of one that is gone changes nothing', () => {
  const store = reopen();
  const before = store.list();
  expect(store.update('public-1', { address: '8.8.8.8' })).toMatchObject({
    fault: { code: 'target.exists' },
  });
  expect(store.update('public-1', { intervalMs: 1 })).toMatchObject({
    fault: { code: 'target.invalid', args: { field: 'intervalMs' } },
  });
  expect(store.update('gone', { name: 'x' })).toMatchObject({ fault: { code: 'target.not-found' } });
  expect(store.list()).toEqual(before);
});

test('there are at most 256', () => {
  const store = reopen();
  for (let number = store.list().length; number < TARGET_LIMIT; number++) {
    expect(store.add(draft({ address: `host${number}.example` })).ok).toBe(true);
  }
  expect(store.add(draft())).toMatchObject({ fault: { code: 'target.too-many', args: { limit: 256 } } });
});

test('a row that this version does not understand is left out and left alone', () => {
  reopen();
  opened?.database.exec(
    `INSERT INTO target (id, value) VALUES ('odd', '{"kind":"carrier-pigeon"}'), ('worse', 'not JSON')`,
  );
  expect(reopen().list()).toHaveLength(3);
  expect(opened?.database.prepare('SELECT count(*) AS n FROM target').get()).toEqual({ n: 5 });
});

test('a disk that takes no writes is a fault, and the targets stay as they were', () => {
  const store = reopen();
  opened?.database.exec('PRAGMA query_only = 1');
  expect(store.add(draft()).ok).toBe(false);
  expect(store.list()).toHaveLength(3);
});

test.each([
  [{ address: '192.0.2.1' }, '192.0.2.1'],
  [{ address: '2001:DB8:0:0::1' }, '2001:db8::1'],
  [{ address: 'fe80::1%eth0' }, 'fe80::1%eth0'],
  [{ address: 'Game.Example.' }, 'game.example'],
  [{ address: 'bücher.example' }, 'xn--bcher-kva.example'],
  [{ address: 'nas' }, 'nas'],
  [{ address: '_gateway' }, '_gateway'],
  [{ kind: 'http', address: 'https://Example.org' }, 'https://example.org/'],
])('%j is taken in one form', (change, address) => {
  expect(checkTarget({ ...draft(), ...change })).toMatchObject({ ok: true, value: { address } });
});

test.each([
  [{ address: '' }, 'address'],
  [{ address: '0.0.0.0' }, 'address'],
  [{ address: '255.255.255.255' }, 'address'],
  [{ address: '224.0.0.1' }, 'address'],
  [{ address: '::' }, 'address'],
  [{ address: 'ff02::1' }, 'address'],
  [{ address: '192.0.2.1%eth0' }, 'address'],
  [{ address: '1.2.3' }, 'address'],
  [{ address: '999.1.1.1' }, 'address'],
  [{ address: '0x7f000001' }, null],
  [{ address: 'a b' }, 'address'],
  [{ address: '-f' }, 'address'],
  [{ address: 'x'.repeat(64) }, 'address'],
  [{ address: `${'x.'.repeat(130)}x` }, 'address'],
  [{ address: 'host;reboot' }, 'address'],
  [{ address: 'x\u0000y' }, 'address'],
  [{ address: 'http://192.0.2.1' }, 'address'],
  [{ kind: 'http', address: '192.0.2.1' }, 'address'],
  [{ kind: 'http', address: 'http://0.0.0.0/' }, 'address'],
  [{ kind: 'http', address: 'http://a:b@example.org/' }, 'address'],
  [{ kind: 'dns', address: '192.0.2.1' }, 'address'],
  [{ kind: 'tcp' }, 'port'],
  [{ kind: 'tcp', port: 0 }, 'port'],
  [{ kind: 'tcp', port: 65_536 }, 'port'],
  [{ port: 80 }, 'port'],
  [{ family: 'ipv6' }, 'family'],
  [{ kind: 'smoke' }, 'kind'],
  [{ intervalMs: 999 }, 'intervalMs'],
  [{ timeoutMs: 60_001 }, 'timeoutMs'],
  [{ name: '' }, 'name'],
  [{ extra: 1 }, 'target'],
])('%j is no target', (change, field) => {
  const checked = checkTarget({ ...draft(), ...change });
  if (field === null) expect(checked.ok).toBe(false);
  else expect(checked).toMatchObject({ ok: false, fault: { code: 'target.invalid', args: { field } } });
});

test.each(['icmp', 'tcp', 'udp'] as const)('an IPv6 address for %s may stand in brackets', (kind) => {
  const port = kind === 'icmp' ? null : 8667;
  const checked = checkTarget(draft({ kind, port, address: '[2001:DB8::10]' }));
  expect(checked).toMatchObject({ ok: true, value: { address: '2001:db8::10' } });
});

test.each(['[192.0.2.1]', '[host.example]', '[2001:db8::10', '[]', '[::]'])(
  'brackets make no host of what is none: %s',
  (address) => {
    expect(checkTarget(draft({ address }))).toMatchObject({ fault: { code: 'target.invalid' } });
  },
);
