import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Observatory } from '../../../../main/engine/watch/observatory.ts';
import { settingsSchema } from '../../../../shared/model/settings.ts';
import type { PartyView, Sample } from '../../../../shared/model/snapshot.ts';
import { exampleParty } from '../../../mocks/fake-engine.ts';
import { recordingLog } from '../../../mocks/recording-log.ts';
import { FakeClock } from '../monitor/fake-clock.ts';

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

function observing(party: PartyView | null) {
  const clock = new FakeClock();
  const dataDir = mkdtempSync(join(tmpdir(), 'observatory-'));
  const told: { event: string }[] = [];
  const cadences: string[] = [];
  const observatory = new Observatory({
    dataDir,
    settings: { get: () => settingsSchema.parse({}), onChange: () => () => undefined },
    targets: { list: () => [], onChange: () => () => undefined },
    ping: { needsWorker: () => false, ping: () => new Promise(() => undefined), close: () => undefined },
    clock,
    log: recordingLog(),
    party: () => party,
    tell: () => undefined,
    versions: () => new Map(),
    setCadence: (cadence) => cadences.push(cadence),
    emit: (event) => told.push({ event }),
  });
  open.push({
    close() {
      observatory.close();
      rmSync(dataDir, { recursive: true });
    },
  });
  return { clock, observatory, told, cadences };
}

describe('the observatory', () => {
  it('tells figures and targets every second, and insight every five', () => {
    const { clock, told } = observing(exampleParty);
    clock.advance(10_000);
    const count = (name: string): number => told.filter(({ event }) => event === name).length;
    expect(count('metrics')).toBe(10);
    expect(count('targets')).toBe(10);
    expect(count('insight')).toBe(2);
  });

  it('makes a series of each member, and lets others hear the echoes until they stop', () => {
    const { clock, observatory } = observing(exampleParty);
    clock.advance(1000);
    const heard: Sample[] = [];
    const off = observatory.onSample((sample) => heard.push(sample));
    observatory.sample({ peer: 'jon', at: clock.now(), rttMs: 18 });
    off();
    observatory.sample({ peer: 'jon', at: clock.now(), rttMs: 20 });
    expect(heard).toHaveLength(1);
    expect(observatory.metrics.series('peer:jon')?.latency).toMatchObject({ sent: 2, lost: 0 });
  });

  it('asks members quickly while lag is recorded, and slowly again after', () => {
    const { clock, observatory, cadences } = observing(exampleParty);
    clock.advance(1000);
    expect(cadences.at(-1)).toBe('steady');
    observatory.insight.recordLag();
    clock.advance(1000);
    expect(cadences.at(-1)).toBe('game');
    clock.advance(60_000);
    expect(cadences.at(-1)).toBe('steady');
  });

  it('notes the round trips of the relays for the lag recorder: null where one is not reached, nothing untested', () => {
    const relay = { endpoint: 'x', transport: 'udp', mine: true } as const;
    const { clock, observatory } = observing({
      ...exampleParty,
      relays: [
        { ...relay, id: 'near', reached: true, rttMs: 12 },
        { ...relay, id: 'dead', reached: false, rttMs: 14 },
        { ...relay, id: 'new', reached: true, rttMs: null },
      ],
    });
    const note = vi.spyOn(observatory.insight, 'note');
    clock.advance(1000);
    const relays = note.mock.calls.filter(([kind]) => kind === 'relay');
    expect(relays).toEqual([
      ['relay', 'near', 12],
      ['relay', 'dead', null],
    ]);
  });
});
