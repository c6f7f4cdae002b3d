import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemRandom } from '../../../../../main/base/random.ts';
import { readSystem } from '../../../../../main/engine/machine/read-system.ts';
import { defaultTargets } from '../../../../../main/engine/probing/targets/default-targets.ts';
import { createMetrics } from '../../../../../main/engine/telemetry/metrics/metrics.ts';
import { Sampling } from '../../../../../main/engine/telemetry/sampling/sampling.ts';
import { settingsSchema } from '../../../../../shared/model/settings.ts';
import type { PartyView } from '../../../../../shared/model/snapshot.ts';
import type { ProbeOutcome, Target } from '../../../../../shared/model/target.ts';
import { exampleParty } from '../../../../mocks/fake-engine.ts';
import { recordingLog } from '../../../../mocks/recording-log.ts';
import { FakeClock } from '../../../../world/fake-clock.ts';

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

function observing(
  party: PartyView | null,
  {
    targets = [],
    result = { outcome: 'timeout' },
  }: { readonly targets?: readonly Target[]; readonly result?: ProbeOutcome } = {},
) {
  const clock = new FakeClock();
  const told: { event: string }[] = [];
  const cadences: boolean[] = [];
  const probed: string[] = [];
  const metrics = createMetrics({ clock, log: recordingLog(), databasePath: null, readSystem });
  const active =
    party === null ? null : { view: () => party, versions: () => new Map(), tellMembers: () => undefined };
  const sampling = new Sampling({
    ports: {
      clock,
      random: systemRandom,
      machine: { wireless: async () => null },
      probing: {
        ping: { close: () => undefined },
        names: { forget: () => undefined },
        prober: {
          needsWorker: () => false,
          probe: async ({ id }) => {
            probed.push(id);
            return { via: 'icmp-datagram', result };
          },
        },
      },
    },
    stores: {
      settings: { get: () => settingsSchema.parse({}) },
      targets: { list: () => targets, onChange: () => () => undefined },
    },
    metrics,
    parties: { active, setCadence: (isGame) => void cadences.push(isGame) },
    log: recordingLog(),
    publish: (event) => told.push({ event }),
  });
  open.push(sampling);
  const asked = (id: string): number => probed.filter((one) => one === id).length;
  return { clock, sampling, told, cadences, asked };
}

describe('sampling', () => {
  it('tells figures and targets every second, and insight every five', () => {
    const { clock, told } = observing(exampleParty);
    clock.advance(10_000);
    const count = (name: string): number => told.filter(({ event }) => event === name).length;
    expect(count('metrics')).toBe(10);
    expect(count('targets')).toBe(10);
    expect(count('insight')).toBe(2);
  });

  it('raises alerts for the router, for none of the public hosts that nobody chose, and for one that somebody did', async () => {
    const chosen = { ...defaultTargets[2], id: 'chosen', address: '9.9.9.9' } as Target;
    const { clock, sampling } = observing(exampleParty, { targets: [...defaultTargets, chosen] });
    await clock.pass(10 * 60_000, 1000);
    const alarmed = new Set(sampling.insight.view().alerts.map(({ subject }) => subject));
    const targets = [...alarmed].filter((subject) => subject.startsWith('target:'));
    expect(targets.sort()).toEqual(['target:chosen', 'target:gateway']);
  });

  it.each([
    ['a party is on', exampleParty, false],
    ['somebody looks at figures', null, true],
  ])('asks hosts that nobody chose while %s', async (_, party, looks) => {
    const { clock, sampling, asked } = observing(party, { targets: defaultTargets });
    if (looks) sampling.isLookedAt();
    await clock.pass(20_000, 1000);
    expect(asked('public-1')).toBeGreaterThan(1);
    expect(asked('public-2')).toBeGreaterThan(1);
  });

  it('leaves hosts that nobody chose alone otherwise, and shows them as not asked', async () => {
    const { clock, sampling, asked } = observing(null, { targets: defaultTargets });
    await clock.pass(60_000, 1000);
    expect([asked('public-1'), asked('public-2')]).toEqual([0, 0]);
    expect(asked('gateway')).toBeGreaterThan(10);
    expect(sampling.targetViews().map(({ target, state }) => [target.id, state])).toEqual([
      ['gateway', 'failing'],
      ['public-1', 'pending'],
      ['public-2', 'pending'],
    ]);
    sampling.isLookedAt();
    await clock.pass(90_000, 1000);
    const before = asked('public-1');
    await clock.pass(60_000, 1000);
    expect(asked('public-1')).toBe(before);
  });

  it('raises none for what this machine may not ask', async () => {
    const why = { reason: 'no-way-to-ping', said: 'ping: EPERM' } as const;
    const { clock, sampling } = observing(null, {
      targets: defaultTargets,
      result: { outcome: 'denied', why },
    });
    await clock.pass(10 * 60_000, 1000);
    expect(sampling.insight.view().alerts).toEqual([]);
  });

  it('makes a series of each member', () => {
    const { clock, sampling } = observing(exampleParty);
    clock.advance(1000);
    for (const rttMs of [18, 20]) {
      sampling.hear({ type: 'sample', peer: 'jon', sentAtMs: clock.now(), rttMs });
    }
    expect(sampling.metrics.series('peer:jon')?.latency).toMatchObject({ sent: 2, lost: 0 });
  });

  it('asks members quickly while lag is recorded, and slowly again after', () => {
    const { clock, sampling, cadences } = observing(exampleParty);
    clock.advance(1000);
    expect(cadences).toEqual([]);
    sampling.insight.recordLag();
    clock.advance(1000);
    expect(cadences.at(-1)).toBe(true);
    clock.advance(60_000);
    expect(cadences.at(-1)).toBe(false);
  });

  it('notes the round trips of the relays for the lag recorder: null where one is not reached, nothing untested', () => {
    const relay = { endpoint: 'x', transport: 'udp', mine: true } as const;
    const { clock, sampling } = observing({
      ...exampleParty,
      relays: [
        { ...relay, id: 'near', reached: true, rttMs: 12 },
        { ...relay, id: 'dead', reached: false, rttMs: 14 },
        { ...relay, id: 'new', reached: true, rttMs: null },
      ],
    });
    const note = vi.spyOn(sampling.insight, 'note');
    clock.advance(1000);
    const relays = note.mock.calls.filter(([kind]) => kind === 'relay');
    expect(relays).toEqual([
      ['relay', 'near', 12],
      ['relay', 'dead', null],
    ]);
  });
});
