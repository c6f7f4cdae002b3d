import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { OpenedDatabase } from '../../../../main/base/database.ts';
import { openEngineDatabase } from '../../../../main/engine/config/engine-database.ts';
import { openSettingsStore } from '../../../../main/engine/config/settings-store.ts';
import { settingsSchema } from '../../../../shared/model/settings.ts';

const defaults = settingsSchema.parse({});

let folder: string;
let open: OpenedDatabase[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanrage-settings-'));
  open = [];
});
afterEach(() => {
  for (const { database } of open) database.close();
  rmSync(folder, { recursive: true });
});

function reopen() {
  for (const { database } of open.splice(0)) database.close();
  const result = openEngineDatabase(folder);
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  open.push(result.value);
  return { ...result.value, store: openSettingsStore(result.value.database) };
}

it('starts with the defaults, interface name and subnet among them', () => {
  expect(reopen().store.get()).toEqual(defaults);
  expect(defaults).toMatchObject({ interfaceName: 'lanrage0', subnet: '10.66.0.0/16' });
});

it('keeps what was set across a restart and leaves the rest at its default', () => {
  const { store } = reopen();
  const wanted = {
    interfaceName: 'lanrage7',
    subnet: '10.99.0.0/16',
    controlServer: 'wss://play.example.org',
  };
  expect(store.update(wanted)).toEqual({ ok: true, value: { ...defaults, ...wanted } });
  expect(store.get()).toEqual({ ...defaults, ...wanted });
  expect(reopen().store.get()).toEqual({ ...defaults, ...wanted });
  expect(reopen().store.update({ controlServer: null })).toMatchObject({ value: { controlServer: null } });
  expect(reopen().store.get()).toMatchObject({ controlServer: null, interfaceName: 'lanrage7' });
});

it('changes nothing when any part of a patch is invalid, and names the key', () => {
  const { store } = reopen();
  expect(store.update({ mtu: 1300, apiPort: 70_000 })).toMatchObject({
    ok: false,
    fault: { code: 'settings.invalid', args: { key: 'apiPort' } },
  });
  expect(store.update({ mtu: 1300, colour: 'red' } as object)).toMatchObject({
    fault: { code: 'settings.invalid', args: { key: 'colour' } },
  });
  expect(store.get()).toEqual(defaults);
  expect(reopen().store.get()).toEqual(defaults);
});

it('tells each listener about a change until it unsubscribes', () => {
  const { store } = reopen();
  const listener = vi.fn();
  const stop = store.onChange(listener);
  store.update({ mtu: 1300 });
  store.update({ mtu: 1 });
  stop();
  store.update({ mtu: 1400 });
  expect(listener.mock.calls).toEqual([[{ ...defaults, mtu: 1300 }, defaults]]);
});

it('keeps keys that only a newer version knows', () => {
  const { database, store } = reopen();
  database.exec(`INSERT INTO setting VALUES ('moonPhase', '"dark"')`);
  store.update({ mtu: 1300 });
  const reread = reopen();
  expect(reread.store.get()).toEqual({ ...defaults, mtu: 1300 });
  expect(reread.store.problems()).toEqual([]);
  expect(reread.database.prepare("SELECT value FROM setting WHERE key = 'moonPhase'").get()?.value).toBe(
    '"dark"',
  );
});

it.each(['12', '"9000', '', '{"a":1}', 'null'])(
  'falls back to the default for the stored value %s, and says so',
  (bad) => {
    reopen().database.prepare("INSERT INTO setting VALUES ('mtu', ?), ('keepaliveSeconds', '10')").run(bad);
    const { store } = reopen();
    expect(store.get()).toEqual({ ...defaults, keepaliveSeconds: 10 });
    expect(store.problems()).toMatchObject([{ code: 'settings.invalid', args: { key: 'mtu' } }]);
    store.update({ mtu: 1300 });
    expect(store.problems()).toEqual([]);
    expect(reopen().store.problems()).toEqual([]);
  },
);

it('is never half written, wherever a crash stops it', async () => {
  const writer = new URL('../../../fixtures/settings-writer.ts', import.meta.url);
  let before = -1;
  for (let round = 0; round < 8; round++) {
    const child = fork(writer, [folder], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    let answered = -1;
    child.on('message', (round) => (answered = Number(round)));
    await once(child, 'message');
    setTimeout(() => child.kill('SIGKILL'), 3 + round * 7);
    await once(child, 'exit');
    const { store, repaired, database } = reopen();
    const { mtu, keepaliveSeconds, displayName } = store.get();
    expect([mtu - 1000, keepaliveSeconds - 5]).toEqual([
      Number(displayName) % 500,
      Number(displayName) % 100,
    ]);
    // What was answered is there; the one under way may be as well.
    expect(Number(displayName)).toBeGreaterThanOrEqual(answered);
    expect(Number(displayName)).toBeGreaterThan(before);
    expect([repaired, store.problems()]).toEqual([null, []]);
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    before = Number(displayName);
  }
});
