import { createSocket } from 'node:dgram';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { rendezvousOf } from '../../main/engine/rendezvous/open-rendezvous.ts';
import type { HouseParty } from '../../main/engine/rendezvous/rendezvous.ts';
import { makeCode } from '../../shared/invite/code.ts';
import { partyNamed, someFacts } from '../unit/engine/rendezvous/kit.ts';
import { foundBy, hostAt, isOpenAt, notesOf, nowhere, ports, seekAt } from './rendezvous-kit.ts';

const inHouse = { lan: true };
const shown = { code: makeCode(new Uint8Array(15).fill(9)), partyName: 'Friday Doom', hostName: 'Ann' };

function look() {
  const told: (readonly HouseParty[])[] = [];
  const looking = rendezvousOf(ports)(nowhere).lookInHouse((parties) => told.push(parties));
  onTestFinished(() => looking.stop());
  return { told, stop: looking.stop };
}

/** Everything that is called out on this machine. */
async function eavesdrop() {
  const heard: Buffer[] = [];
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  socket.on('message', (datagram) => heard.push(datagram));
  await new Promise<void>((resolve) => socket.bind(18_670, resolve));
  onTestFinished(() => void socket.close());
  return heard;
}

describe('meeting in a house without Internet', () => {
  it('works by the code, in one round trip', async () => {
    const host = hostAt(inHouse);
    await vi.waitUntil(() => isOpenAt(host));
    const seeker = seekAt(inHouse);
    await vi.waitUntil(() => foundBy(seeker).length > 0);
    expect(foundBy(seeker)[0]?.record).toMatchObject({ ...someFacts, instance: host.instance, live: true });
    seeker.knock(someFacts, host.instance);
    await vi.waitUntil(() => notesOf(host, 'knocked').length === 1);
    expect(notesOf(host, 'asked')).toHaveLength(1);
  });

  it('says nothing while nobody asks', async () => {
    const heard = await eavesdrop();
    const host = hostAt(inHouse);
    host.showInHouse(shown);
    await vi.waitUntil(() => isOpenAt(host));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await host.stop();
    expect(heard).toEqual([]);
  });

  it('shows a party to who looks, where its host chose so, with all that joining takes', async () => {
    const host = hostAt({});
    host.showInHouse(shown);
    const { told } = look();
    await vi.waitUntil(() => told.length > 0);
    expect(told).toEqual([[{ ...shown, peer: expect.any(String), address: '127.0.0.1' }]]);
  });

  it('shows none where its host chose nothing, or no longer', async () => {
    const hidden = hostAt(inHouse);
    await vi.waitUntil(() => isOpenAt(hidden));
    const once = hostAt({}, { party: partyNamed('other') });
    once.showInHouse(shown);
    const first = look();
    await vi.waitUntil(() => first.told.length > 0);
    once.showInHouse(null);
    const second = look();
    await vi.waitUntil(() => first.told.at(-1)?.length === 0);
    expect(second.told).toEqual([]);
  });

  it('tells who merely listens neither names nor the code', async () => {
    const heard = await eavesdrop();
    const host = hostAt({});
    host.showInHouse(shown);
    const { told } = look();
    await vi.waitUntil(() => told.length > 0);
    expect(heard.length).toBeGreaterThan(0);
    for (const datagram of heard) {
      for (const secret of Object.values(shown)) expect(datagram.includes(secret)).toBe(false);
    }
  });
});
