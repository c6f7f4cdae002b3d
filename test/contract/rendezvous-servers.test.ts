import { describe, expect, it, vi } from 'vitest';
import { freePort, hasMosquitto, startMosquitto } from '../mocks/mosquitto.ts';
import { partyNamed, someFacts } from '../unit/engine/rendezvous/kit.ts';
import { startEndpoint } from './control-server.ts';
import { foundBy, hostAt, isOpenAt, notesOf, seekAt } from './rendezvous-kit.ts';

async function control(): Promise<string> {
  const { port } = await startEndpoint();
  return `ws://127.0.0.1:${port}`;
}

const kinds = [
  { kind: 'a control server', start: control, isHere: true },
  { kind: 'mosquitto', start: startMosquitto, isHere: hasMosquitto },
];

describe.each(kinds)('meeting at $kind of one’s own', ({ kind, start, isHere }) => {
  it.skipIf(!isHere)(`asks, is answered and knocks (needs ${kind})`, async () => {
    const at = { servers: [await start()] };
    const host = hostAt(at);
    await vi.waitUntil(() => isOpenAt(host));
    const seeker = seekAt(at);
    await vi.waitUntil(() => foundBy(seeker).length > 0);
    expect(foundBy(seeker)[0]?.record).toMatchObject({ ...someFacts, instance: host.instance, live: true });
    seeker.knock(someFacts, host.instance);
    await vi.waitUntil(() => notesOf(host, 'knocked').length === 1);
    await host.stop();
    await vi.waitUntil(() => seeker.events.some(({ type }) => type === 'gone'));
  });

  it.skipIf(!isHere)(`keeps two parties apart (needs ${kind})`, async () => {
    const at = { servers: [await start()] };
    const parties = [partyNamed('one'), partyNamed('two')];
    const hosts = parties.map((party) => hostAt(at, { party }));
    await vi.waitUntil(() => hosts.every((host) => isOpenAt(host)));
    const seekers = parties.map((party) => seekAt(at, { party }));
    await vi.waitUntil(() => seekers.every((seeker) => foundBy(seeker).length > 0));
    expect(seekers.map((seeker) => foundBy(seeker)[0]?.record.instance)).toEqual(
      hosts.map(({ instance }) => instance),
    );
  });

  it.skipIf(!isHere)(`says that it is out of reach where nobody is there (needs ${kind})`, async () => {
    const dead = `${(await start()).split(':')[0]}://127.0.0.1:${await freePort()}`;
    const seeker = seekAt({ servers: [dead] });
    await vi.waitUntil(() => seeker.places().some(({ state }) => state === 'unreachable'));
  });
});

describe('a control server that strangers meet at', () => {
  it('keeps an ask for a host that comes a moment later', async () => {
    const at = { servers: [await control()] };
    const seeker = seekAt(at);
    await vi.waitUntil(() => isOpenAt(seeker));
    hostAt(at);
    await vi.waitUntil(() => foundBy(seeker).some(({ record }) => record.live));
  });

  it('is no place where it is there for one party alone', async () => {
    const control = {
      listen: [{ address: '127.0.0.1', port: 0 }],
      databasePath: ':memory:',
      onlyParty: 'A'.repeat(22),
    };
    const { port } = await startEndpoint({}, { control });
    const seeker = seekAt({ servers: [`ws://127.0.0.1:${port}`] });
    await vi.waitUntil(() => seeker.places().some(({ state }) => state === 'refused'));
  });
});
