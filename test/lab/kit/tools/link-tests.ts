/**
 * One member's end of tests on demand, as the engine has it: serves the others, and runs the tests that it is asked for.
 * Argument: JSON {address, peers, requests, stopAfterMs?}. Prints {ready}, then each word of progress, then {done}.
 */

import { randomBytes } from 'node:crypto';
import { systemClock } from '../../../../main/base/clock.ts';
import { createLog } from '../../../../main/base/log/create-log.ts';
import { openUdp } from '../../../../main/base/udp.ts';
import { createLinkTests } from '../../../../main/engine/link-test/link-tests.ts';
import { judgeInbound } from '../../../../main/engine/link-test/look-inbound.ts';
import { createLinkTestProbes } from '../../../../main/engine/link-test/monitor-probes.ts';
import type { LinkTestPeer } from '../../../../main/engine/link-test/test-context.ts';
import { openTraffic } from '../../../../main/engine/link-test/traffic-socket.ts';
import { systemOutside } from '../../../../main/engine/nat/system-outside.ts';
import { openPing } from '../../../../main/engine/probing/open-ping.ts';
import { createPathTools } from '../../../../main/engine/probing/trace/path-tools.ts';
import { type LinkTestRequest, linkTestRequestSchema } from '../../../../shared/model/link-test.ts';
import { systemNames } from '../../../mocks/system-names.ts';

export interface LinkTestsToolOptions {
  readonly address: string;
  readonly peers: readonly LinkTestPeer[];
  readonly requests: readonly LinkTestRequest[];
  readonly stopAfterMs?: number;
}

const given = JSON.parse(process.argv[2] ?? '') as LinkTestsToolOptions;
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
const linkTests = createLinkTests({
  clock,
  probes: createLinkTestProbes({
    ping,
    names: systemNames(clock),
    paths: createPathTools({ clock, log, random }),
  }),
  party: () => ({
    selfId: given.address,
    peers: given.peers,
    traffic: opened.value,
    inbound: async (to, signal) =>
      judgeInbound(await opened.value.knock(to, signal), to, systemOutside(clock)),
    matrix: () => [],
  }),
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
  const started = linkTests.start(linkTestRequestSchema.parse(request));
  if (!started.ok) {
    print({ refused: started.fault });
    continue;
  }
  const { run } = started.value;
  if (given.stopAfterMs !== undefined) setTimeout(() => linkTests.stop(run), given.stopAfterMs);
  await ended;
}
print({ done: true });
