/** The connection log of a whole engine, as a support bundle carries it. */
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { unarmour } from '../../main/engine/path/recording/armour.ts';
import { readLog } from '../../main/engine/path/recording/read-log.ts';
import { replay } from '../../main/engine/path/recording/replay.ts';
import { EngineWorld } from '../world/engines/engine-world.ts';
import { bothReach, partyOfTwo } from '../world/engines/party-of-two.ts';

let world: EngineWorld;
let packed: Uint8Array;

beforeEach(async () => {
  world = new EngineWorld();
  const party = await partyOfTwo(world);
  await bothReach(party, 'direct');
  await world.pass(10_000);
  const wanted = { withAddresses: true, withConnectionLog: true };
  const { text } = await party.anna.get((engine) => engine.getSupportBundle(wanted));
  packed = unarmour(text) ?? new Uint8Array();
});
afterEach(() => world.close());

it('is played again with the same effects', () => {
  const played = [...replay(readLog(packed))];
  expect(played.length).toBeGreaterThan(100);
  expect(played.filter(({ isSame }) => !isSame)).toEqual([]);
});

it('names no member and no party', () => {
  const log = gunzipSync(packed).toString();
  expect(log).toContain('10.66.0.2');
  expect(log).not.toMatch(/"(Anna|Ben|Friday)"/);
});
