import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import { createLog } from '../../main/base/log/create-log.ts';
import { noProxies } from '../../main/base/proxy.ts';
import { webSockets } from '../../main/control-client/web-socket.ts';
import { keyPairOf } from '../../main/crypto/key-agreement.ts';
import { derivePartyKeys, type PartyKeys } from '../../main/crypto/party-keys.ts';
import { peerIdOf } from '../../main/crypto/peer-id.ts';
import { publicKeyOf } from '../../main/crypto/signature.ts';
import { connectAsPeer } from '../../main/engine/control/connect-as-peer.ts';
import type { ControlSessionStart } from '../../main/engine/control/membership-request.ts';
import { ControlSession } from '../../main/engine/control/session.ts';
import type { ControlSessionEvent } from '../../main/engine/control/session-events.ts';
import { sealAbout } from '../../main/engine/party/about.ts';
import { encodeRecord } from '../../main/engine/party/peer-record.ts';
import { startServers } from '../../main/servers/serve.ts';
import type { ControlPush, Joined } from '../../shared/control/messages.ts';
import { type Fault, fault } from '../../shared/faults/fault.ts';
import { makeCode } from '../../shared/invite/code.ts';
import { unknownReachability } from '../../shared/model/reachability.ts';
import type { Result } from '../../shared/result.ts';

const log = createLog({ level: 'error', sinks: [] });
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(
  port = 0,
  databasePath = ':memory:',
  limits = {},
): Promise<{ close: () => Promise<void>; url: string; port: number }> {
  const started = await startServers({
    control: { listen: [{ address: '127.0.0.1', port }], databasePath, limits },
    relay: { listen: [{ address: '127.0.0.1', port: 0 }], keyPath: null, publicEndpoints: [] },
    clock: systemClock,
    log,
  });
  if (!started.ok) throw new Error(started.fault.code);
  let open = true;
  const close = async (): Promise<void> => {
    if (open) await started.value.close();
    open = false;
  };
  closers.push(close);
  const bound = started.value.controlEndpoints[0]?.port ?? 0;
  return { close, url: `ws://127.0.0.1:${bound}`, port: bound };
}

/** A device in a party, and all that its session told it. */
function makeDevice(
  party: PartyKeys,
  servers: readonly string[],
  refuse: (joined: Joined) => Fault | null = () => null,
) {
  const seed = new Uint8Array(randomBytes(32));
  const identity = { seed, publicKey: publicKeyOf(seed) };
  const secret = new Uint8Array(randomBytes(32));
  const [privateKey, publicKey] = [secret, keyPairOf(secret).publicKey].map((key) =>
    Buffer.from(key).toString('base64'),
  ) as [string, string];
  const told = {
    joined: [] as Joined[],
    remade: 0,
    stuck: [] as Fault[],
    pushes: [] as ControlPush[],
    states: [] as string[],
    ended: [] as Fault[],
  };
  let seq = 0;
  const peer = { open: webSockets(noProxies), identity, app: 'test', clock: systemClock, log };
  const hear = (event: ControlSessionEvent): void => {
    if (event.type === 'joined') told.joined.push(event.joined);
    else if (event.type === 'pushed') told.pushes.push(event.push);
    else if (event.type === 'control') told.states.push(event.isUp ? 'connected' : 'reconnecting');
    else if (event.type === 'remade') told.remade++;
    else told[event.type].push(event.reason);
  };
  const session = new ControlSession({
    ...peer,
    servers,
    wireguard: { privateKey, publicKey },
    party,
    membership: {
      get place() {
        return told.joined.at(-1)?.index ?? null;
      },
      record: () =>
        encodeRecord(
          { name: 'Test', app: 'test', reachability: unknownReachability, run: 'r' },
          ++seq,
          { ...party, identity: identity.publicKey, wireguardKey: publicKey },
          seed,
        ),
      terms: () => ({ subnet: '10.66.0.0/16', about: sealAbout('LAN', party) }),
      refuse,
    },
    random: () => 0.1,
    tell: hear,
  });
  closers.push(() => session.close());
  /** @param meanwhile - done while the server is asked. */
  const begin = async (
    start: ControlSessionStart,
    meanwhile = (): void => undefined,
  ): Promise<Result<Joined>> => {
    const connection = await connectAsPeer(servers, peer, new AbortController().signal);
    if (!connection.ok) return connection;
    const joining = session.begin(start, connection.value);
    meanwhile();
    return joining;
  };
  return { session, begin, told, identity, id: peerIdOf(identity.publicKey) };
}

/** Where the latest push has a member. */
function presenceOf(pushes: readonly ControlPush[], id: string): string | undefined {
  const about = pushes.flatMap((push) => ('member' in push && push.member.peer === id ? [push.member] : []));
  return about.at(-1)?.presence;
}

async function makeParty(url: string) {
  const party = await derivePartyKeys(makeCode(randomBytes(15)));
  const host = makeDevice(party, [url]);
  const created = await host.begin({
    type: 'create',
    subnet: '10.66.0.0/16',
    about: sealAbout('LAN', party),
  });
  expect(created).toMatchObject({ ok: true, value: { index: 1, memberCount: 1 } });
  return { party, host };
}

