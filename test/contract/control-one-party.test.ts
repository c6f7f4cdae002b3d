/** A control server that a player runs for the own party: nobody else has a party there. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fault } from '../../shared/faults/fault.ts';
import { create, creation, greet, join, makeParty, TestDevice, type TestParty } from './control-client.ts';
import { endpointOf, loopback, start } from './control-server.ts';

const refused = { ok: false, fault: fault('party.not-hosted-here', {}) };
const relay = { listen: [loopback], keyPath: null, publicEndpoints: [] };

/** A server with a relay, for one party alone; null: for everybody. */
async function serverFor(party: TestParty | null, databasePath = ':memory:') {
  const control = { listen: [loopback], databasePath, ...(party !== null && { onlyParty: party.id }) };
  const servers = await start({ control, relay });
  return { servers, endpoint: endpointOf(servers) };
}

async function databasePath(): Promise<string> {
  const directory = await mkdtemp(joinPath(tmpdir(), 'lanrage-one-party-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return joinPath(directory, 'control.db');
}

describe('a control server for one party', () => {
  it('has that one made and joined, and no other', async () => {
    const [own, other] = [makeParty(), makeParty()];
    const { endpoint } = await serverFor(own);
    const stranger = new TestDevice();
    const client = await greet(endpoint, stranger);
    expect(await client.ask('party.create', await creation(client, stranger, other))).toMatchObject(refused);
    const membership = stranger.membership(await client.challenge, other);
    expect(await client.ask('party.join', membership)).toMatchObject(refused);
    await create(endpoint, new TestDevice(), own);
    const { members } = await join(endpoint, new TestDevice(), own);
    expect(members).toHaveLength(2);
  });

  it('says so to everybody alike, whether the other party was ever there', async () => {
    const path = await databasePath();
    const [own, other] = [makeParty(), makeParty()];
    const first = await serverFor(null, path);
    const stranger = new TestDevice();
    const { joined } = await create(first.endpoint, stranger, other);
    await first.servers.close();
    const { endpoint } = await serverFor(own, path);
    const client = await greet(endpoint, stranger);
    const { record } = stranger.membership(await client.challenge, other, stranger.record(other, 2));
    const resumption = { party: other.id, token: joined.token, record };
    expect(await client.ask('party.resume', resumption)).toMatchObject(refused);
    const unheardOf = { ...resumption, party: makeParty().id };
    expect(await client.ask('party.resume', unheardOf)).toMatchObject(refused);
  });

  it('takes its own up again from the disk, whose members resume, and forgets what else was there', async () => {
    const path = await databasePath();
    const [own, other] = [makeParty(), makeParty()];
    const first = await serverFor(null, path);
    const [host, stranger] = [new TestDevice(), new TestDevice()];
    const { joined } = await create(first.endpoint, host, own);
    await create(first.endpoint, stranger, other);
    await first.servers.close();
    const second = await serverFor(own, path);
    const client = await greet(second.endpoint, host);
    const resumption = { party: own.id, token: joined.token, record: host.record(own, 2) };
    expect(await client.ask('party.resume', resumption)).toMatchObject({ ok: true });
    await second.servers.close();
    const third = await serverFor(null, path);
    await expect(join(third.endpoint, stranger, other, stranger.record(other, 2))).rejects.toThrow(
      'party.invite-expired',
    );
  });
});
