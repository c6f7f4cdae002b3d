import { expect, it } from 'vitest';
import { createNames } from '../../../../../main/engine/probing/probes/names.ts';
import { FakeClock } from '../../../../world/fake-clock.ts';

const ADDRESS = '192.0.2.1';
const GIVES_UP_MS = 20_000;

/** A resolver that knows what is in its hosts file, and asks a silent name server about the rest. */
function resolverWith(hosts: ReadonlySet<string>) {
  const clock = new FakeClock();
  let [busy, mostBusy] = [0, 0];
  const lookup = (host: string): Promise<string> => {
    busy++;
    mostBusy = Math.max(mostBusy, busy);
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    clock.after(hosts.has(host) ? 1 : GIVES_UP_MS, () => {
      busy--;
      if (hosts.has(host)) resolve(ADDRESS);
      else reject(Object.assign(new Error(host), { code: 'EAI_AGAIN' }));
    });
    return promise;
  };
  const names = createNames({ clock, lookup, gateways: async () => ({ ipv4: null, ipv6: null }) });
  const pass = async (ms: number): Promise<void> => {
    for (let at = 0; at < ms; at += 10) {
      clock.advance(10);
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    }
  };
  return { names, pass, clock, mostBusy: () => mostBusy };
}

it('finds a name of the hosts file while two that no server knows are looked up', async () => {
  const { names, pass, clock } = resolverWith(new Set(['here.example']));
  const dead = ['a.example', 'b.example'].map((host) => names.resolve(host, 'any', 5000));
  const found = names.resolve('here.example', 'any', 5000);
  await pass(6000);
  expect(await found).toEqual({ address: ADDRESS, family: 4 });
  expect(await Promise.all(dead)).toEqual([{ reason: 'timed-out' }, { reason: 'timed-out' }]);
  expect(clock.now()).toBe(6000);
});

it('finds it at once where the others are known to be slow, however many they are', async () => {
  const { names, pass, mostBusy } = resolverWith(new Set(['here.example']));
  const dead = Array.from({ length: 6 }, (_, number) => `dead-${number}.example`);
  const askAll = () => dead.map((host) => names.resolveAnew(host, 'any', 5000));
  void Promise.all(askAll());
  await pass(6 * GIVES_UP_MS);
  void Promise.all(askAll());
  await pass(100);
  const found = names.resolve('here.example', 'any', 50);
  await pass(100);
  expect(await found).toEqual({ address: ADDRESS, family: 4 });
  expect(mostBusy()).toBeLessThanOrEqual(3);
});
