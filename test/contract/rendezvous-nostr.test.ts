import { performance } from 'node:perf_hooks';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type NostrRelayOptions, startNostrRelay } from '../mocks/nostr-relay.ts';
import { partyNamed, someFacts } from '../unit/engine/rendezvous/kit.ts';
import { foundBy, hostAt, isOpenAt, notesOf, seekAt } from './rendezvous-kit.ts';

const DEAD = 'ws://127.0.0.1:9';

async function relay(options: NostrRelayOptions = {}) {
  const started = await startNostrRelay(options);
  onTestFinished(() => started.close());
  return started;
}

const places = (...relays: { url: string }[]) => ({ relays: relays.map(({ url }) => url) });

describe('meeting at Nostr relays', () => {
  it('takes one round trip once both are there, and the host hears the knock', async () => {
    const at = places(await relay({ delayMs: 40 }));
    const host = hostAt(at);
    await vi.waitUntil(() => isOpenAt(host));
    const seeker = seekAt(at);
    await vi.waitUntil(() => foundBy(seeker).length > 0, { interval: 1 });
    const ms = Math.round(performance.now() - seeker.startedAt);
    console.log(
      `Nostr, 40 ms each way: asked and answered in ${ms} ms, connection and subscription included`,
    );
    const [found] = foundBy(seeker);
    expect(found?.record).toMatchObject({ ...someFacts, instance: host.instance, live: true });
    seeker.knock(someFacts, host.instance);
    await vi.waitUntil(() => notesOf(host, 'knocked').length === 1);
    expect(ms).toBeLessThan(1000);
  });

  it('says nothing while nobody asks, also not when it ends', async () => {
    const place = await relay();
    const host = hostAt(places(place));
    await vi.waitUntil(() => isOpenAt(host));
    await host.stop();
    expect(place.published).toBe(0);
  });

  it('tells those whom it answered that it has ended', async () => {
    const at = places(await relay());
    const host = hostAt(at);
    const seeker = seekAt(at);
    await vi.waitUntil(() => foundBy(seeker).some(({ record }) => record.live));
    await host.stop();
    await vi.waitUntil(() => seeker.events.some(({ type }) => type === 'gone'));
  });

  it.each([
    'refuses-events',
    'refuses-subscriptions',
    'wants-auth',
    'silent',
    'withholds',
    'forges',
  ] as const)('meets at the others where one %s', async (mode) => {
    const at = places(await relay({ mode }), await relay(), await relay());
    hostAt(at);
    const seeker = seekAt(at);
    await vi.waitUntil(() => foundBy(seeker).some(({ record }) => record.live));
  });

  it('goes on to the next relays where others refuse', async () => {
    const refusing = await Promise.all([1, 2, 3, 4].map(() => relay({ mode: 'refuses-events' })));
    const at = places(...refusing, await relay());
    hostAt(at);
    const seeker = seekAt(at);
    await vi.waitUntil(() => foundBy(seeker).some(({ record }) => record.live));
    expect(seeker.places().filter(({ state }) => state === 'refused').length).toBeGreaterThan(0);
  });

  it('says by one typed fault that no place answers, and takes it back when one does', async () => {
    const place = await relay();
    const port = Number(new URL(place.url).port);
    await place.close();
    const seeker = seekAt({ relays: [place.url, DEAD] });
    await vi.waitUntil(() => faultOf(seeker) === 'rendezvous.unreachable');
    await relay({ port });
    hostAt({ relays: [place.url] });
    await vi.waitUntil(() => foundBy(seeker).length > 0);
    expect(faultOf(seeker)).toBeUndefined();
  });

  it('is told of each ask and knock once by a relay that replays or floods', async () => {
    for (const mode of ['replays', 'floods'] as const) {
      const at = places(await relay({ mode }));
      const host = hostAt(at);
      const seeker = seekAt(at);
      await vi.waitUntil(() => foundBy(seeker).length > 0);
      seeker.knock(someFacts, host.instance);
      await vi.waitUntil(() => notesOf(host, 'knocked').length > 0);
      expect([notesOf(host, 'asked').length, notesOf(host, 'knocked').length]).toEqual([1, 1]);
      expect(foundBy(seeker)).toHaveLength(1);
    }
  });

  it('keeps two parties apart that meet at one relay', async () => {
    const at = places(await relay());
    const [one, two] = [partyNamed('one'), partyNamed('two')];
    const hosts = [hostAt(at, { party: one }), hostAt(at, { party: two, name: 'second host' })];
    const seekers = [seekAt(at, { party: one }), seekAt(at, { party: two })];
    await vi.waitUntil(() => seekers.every((seeker) => foundBy(seeker).length > 0));
    expect(seekers.map((seeker) => foundBy(seeker).map(({ record }) => record.instance))).toEqual(
      hosts.map(({ instance }) => [instance]),
    );
  });

  it('tells of both where two take others in with one code', async () => {
    const at = places(await relay());
    const hosts = [hostAt(at), hostAt(at, { name: 'heir' })];
    const seeker = seekAt(at);
    await vi.waitUntil(() => foundBy(seeker).length === 2);
    expect(new Set(foundBy(seeker).map(({ record }) => record.instance))).toEqual(
      new Set(hosts.map(({ instance }) => instance)),
    );
  });
});

function faultOf({ events }: ReturnType<typeof seekAt>): string | undefined {
  const told = events.flatMap((event) => (event.type === 'places' ? [event.fault?.code] : []));
  return told.at(-1);
}
