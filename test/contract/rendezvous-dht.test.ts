import { randomInt } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import { systemRandom } from '../../main/base/random.ts';
import { fromBase64url } from '../../main/crypto/encoding.ts';
import { publicKeyOf } from '../../main/crypto/signature.ts';
import { DhtClient } from '../../main/engine/rendezvous/dht/dht-client.ts';
import type { DhtNode } from '../../main/engine/rendezvous/dht/krpc.ts';
import { parseEndpoint } from '../../shared/address.ts';
import { type DhtNetworkOptions, startDhtNetwork } from '../mocks/dht-network.ts';
import { partyNamed, someFacts } from '../unit/engine/rendezvous/kit.ts';
import { foundBy, hostAt, isOpenAt, notesOf, ports, seekAt } from './rendezvous-kit.ts';

async function network(options: DhtNetworkOptions = {}) {
  const started = await startDhtNetwork(options);
  onTestFinished(() => started.close());
  return { ...started, at: { dhtNodes: started.begin } };
}

/** @returns ms until the record was found, and from the knock until the host heard it. */
async function meet(at: { dhtNodes: readonly string[] }) {
  const host = hostAt(at);
  await vi.waitUntil(() => isOpenAt(host), { interval: 5 });
  const seeker = seekAt(at);
  await vi.waitUntil(() => foundBy(seeker).length > 0, { interval: 5 });
  const foundMs = Math.round(performance.now() - seeker.startedAt);
  seeker.knock(someFacts, host.instance);
  const knockedAt = performance.now();
  await vi.waitUntil(() => notesOf(host, 'knocked').length > 0, { interval: 5 });
  return { host, seeker, foundMs, knockMs: Math.round(performance.now() - knockedAt) };
}

