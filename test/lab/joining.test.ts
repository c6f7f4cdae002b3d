/** Two who join while the party's servers are killed and start again, at moments from before the first packet until after the last answer. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { describeLab } from './kit/describe-lab.ts';
import { LabEngine } from './kit/engine.ts';
import { handInGap } from './kit/gap-row.ts';
import { createInternet, type Internet } from './kit/internet.ts';
import { LabServers } from './kit/servers.ts';
import { pings } from './kit/traffic.ts';

const DOWN_MS = 2000;
/** A server that is back is found within two seconds, the relay by then; and then people are let in as ever. */
const ALL_REACHED_MS = 10_000;

describeLab('two who join while the servers restart', () => {
  let internet: Internet;

  afterEach(() => internet?.close());

  const moments = process.env.LANRAGE_LAB_ALL === '1' ? [0, 60, 200, 500] : [60];
  test.each(moments)('are in, and reach everybody, where these are killed %i ms later', async (afterMs) => {
    internet = createInternet('joining');
    const servers = new LabServers(internet);
    await servers.start();
    const players = Array.from(
      { length: 3 },
      () => new LabEngine(internet, internet.home({ nat: 'symmetric' }).hosts[0]),
    );
    await Promise.all(players.map((player) => player.up()));
    const [alice, ...guests] = players as [LabEngine, ...LabEngine[]];
    const { code } = await alice.done<{ code: string }>('party', 'create', 'Joining');
    const apis = await Promise.all(guests.map((guest) => guest.api()));
    const joining = Promise.all(apis.map((api) => api.joinParty({ invite: code })));

    await sleep(afterMs);
    await servers.kill();
    await sleep(DOWN_MS);
    await servers.start();
    const backAtMs = performance.now();

    expect(await joining).toMatchObject([{ ok: true }, { ok: true }]);
    const addresses = await Promise.all(players.map((player) => player.address()));
    await Promise.all(
      players.map((player, at) => player.reaches(...addresses.filter((_, other) => other !== at))),
    );
    const gapMs = Math.round(performance.now() - backAtMs);
    handInGap({
      fault: `servers killed ${afterMs} ms after two join, for ${DOWN_MS} ms`,
      path: 'relay',
      gapMs,
      target: ALL_REACHED_MS,
      seen: 'from their return until all reach all',
    });
    expect(gapMs).toBeLessThan(ALL_REACHED_MS);
    for (const guest of guests) expect(await pings(guest.host, addresses[0] ?? '')).toBe(3);
  });
});
