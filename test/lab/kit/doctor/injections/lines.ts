/** Lines that work, badly. */
import { badLine, type Injection } from '../injection.ts';

/** What is lost is judged by the last minute. */
const PLAY_MS = 20_000;
const SETTLE_MS = 5000;

export const lineInjections: readonly Injection[] = [
  {
    title: 'packets are lost here and there',
    expected: ['doctor.loss'],
    lastsMs: PLAY_MS,
    happen: badLine('own uplink', { lossRatio: 0.06 }, { inGame: true }),
  },
  {
    title: 'packets are lost at the player’s side',
    expected: ['doctor.loss'],
    lastsMs: PLAY_MS,
    happen: badLine('player’s uplink', { lossRatio: 0.06 }, { inGame: true }),
  },
  {
    title: 'player’s Wi-Fi breaks off again and again',
    expected: ['doctor.loss-bursts'],
    lastsMs: PLAY_MS,
    happen: badLine('player’s uplink', { gapMs: 500, gapEveryMs: 3000 }, { inGame: true }),
  },
  {
    title: 'packets are lost in the own home',
    expected: ['doctor.home-loss'],
    lastsMs: PLAY_MS,
    happen: badLine('own home', { lossRatio: 0.08 }),
  },
  {
    title: 'delay jumps',
    expected: ['doctor.jitter'],
    lastsMs: SETTLE_MS,
    happen: badLine('own uplink', { jitterMs: 150 }),
  },
  {
    title: 'long way, direct',
    expected: ['doctor.latency-direct'],
    lastsMs: SETTLE_MS,
    happen: badLine('own uplink', { delayMs: 120 }),
  },
  {
    title: 'relay is far away',
    scene: 'relayed',
    expected: ['doctor.latency-relayed'],
    lastsMs: SETTLE_MS,
    happen: badLine('servers’ line', { delayMs: 60 }),
  },
];