describe('a session at a control server', () => {
  it('creates a party that another device joins by the same keys', async () => {
    const { url } = await serve();
    const { party, host } = await makeParty(url);
    const guest = makeDevice(party, [url]);
    expect(await guest.begin({ type: 'join' })).toMatchObject({ ok: true, value: { index: 2 } });
    await expect.poll(() => host.told.pushes.map(({ type }) => type)).toContain('peer.joined');
    await expect.poll(() => guest.told.pushes.map(({ type }) => type)).toContain('party.snapshot');
  });

  it('finds the address that answers when others of the same server do not', async () => {
    const { url } = await serve();
    const party = await derivePartyKeys(makeCode(randomBytes(15)));
    const device = makeDevice(party, ['ws://127.0.0.1:1', url]);
    const begun = await device.begin({
      type: 'create',
      subnet: '10.66.0.0/16',
      about: sealAbout('LAN', party),
    });
    expect(begun.ok).toBe(true);
  });

  it('says which server could not be reached', async () => {
    const party = await derivePartyKeys(makeCode(randomBytes(15)));
    const device = makeDevice(party, ['ws://127.0.0.1:1']);
    expect(await device.begin({ type: 'join' })).toMatchObject({
      fault: {
        code: 'control.unreachable',
        args: { server: 'ws://127.0.0.1:1', reason: 'errno', errno: 'ECONNREFUSED' },
      },
    });
  });

  it('passes the refusal of a party that does not exist on', async () => {
    const { url } = await serve();
    const party = await derivePartyKeys(makeCode(randomBytes(15)));
    const device = makeDevice(party, [url]);
    expect(await device.begin({ type: 'join' })).toMatchObject({
      fault: { code: 'party.not-found' },
    });
    expect(device.told.states).toEqual([]);
  });

  it('resumes with the same index when the server comes back, without a new join', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lanrage-session-'));
    closers.push(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'control.db');
    const first = await serve(0, path);
    const { host } = await makeParty(first.url);
    await first.close();
    await expect.poll(() => host.told.states.at(-1)).toBe('reconnecting');
    await serve(first.port, path);
    await expect.poll(() => host.told.states.at(-1)).toBe('connected');
    expect(host.told.joined.map(({ index }) => index)).toEqual([1, 1]);
    expect(host.told.ended).toEqual([]);
  });

  it('makes the party again where the server lost it, and everybody is back at their place', async () => {
    const first = await serve();
    const { party, host } = await makeParty(first.url);
    const guests = [makeDevice(party, [first.url]), makeDevice(party, [first.url])];
    for (const guest of guests) await guest.begin({ type: 'join' });
    await first.close();
    await serve(first.port);
    const all = [host, ...guests];
    for (const { told } of all) {
      await expect.poll(() => told.joined.length).toBe(2);
      expect(told.joined[0]?.index).toBe(told.joined[1]?.index);
      expect([told.ended, told.stuck]).toEqual([[], []]);
    }
    expect(all.map(({ told }) => told.remade)).toContain(1);
    const newcomer = makeDevice(party, [first.url]);
    expect(await newcomer.begin({ type: 'join' })).toMatchObject({ ok: true, value: { index: 4 } });
  });

  it('says once why it cannot come back, and goes on trying', async () => {
    const first = await serve();
    const { host } = await makeParty(first.url);
    await first.close();
    await serve(first.port, ':memory:', { parties: 0 });
    await expect.poll(() => host.told.stuck).toHaveLength(1);
    expect(host.told.stuck[0]).toEqual(fault('control.too-many-parties', { limit: 0 }));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect([host.told.stuck.length, host.told.ended]).toEqual([1, []]);
  });

  it('takes no membership that is refused, and follows no push of it', async () => {
    const { url } = await serve();
    const { party } = await makeParty(url);
    const guest = makeDevice(party, [url], ({ party: { subnet } }) =>
      fault('party.subnet-refused', { subnet }),
    );
    expect(await guest.begin({ type: 'join' })).toMatchObject({
      fault: { code: 'party.subnet-refused', args: { subnet: '10.66.0.0/16' } },
    });
    expect(guest.told).toEqual({ joined: [], remade: 0, stuck: [], pushes: [], states: [], ended: [] });
  });

  it('stays closed when it is closed while it comes back', async () => {
    const { url } = await serve();
    const { party, host } = await makeParty(url);
    const later = makeDevice(party, [url]);
    const coming = later.begin({ type: 'join' }, () => later.session.close());
    expect((await coming).ok).toBe(false);
    expect(later.told.joined).toEqual([]);
    await expect.poll(() => presenceOf(host.told.pushes, later.id)).toBe('away');
  });

  it('ends when the party has ended meanwhile', async () => {
    const { url } = await serve();
    const { party, host } = await makeParty(url);
    const guest = makeDevice(party, [url]);
    await host.session.request({ type: 'party.leave' });
    expect(await guest.begin({ type: 'join' })).toMatchObject({
      fault: { code: 'party.invite-expired' },
    });
  });
});
