/**
 * One member's end of tests on demand, as the engine has it: serves the others, and runs the tests that it is asked for.
 * Argument: JSON {address, peers, requests, stopAfterMs?}. Prints {ready}, then each word of progress, then {done}.
 */

import { randomBytes } from 'node:crypto';
import { systemClock } from '../../../../main/base/clock.ts';
import { createLog } from '../../../../main/base/log/create-log.ts';
import { openUdp } from '../../../../main/base/udp.ts';
import { openPing } from '../../../../main/engine/monitor/open-ping.ts';
import { createPathTools } from '../../../../main/engine/monitor/trace/path-tools.ts';
import { createTrialProbes } from '../../../../main/engine/trial/monitor-probes.ts';
import { openTraffic } from '../../../../main/engine/trial/traffic-socket.ts';
import type { TrialPeer } from '../../../../main/engine/trial/trial-context.ts';
import { createTrials } from '../../../../main/engine/trial/trials.ts';
import { type TrialRequest, trialRequestSchema } from '../../../../shared/model/trial.ts';
import { systemNames } from '../../../mocks/system-names.ts';

export interface TrialsToolOptions {
  readonly address: string;
  readonly peers: readonly TrialPeer[];
  readonly requests: readonly TrialRequest[];
  readonly stopAfterMs?: number;
}

const given = JSON.parse(process.argv[2] ?? '') as TrialsToolOptions;
const print = (value: object): void => console.log(JSON.stringify(value));
const log = createLog({ level: 'error', sinks: [] });
const clock = systemClock;
const random = (bytes: number): Uint8Array => randomBytes(bytes);
// Sockets and timers of the engine keep no process alive.
setInterval(() => undefined, 60_000);

const addresses = new Set(given.peers.map(({ address }) => address));
const opened = await openTraffic(given.address, {
  openUdp,
  clock,
  random,
  isMember: (address) => addresses.has(address),
  mayServe: () => true,
});
if (!opened.ok) throw new Error(opened.fault.code);
const ping = await openPing({ clock, log, random });
let finished = (): void => undefined;
const trials = createTrials({
  clock,
  probes: createTrialProbes({
    ping,
    names: systemNames(clock),
    paths: createPathTools({ clock, log, random }),
  }),
  party: () => ({ selfId: given.address, peers: given.peers, traffic: opened.value, matrix: () => [] }),
  onProgress: (progress) => {
    print(progress);
    if (progress.kind === 'finished') finished();
  },
  onUnexpected: (error) => {
    print({ unexpected: String(error) });
    return 'lab';
  },
});
print({ ready: true });
for (const request of given.requests) {
  const ended = new Promise<void>((resolve) => {
    finished = resolve;
  });
  const started = trials.start(trialRequestSchema.parse(request));
  if (!started.ok) {
    print({ refused: started.fault });
    continue;
  }
  const { run } = started.value;
  if (given.stopAfterMs !== undefined) setTimeout(() => trials.stop(run), given.stopAfterMs);
  await ended;
}
print({ done: true });