describe('meeting by the DHT', () => {
  it('finds a record among 50 nodes of which 15 are deaf, and the host hears the knock within 5 s', async () => {
    const { at } = await network({ vices: [{ vice: 'deaf', count: 15 }], delayMs: 40 });
    const { host, seeker, foundMs, knockMs } = await meet(at);
    console.log(
      `DHT, 15 of 50 deaf, 20 to 60 ms each way: record after ${foundMs} ms, knock heard after ${knockMs} ms more`,
    );
    expect(foundBy(seeker).at(-1)?.record).toMatchObject({
      ...someFacts,
      instance: host.instance,
      live: false,
    });
    expect(foundMs + knockMs).toBeLessThan(5000);
  });

  it.each(['forges', 'stale', 'leads-astray', 'rubbish'] as const)(
    'meets where 15 of 50 nodes are of the kind %s',
    async (vice) => {
      const { at } = await network({ vices: [{ vice, count: 15 }] });
      const { host, seeker } = await meet(at);
      expect(foundBy(seeker).every(({ record }) => record.instance === host.instance)).toBe(true);
    },
  );

  it('hears of two who knock at once', async () => {
    const { at } = await network();
    const host = hostAt(at);
    await vi.waitUntil(() => isOpenAt(host));
    for (const name of ['one', 'two']) {
      const seeker = seekAt(at, { name });
      await vi.waitUntil(() => foundBy(seeker).length > 0);
      seeker.knock(someFacts, host.instance);
    }
    await vi.waitUntil(() => notesOf(host, 'knocked').length === 2);
  });

  it('hears of three who knock at once and draw the same slot', async () => {
    const { at } = await network();
    const host = hostAt(at);
    await vi.waitUntil(() => isOpenAt(host));
    const bytes = (count: number) => {
      const drawn = systemRandom.bytes(count);
      // A seal begins with its nonce, and the slot follows from the first byte.
      return count === 24 ? Uint8Array.from([0, ...drawn.subarray(1)]) : drawn;
    };
    const over = { random: { ...systemRandom, bytes } };
    const seekers = ['one', 'two', 'three'].map((name) => seekAt(at, { name, over }));
    await vi.waitUntil(() => seekers.every((seeker) => foundBy(seeker).length > 0));
    for (const seeker of seekers) seeker.knock(someFacts, host.instance);
    await vi.waitUntil(() => notesOf(host, 'knocked').length === 3);
  });

  it('finds what lies at nodes that were not to be seen at first, half a minute later', async () => {
    const prefix = `127.${randomInt(10, 250)}.${randomInt(0, 256)}.`;
    const seen = await network({ nodes: 4, prefix });
    const unseen = await network({ nodes: 20, prefix, firstHost: 5 });
    const seed = new Uint8Array(32).fill(7);
    const key = { seed, publicKey: fromBase64url(publicKeyOf(seed)), salt: 'k0' };
    const client = (begin: readonly string[], clock = systemClock) => {
      const made = new DhtClient({
        ...ports,
        clock,
        known: ports.knownNodes,
        begin: async () => begin.flatMap((node) => parseEndpoint(node) ?? []),
      });
      onTestFinished(() => made.close());
      return made;
    };
    let laterMs = 0;
    const begin = [...seen.begin];
    const reader = client(begin, { ...systemClock, now: () => systemClock.now() + laterMs });
    const read: string[] = [];
    const poll = () => reader.poll(key, ({ value }) => read.push(`${value}`));
    await poll();
    expect(await client(unseen.begin).put(key, Buffer.from('knock'))).toBe('stored');
    begin.push(...unseen.begin);
    await poll();
    expect(read).toEqual([]);
    laterMs = 31_000;
    await poll();
    expect(read).toEqual(['knock']);
  });

  it('keeps two parties apart', async () => {
    const { at } = await network();
    const parties = [partyNamed('one'), partyNamed('two')];
    const hosts = parties.map((party) => hostAt(at, { party }));
    const seekers = parties.map((party) => seekAt(at, { party }));
    await vi.waitUntil(() => seekers.every((seeker) => foundBy(seeker).length > 0));
    expect(seekers.map((seeker) => foundBy(seeker)[0]?.record.instance)).toEqual(
      hosts.map(({ instance }) => instance),
    );
  });

  it('finds that a host has gone, and not what it had told before', async () => {
    const { at } = await network();
    const host = hostAt(at);
    await vi.waitUntil(() => isOpenAt(host));
    await host.stop();
    const seeker = seekAt(at);
    await vi.waitUntil(() =>
      seeker.events.some((event) => event.type === 'gone' && event.instance === host.instance),
    );
    expect(foundBy(seeker)).toEqual([]);
  });

  it('lets a host that leaves take back its own record and not the one of its heir', async () => {
    const { at } = await network();
    const host = hostAt(at);
    await vi.waitUntil(() => isOpenAt(host));
    const heir = hostAt(at, { name: 'heir' });
    await vi.waitUntil(() => isOpenAt(heir));
    await host.stop();
    const seeker = seekAt(at);
    await vi.waitUntil(() => foundBy(seeker).length > 0);
    expect(foundBy(seeker).at(-1)?.record.instance).toBe(heir.instance);
  });

  it('starts with nodes that it knows from before, where nobody well-known answers', async () => {
    const { at } = await network();
    let kept: readonly DhtNode[] = [];
    const knownNodes = {
      read: () => kept,
      write(nodes: readonly DhtNode[]) {
        kept = nodes;
      },
    };
    const host = hostAt(at, { over: { knownNodes } });
    await vi.waitUntil(() => isOpenAt(host));
    await host.stop();
    expect(kept.length).toBeGreaterThan(8);
    const seeker = seekAt({ dhtNodes: ['127.9.1.99:9'] }, { over: { knownNodes } });
    await vi.waitUntil(() => seeker.events.some(({ type }) => type === 'gone'));
  });

  it('says by one typed fault that nobody answers', async () => {
    const seeker = seekAt({ dhtNodes: ['127.9.1.99:9'] });
    await vi.waitUntil(() => seeker.events.some((event) => event.type === 'places' && event.fault !== null));
    expect(seeker.places()).toMatchObject([{ way: 'dht', state: 'unreachable' }]);
  });
});
