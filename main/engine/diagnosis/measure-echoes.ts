/** Measures the links to all members for a few seconds, so that what is found is how they are now. */

import type { Listeners } from '../../../shared/listeners.ts';
import type { LatencySummary } from '../../../shared/model/metrics.ts';
import type { Clock } from '../../base/clock.ts';
import { pause } from '../../base/time.ts';
import type { EngineEvent } from '../events.ts';
import { SampleWindow } from '../telemetry/metrics/sample-window.ts';

type EchoSample = Extract<EngineEvent, { readonly type: 'sample' }>;

export interface EchoMeasurement {
  readonly clock: Clock;
  /** Members to be measured. */
  readonly peers: readonly string[];
  /** Told of each echo that was answered or given up. */
  readonly samples: Listeners<EchoSample>;
  /** Asks five times a second while it is true. */
  setQuick(quick: boolean): void;
}

const SPAN_MS = 5000;
/** An echo is given up 2 s after it was sent, and told within a tick. */
const GIVE_UP_MS = 2200;
const LOOK_EVERY_MS = 100;
/** Echoes go out every 200 ms; a larger gap between answers is one that may still be lost. */
const GAP_MS = 320;

/** @returns figures by member: of nothing where no echo was even given up. Takes 5 s, and 2 more where any is missing. */
export async function measureEchoes(options: EchoMeasurement): Promise<ReadonlyMap<string, LatencySummary>> {
  const { clock, peers, samples, setQuick } = options;
  const windows = new Map(peers.map((peer) => [peer, new SampleWindow()]));
  const beganAtMs = clock.now();
  const endsAtMs = beganAtMs + SPAN_MS;
  const off = samples.add(({ peer, sentAtMs, rttMs }) => {
    if (sentAtMs >= beganAtMs && sentAtMs <= endsAtMs) windows.get(peer)?.add({ sentAtMs, rttMs });
  });
  setQuick(true);
  await pause(clock, SPAN_MS);
  setQuick(false);
  const isComplete = (): boolean => [...windows.values()].every((one) => hasNoGap(one, beganAtMs, endsAtMs));
  while (!isComplete() && clock.now() < endsAtMs + GIVE_UP_MS) await pause(clock, LOOK_EVERY_MS);
  off();
  return new Map([...windows].map(([peer, window]) => [peer, window.summary(clock.now())]));
}

function hasNoGap(window: SampleWindow, beganAtMs: number, endsAtMs: number): boolean {
  const times = [beganAtMs, ...window.samples().map(({ sentAtMs }) => sentAtMs), endsAtMs];
  // The first one may have been due a whole slow interval later.
  return times.every((at, i) => i < 2 || at - (times[i - 1] ?? at) <= GAP_MS);
}
