/** Reads everything that places carried while two players met, and looks for what would tell anything of them. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { NOTE_BYTES } from '../../main/engine/rendezvous/notes/note.ts';
import { startDhtNetwork } from '../mocks/dht-network.ts';
import { hasMosquitto, startMosquitto } from '../mocks/mosquitto.ts';
import { startNostrRelay } from '../mocks/nostr-relay.ts';
import { wiretap } from '../mocks/wiretap.ts';
import { identityNamed, partyNamed, someFacts } from '../unit/engine/rendezvous/kit.ts';
import { startEndpoint } from './control-server.ts';
import { foundBy, hostAt, isOpenAt, notesOf, seekAt } from './rendezvous-kit.ts';

async function startControl(): Promise<string> {
  return `ws://127.0.0.1:${(await startEndpoint()).port}`;
}

/** Whatever belongs to players and their party, in each way in which it may be written. */
function secrets(): Buffer[] {
  const party = partyNamed('party');
  const keys = [identityNamed('host'), identityNamed('seeker')].map(({ publicKey }) =>
    Buffer.from(publicKey, 'base64url'),
  );
  const wireguard = Buffer.from(someFacts.wireguardKey, 'base64');
  const id = Buffer.from(party.partyId, 'base64url');
  const bytes = [...keys, wireguard, id, Buffer.from(party.rendezvousKey)];
  const endpoints = [...someFacts.endpoints, ...someFacts.ipv6, ...someFacts.lan];
  const addresses = endpoints.flatMap(({ address }) =>
    [Buffer.from(address), packed(address)].flatMap((one) => one ?? []),
  );
  return [
    ...bytes.flatMap((one) => [
      one,
      ...(['hex', 'base64', 'base64url'] as const).map((form) => Buffer.from(one.toString(form))),
    ]),
    ...addresses,
  ];
}

function packed(address: string): Buffer | null {
  return address.includes('.') ? Buffer.from(address.split('.').map(Number)) : null;
}

/** What is said between the first and the last word of two who meet. */
async function meet(at: Parameters<typeof hostAt>[0]) {
  const host = hostAt(at);
  await vi.waitUntil(() => isOpenAt(host));
  const seeker = seekAt(at);
  await vi.waitUntil(() => foundBy(seeker).length > 0);
  seeker.knock(someFacts, host.instance);
  await vi.waitUntil(() => notesOf(host, 'knocked').length > 0);
  await host.stop();
}

function expectNoSecret(carried: readonly Buffer[]): void {
  expect(carried.length).toBeGreaterThan(3);
  for (const secret of secrets()) {
    const found = carried.find((one) => one.includes(secret));
    expect(found?.toString('latin1'), `holds ${secret.toString('latin1')}`).toBeUndefined();
  }
}

describe('what a place sees', () => {
  it('of a Nostr relay: events of one size under keys of the day, and nothing of who meets', async () => {
    const relay = await startNostrRelay();
    onTestFinished(() => relay.close());
    await meet({ relays: [relay.url] });
    const carried = relay.carried.map((text) => Buffer.from(text));
    // The one word in clear is the one that all events of this kind have.
    const events = relay.carried
      .map((text) => JSON.parse(text))
      .filter(([type]) => type === 'EVENT')
      .map(([, event]) => event);
    expect(events.length).toBe(4);
    expect(new Set(events.map(({ content }) => Buffer.from(content, 'base64').length))).toEqual(
      new Set([NOTE_BYTES]),
    );
    expect(new Set(events.map((event) => JSON.stringify(event).length)).size).toBe(1);
    expect(new Set(events.map((event) => Object.keys(event).sort().join()))).toEqual(
      new Set(['content,created_at,id,kind,pubkey,sig,tags']),
    );
    expectNoSecret(carried);
    expect(carried.some((one) => /lanrage|party/i.test(one.toString('latin1')))).toBe(false);
  });

  it('of DHT nodes: items of one size, and nothing of who meets', async () => {
    const network = await startDhtNetwork({ nodes: 20 });
    onTestFinished(() => network.close());
    await meet({ dhtNodes: network.begin });
    const puts = network.carried.filter((datagram) => datagram.includes('1:q3:put'));
    expect(puts.length).toBeGreaterThan(15);
    expect(puts.every((datagram) => datagram.includes(`1:v${NOTE_BYTES}:`))).toBe(true);
    expectNoSecret(network.carried);
  });

  const servers = [
    { kind: 'control server', start: startControl, isHere: true },
    { kind: 'mosquitto', start: startMosquitto, isHere: hasMosquitto },
  ];
  for (const { kind, start, isHere } of servers) {
    it.skipIf(!isHere)(`of a server of one’s own: nothing of who meets (needs ${kind})`, async () => {
      const { url, carried } = await wiretap(await start());
      await meet({ servers: [url] });
      expectNoSecret(carried);
    });
  }

  it('sealed notes of two parties look alike: each byte takes all values about as often', async () => {
    const relay = await startNostrRelay();
    onTestFinished(() => relay.close());
    await meet({ relays: [relay.url] });
    const events = relay.carried.map((text) => JSON.parse(text)).filter(([type]) => type === 'EVENT');
    const bytes = Buffer.concat(events.map(([, { content }]) => Buffer.from(content, 'base64')));
    const counts = new Array<number>(16).fill(0);
    for (const byte of bytes) {
      counts[byte >> 4] = (counts[byte >> 4] ?? 0) + 1;
      counts[byte & 15] = (counts[byte & 15] ?? 0) + 1;
    }
    const expected = (bytes.length * 2) / 16;
    const chi2 = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 15 degrees of freedom: noise goes beyond 50 once in 80,000 runs; JSON, zeros or text go beyond 500.
    expect(chi2).toBeLessThan(60);
  });
});
