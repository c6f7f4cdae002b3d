import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEngineDatabase } from '../../../../main/engine/config/engine-database.ts';
import { openRecentParties, type RecentParty } from '../../../../main/engine/config/recent-parties.ts';
import { makeCode } from '../../../../shared/invite/code.ts';
import { invariant } from '../../../../shared/result.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lanrage-recent-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function open() {
  const opened = openEngineDatabase(folder);
  invariant(opened.ok, 'a new folder');
  return { recent: openRecentParties(opened.value.database), database: opened.value.database };
}

function party(n: number, name = `Party ${n}`): RecentParty {
  const id = Buffer.alloc(16, n).toString('base64url');
  const lastAt = new Date(Date.UTC(2026, 10, n + 1)).toISOString();
  return { id, name, code: makeCode(Buffer.alloc(15, n)), servers: ['wss://play.example.org'], lastAt };
}

describe('recent parties', () => {
  it('are the five that were entered last, newest first, also after a restart', () => {
    const { recent, database } = open();
    for (let n = 1; n <= 7; n++) expect(recent.remember(party(n)).ok).toBe(true);
    const names = (list = recent.list()): string[] => list.map(({ name }) => name);
    expect(names()).toEqual(['Party 7', 'Party 6', 'Party 5', 'Party 4', 'Party 3']);
    database.close();
    const again = open();
    expect(names(again.recent.list())).toEqual(['Party 7', 'Party 6', 'Party 5', 'Party 4', 'Party 3']);
    again.database.close();
  });

  it('leave no code behind of a party that is not among them any more', () => {
    const { recent, database } = open();
    for (let n = 1; n <= 7; n++) recent.remember(party(n));
    recent.forget(party(7).id);
    expect(recent.list().map(({ name }) => name)).toEqual(['Party 6', 'Party 5', 'Party 4', 'Party 3']);
    const kept = JSON.stringify(database.prepare('SELECT value FROM recent_party').all());
    for (const n of [1, 2, 7]) expect(kept).not.toContain(party(n).code);
    database.close();
  });

  it('stand once each, under their newest name, and can be forgotten', () => {
    const { recent, database } = open();
    recent.remember(party(1));
    recent.remember(party(2));
    recent.remember({ ...party(1, 'Renamed'), lastAt: party(9).lastAt });
    expect(recent.list().map(({ name }) => name)).toEqual(['Renamed', 'Party 2']);
    recent.forget(party(1).id);
    expect(recent.list().map(({ name }) => name)).toEqual(['Party 2']);
    database.close();
  });

  it('leave out what cannot be read', () => {
    const { recent, database } = open();
    recent.remember(party(1));
    database.prepare("INSERT INTO recent_party VALUES ('x', '2030', '{\"code\": 7}')").run();
    expect(openRecentParties(database).list()).toHaveLength(1);
    database.close();
  });
});

it('leaves nothing of a forgotten code in the file', () => {
  const { recent, database } = open();
  const gone = party(1);
  recent.remember(gone);
  recent.forget(gone.id);
  database.close();
  const bytes = readFileSync(join(folder, 'lanrage.db'), 'latin1');
  expect(bytes).not.toContain(gone.code);
});
