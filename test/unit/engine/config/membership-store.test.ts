import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openEngineDatabase } from '../../../../main/engine/config/engine-database.ts';
import { type Membership, openMembershipStore } from '../../../../main/engine/config/membership-store.ts';
import { makeCode } from '../../../../shared/invite/code.ts';

const membership: Membership = {
  code: makeCode(new Uint8Array(15).fill(7)),
  servers: ['ws://192.0.2.1:8667', 'wss://play.example.org'],
  partyId: 'A'.repeat(22),
  token: 'B'.repeat(43),
  index: 2,
  subnet: '10.66.0.0/16',
  hosting: false,
  name: 'Friday LAN',
  recordSeq: 12,
  savedAt: '2026-11-21T10:20:30.400Z',
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanrage-membership-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function withStore<T>(
  use: (store: ReturnType<typeof openMembershipStore>, run: (sql: string) => void) => T,
): T {
  const opened = openEngineDatabase(folder);
  if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
  const { database } = opened.value;
  try {
    return use(openMembershipStore(database), (sql) => database.exec(sql));
  } finally {
    database.close();
  }
}

it('brings the membership back after a restart, the latest one, until it is cleared', () => {
  withStore((store) => {
    expect(store.load()).toBeNull();
    expect(store.save({ ...membership, recordSeq: 11 })).toEqual({ ok: true, value: undefined });
    store.save(membership);
  });
  withStore((store) => {
    expect(store.load()).toEqual(membership);
    expect(store.clear()).toEqual({ ok: true, value: undefined });
  });
  expect(withStore((store) => store.load())).toBeNull();
});

it.each([
  ['is cut off', '{"code":'],
  ['lacks its token', JSON.stringify({ ...membership, token: undefined })],
  ['has a mistyped code', JSON.stringify({ ...membership, code: 'AAAAAAAAAAAAAAAB' })],
  ['has a subnet that is none', JSON.stringify({ ...membership, subnet: 'everywhere' })],
])('does without a membership that %s, and can save a new one', (_, text) => {
  withStore((store, run) => {
    run(`INSERT INTO membership VALUES (1, '${text}')`);
    expect(store.load()).toBeNull();
    store.save(membership);
    expect(store.load()).toEqual(membership);
  });
});
