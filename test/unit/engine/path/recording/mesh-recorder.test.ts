import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MeshRecorder } from '../../../../../main/engine/path/recording/mesh-recorder.ts';
import { readLog } from '../../../../../main/engine/path/recording/read-log.ts';
import { replay } from '../../../../../main/engine/path/recording/replay.ts';
import { recordParty } from './party-of-eight.ts';

const MIB = 1024 * 1024;
const timeout = 60_000;

describe('the log of a party of eight', () => {
  it.each([
    ['an echo a second', false, 0.7],
    ['five echoes a second, as in a game', true, 2.4],
  ])('grows slowly with %s', { timeout }, (_, game, mostMib) => {
    const hours = 0.1;
    const packed = recordParty(hours, { game }).read();
    const mibAnHour = packed.length / MIB / hours;
    console.log(`party of eight, ${_}: ${mibAnHour.toFixed(2)} MiB an hour`);
    expect(mibAnHour).toBeLessThan(mostMib);
    expect([...replay(readLog(packed))].every(({ isSame }) => isSame)).toBe(true);
  });

  it('keeps the beginning and says so when its room is used up', { timeout }, () => {
    const limitBytes = 50_000;
    const recorder = recordParty(0.15, { game: false, limitBytes });
    expect(recorder.isFull).toBe(true);
    const packed = recorder.read();
    expect(packed.length).toBeLessThan(limitBytes + 100);
    const log = readLog(packed);
    expect(log.end).toBe('full');
    const played = [...replay(log)];
    expect(played.every(({ isSame }) => isSame)).toBe(true);
    expect(played.at(-1)?.atMs).toBeGreaterThan(60_000);
  });
});

const terms = {
  ownKey: 'GHDvGfZKTkZ0jw3eZBMZr5Tq7bQ2cEhQcT1j3m6PZV8=',
  keepaliveSeconds: 25,
  servers: ['wss://mara:hunter2@play.example.org/x'],
  session: 1,
  startedAtMs: 5,
};
const options = { terms, app: 'LANrage 0.1.0', startedAt: new Date('2026-11-21T20:00:00Z') };

describe('a recorder', () => {
  it('begins with what the mesh began with, without its key and whoever logs in at the server', () => {
    const packed = new MeshRecorder(options).read();
    const { head } = readLog(packed);
    expect(head).toMatchObject({
      app: 'LANrage 0.1.0',
      startedAt: '2026-11-21T20:00:00.000Z',
      terms: { session: 1, servers: ['wss://hidden@play.example.org/x'] },
    });
    expect(gunzipSync(packed).toString()).not.toMatch(/mara|hunter2|GHDvGfZKT/);
  });

  it('can be read at any time, and goes on', () => {
    const recorder = new MeshRecorder(options);
    recorder.record({ type: 'control', isUp: true }, 10, []);
    const early = readLog(recorder.read());
    recorder.record({ type: 'time' }, 20.5, [{ type: 'look' }]);
    expect([...early.entries()]).toHaveLength(1);
    expect([...readLog(recorder.read()).entries()]).toMatchObject([
      { atMs: 10, event: { type: 'control', isUp: true }, outcome: { kinds: '', digest: null } },
      { atMs: 20.5, event: { type: 'time' }, outcome: { kinds: 'look' } },
    ]);
  });

  it('keeps of a member only what its link needs: no name', () => {
    const recorder = new MeshRecorder(options);
    const reachability = { candidates: [], mapping: 'unknown', filtering: 'unknown' } as const;
    const member = {
      id: 'm',
      wireguardKey: terms.ownKey,
      address: '10.66.0.2',
      presence: 'online' as const,
      reachability: { ...reachability, candidates: [] },
      record: { name: 'Mara' },
    };
    recorder.record({ type: 'came', member, how: 'came' }, 10, []);
    recorder.record({ type: 'changed', member }, 10, []);
    expect(gunzipSync(recorder.read()).toString()).not.toContain('Mara');
    expect([...readLog(recorder.read()).entries()]).toHaveLength(2);
  });

  it('keeps what no JSON can say of a peer’s clock as unknown, so that the log stays readable', () => {
    const recorder = new MeshRecorder(options);
    const packet = { kind: 'request' as const, session: 1, seq: 1, sentAtMs: Number.NaN, received: 0 };
    recorder.record({ type: 'echo', from: '10.66.0.2', packet }, 10, []);
    expect([...readLog(recorder.read()).entries()]).toMatchObject([
      { event: { packet: { sentAtMs: null } } },
    ]);
  });
});
