/** The lag recorder on real lines: somebody marks lag while a line breaks off, and the report says whose line it was. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { LagReport } from '../../shared/model/insight.ts';
import { describeLab } from './kit/describe-lab.ts';
import type { BadLine } from './kit/doctor/bad-line.ts';
import { Ward } from './kit/doctor/ward.ts';

/** As weak Wi-Fi does it. */
const BREAKS = { gapMs: 700, gapEveryMs: 5000 };
const CALM_MS = 15_000;
const BAD_MS = 22_000;
/** 30 s after the press, and what was sent last is given up. */
const REPORT_MS = 45_000;

interface Case {
  readonly whose: string;
  readonly culprit: LagReport['verdict']['culprit'];
  /** What has to speak for it. */
  readonly fact: LagReport['verdict']['evidence'][number]['fact'];
  readonly inSubset?: true;
  spoil(ward: Ward): Promise<BadLine>;
}

const cases: readonly Case[] = [
  {
    whose: 'the other player’s line',
    culprit: 'their-side',
    fact: 'peer-loss',
    spoil: (ward) => ward.badUplink(ward.homeOfBob, BREAKS),
  },
  {
    whose: 'the own provider’s line',
    culprit: 'own-uplink',
    fact: 'internet-loss',
    inSubset: true,
    spoil: (ward) => ward.badUplink(ward.aliceHome, BREAKS),
  },
  {
    whose: 'the own home’s',
    culprit: 'own-uplink',
    fact: 'gateway-loss',
    spoil: (ward) => ward.badLan(BREAKS),
  },
];

describeLab('lag that is marked while a line breaks off', () => {
  let ward: Ward | null = null;
  afterEach(() => {
    ward?.close();
    ward = null;
  });

  // Each takes a minute: without being asked, only the one that also makes paths change.
  const run = process.env.LANRAGE_LAB_ALL === '1' ? cases : cases.filter(({ inSubset }) => inSubset);
  test.each(run.map((one) => [one.whose, one] as const))(
    'is blamed on the line that did: %s',
    async (_, { culprit, fact, spoil }) => {
      ward = await Ward.open('direct');
      await ward.beginGame();
      await sleep(CALM_MS);

      const line = await spoil(ward);
      const report = recordLag(ward);
      await sleep(BAD_MS);
      await line.mend();

      const { verdict, tracks, pathChanges } = await report;
      const counted = tracks.map(({ kind, samples }) => `${kind} ${samples.length}`);
      const told = JSON.stringify({ verdict, counted, pathChanges }, null, 1);
      expect(verdict.culprit, told).toBe(culprit);
      const spoken = verdict.evidence.find((evidence) => evidence.fact === fact);
      expect(spoken?.measured, told).toBeGreaterThan(0.02);
    },
  );
});

/** Presses the button, and waits for what comes of it. */
async function recordLag({ alice }: Ward): Promise<LagReport> {
  const api = await alice.api();
  const ended = Promise.withResolvers<LagReport>();
  const off = api.on('lagRecorded', (report) => ended.resolve(report));
  const timer = setTimeout(() => ended.reject(new Error('no report comes')), REPORT_MS);
  try {
    const pressed = await api.recordLag({});
    if (!pressed.ok) throw new Error(pressed.fault.code);
    return await ended.promise;
  } finally {
    clearTimeout(timer);
    off();
  }
}
