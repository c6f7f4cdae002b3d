import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import { openDatabase } from '../../main/base/database.ts';
import { startControlCore } from '../../main/servers/control/control-core.ts';
import { defaultControlLimits } from '../../main/servers/control/limits.ts';
import { listenForControl } from '../../main/servers/control/sockets/control-listener.ts';
import { partyMigrations } from '../../main/servers/control/store/party-migrations.ts';
import { openSqlitePartyStore } from '../../main/servers/control/store/sqlite-party-store.ts';
import type { Endpoint } from '../../shared/address.ts';
import { recordingLog } from '../mocks/recording-log.ts';
import { create, creation, greet, join, makeParty, seat, TestDevice } from './control-client.ts';
import { loopback } from './control-server.ts';

async function makeDatabasePath(): Promise<string> {
  const directory = await mkdtemp(joinPath(tmpdir(), 'lanrage-control-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return joinPath(directory, 'control.db');
}

async function spawnServer(databasePath: string): Promise<{ child: ChildProcess; endpoint: Endpoint }> {
  const script = fileURLToPath(new URL('./control-child.ts', import.meta.url));
  const child = spawn(process.execPath, [script, databasePath], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, endpoint: JSON.parse(line.toString()) as Endpoint };
}

describe('a control server that is killed', () => {
  it('has lost nothing that it answered', async () => {
    const databasePath = await makeDatabasePath();
    const party = makeParty();
    const ended = makeParty();
    const [host, guest, leaver] = [new TestDevice(), new TestDevice(), new TestDevice()];

    const before = await spawnServer(databasePath);
    const hosted = await create(before.endpoint, host, party);
    const left = await create(before.endpoint, leaver, ended);
    await left.client.ask('party.leave');
    const seated = await join(before.endpoint, guest, party);
    const record = guest.record(party, 2, 'bmV3ZXI');
    expect(await seated.client.ask('peer.update', { record })).toMatchObject({ ok: true });
    before.child.kill('SIGKILL');
    await once(before.child, 'exit');

    const { endpoint } = await spawnServer(databasePath);
    const client = await greet(endpoint, host);
    const token = hosted.joined.token;
    const resumption = { party: party.id, token, record: host.record(party) };
    const back = await seat(client, await client.ask('party.resume', resumption));
    expect(back.joined.index).toBe(1);
    expect(back.seq).toBeGreaterThan(hosted.seq);
    expect(back.members).toMatchObject([
      { peer: host.peer, index: 1, presence: 'online' },
      { peer: guest.peer, index: 2, presence: 'away', record },
    ]);
    expect((await join(endpoint, new TestDevice(), party)).joined.index).toBe(3);
    await expect(join(endpoint, leaver, ended)).rejects.toThrow('party.invite-expired');
  });
});

describe('a control server whose disk is full', () => {
  it('says that it failed, keeps what it had and goes on when there is room', async () => {
    const opened = openDatabase(await makeDatabasePath(), partyMigrations);
    if (!opened.ok) throw new Error(opened.fault.code);
    const { database } = opened.value;
    const log = recordingLog();
    const limits = defaultControlLimits;
    const store = openSqlitePartyStore(database);
    const core = startControlCore({
      store,
      limits,
      onlyParty: null,
      relaySecret: null,
      clock: systemClock,
      log,
    });
    const listener = await listenForControl({
      listen: [loopback],
      tls: null,
      log,
      onSocket: core.accept,
      onTunnel: null,
    });
    if (!listener.ok) throw new Error(listener.fault.code);
    onTestFinished(async () => {
      core.close();
      await listener.value.close();
    });
    const [endpoint = loopback] = listener.value.endpoints;
    const party = makeParty();
    await create(endpoint, new TestDevice(), party);

    // SQLite answers SQLITE_FULL at this size just as it does when the disk has no room.
    const { page_count } = database.prepare('PRAGMA page_count').get() as { page_count: number };
    database.exec(`PRAGMA max_page_count = ${page_count}`);
    const device = new TestDevice();
    const client = await greet(endpoint, device);
    const big = device.record(party, 1, 'A'.repeat(5461));
    const refused = await client.ask('party.join', device.membership(await client.challenge, party, big));
    expect(refused).toMatchObject({ ok: false, fault: { code: 'control.server-failed' } });
    expect(JSON.stringify(refused)).not.toMatch(/sqlite|disk|\.ts/i);
    expect(log.lines.some((line) => line.level === 'error' && line.message === 'request failed')).toBe(true);

    database.exec('PRAGMA max_page_count = 1000000');
    const joined = await join(endpoint, device, party, big);
    expect(joined.members).toHaveLength(2);
    const other = makeParty();
    joined.client.close();
    const next = await greet(endpoint, device);
    await seat(next, await next.ask('party.create', await creation(next, device, other)));
  });
});
