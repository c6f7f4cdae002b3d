/** Several ways at once, of which some are dead, and clocks that are wrong. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import { startDhtNetwork } from '../mocks/dht-network.ts';
import { startNostrRelay } from '../mocks/nostr-relay.ts';
import { identityNamed, someFacts } from '../unit/engine/rendezvous/kit.ts';
import { startEndpoint } from './control-server.ts';
import { foundBy, hostAt, isOpenAt, notesOf, seekAt } from './rendezvous-kit.ts';

const HOUR_MS = 3_600_000;
const dead = { relays: ['ws://127.0.0.1:9'], dhtNodes: ['127.9.1.99:9'], servers: ['mqtt://127.0.0.1:9'] };

async function control() {
  return { servers: [`ws://127.0.0.1:${(await startEndpoint()).port}`] };
}

async function relays() {
  const relay = await startNostrRelay();
  onTestFinished(() => relay.close());
  return { relays: [relay.url] };
}

async function dht() {
  const network = await startDhtNetwork({ nodes: 20 });
  onTestFinished(() => network.close());
  return { dhtNodes: network.begin };
}

const off = (ms: number) => ({ clock: { ...systemClock, date: () => new Date(Date.now() + ms) } });

describe('meeting by several ways', () => {
  it.each([
    ['a relay', relays],
    ['the DHT', dht],
    ['a control server', control],
  ] as const)('works where %s alone is alive', async (_name, start) => {
    const at = { ...dead, ...(await start()) };
    const host = hostAt(at);
    await vi.waitUntil(() => isOpenAt(host));
    const seeker = seekAt(at);
    await vi.waitUntil(() => foundBy(seeker).length > 0);
    seeker.knock(someFacts, host.instance);
    await vi.waitUntil(() => notesOf(host, 'knocked').length > 0);
    expect(foundBy(seeker)[0]?.record.instance).toBe(host.instance);
  });

  it('is one typed fault where all are dead, and the states say which', async () => {
    const seeker = seekAt(dead);
    await vi.waitUntil(() => seeker.events.some((event) => event.type === 'places' && event.fault !== null));
    const fault = seeker.events
      .flatMap((event) => (event.type === 'places' ? [event.fault] : []))
      .find((one) => one !== null);
    expect(fault).toEqual({ code: 'rendezvous.unreachable', args: {} });
    expect(new Set(seeker.places().map(({ way }) => way))).toEqual(new Set(['nostr', 'dht', 'mqtt']));
  });

  it('is told of each ask and knock once, whatever number of ways bring it', async () => {
    const at = { ...(await relays()), ...(await control()), ...(await dht()) };
    const host = hostAt(at);
    await vi.waitUntil(() => isOpenAt(host, 3));
    const seeker = seekAt(at);
    await vi.waitUntil(() => foundBy(seeker).some(({ record }) => record.live));
    seeker.knock(someFacts, host.instance);
    await vi.waitUntil(() => notesOf(host, 'knocked').length > 0);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect([notesOf(host, 'asked').length, notesOf(host, 'knocked').length]).toEqual([1, 1]);
  });

  it('takes a thousand knocks without telling of a thousand, and hears a friend soon after', async () => {
    const at = { lan: true };
    const host = hostAt(at);
    const friend = seekAt(at, { name: 'friend' });
    const pest = seekAt(at, { name: 'pest' });
    await vi.waitUntil(() => foundBy(friend).length > 0 && isOpenAt(pest));
    for (let i = 0; i < 1000; i++) pest.knock(someFacts, host.instance);
    const isHeard = () => host.events.some((event) => event.type === 'knocked' && isFrom(event, 'friend'));
    const knock = () => {
      friend.knock(someFacts, host.instance);
      return isHeard();
    };
    await vi.waitUntil(knock, { interval: 500 });
    expect(notesOf(host, 'knocked').length).toBeLessThan(20);
  });
});

describe('clocks', () => {
  it.each([-20, -3, 3, 20])(
    'that are off by %d hours keep nobody apart at a relay that says the time',
    async (hours) => {
      const at = await relays();
      hostAt(at);
      const seeker = seekAt(at, { over: off(hours * HOUR_MS) });
      await vi.waitUntil(() => foundBy(seeker).some(({ record }) => record.live));
    },
  );

  it('that are off by hours keep nobody apart in the DHT', async () => {
    const at = await dht();
    hostAt(at);
    const seeker = seekAt(at, { over: off(-20 * HOUR_MS) });
    await vi.waitUntil(() => foundBy(seeker).length > 0);
  });

  it('that are off by days are said to be so', async () => {
    const at = await relays();
    const host = hostAt(at);
    seekAt(at, { over: off(72 * HOUR_MS) });
    await vi.waitUntil(() => host.events.some(({ type }) => type === 'clock'));
    const told = host.events.find((event) => event.type === 'clock');
    expect(told).toMatchObject({
      fault: { code: 'rendezvous.clock', args: { seconds: expect.any(Number) } },
    });
    expect(notesOf(host, 'asked')).toEqual([]);
  });
});

function isFrom(event: { readonly note: { readonly identity: string } }, name: string): boolean {
  return event.note.identity === identityNamed(name).publicKey;
}
