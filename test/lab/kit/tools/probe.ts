/**
 * Probes from this machine; its one argument is JSON. Prints {ready} and, at the end, what came out.
 * `ping`: `count` requests `intervalMs` apart by the first way of the chain that works. `trace` and `mtu`: the path.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../../../main/base/clock.ts';
import { createLog } from '../../../../main/base/log/create-log.ts';
import { openPing } from '../../../../main/engine/probing/open-ping.ts';
import type { ProbeEnd } from '../../../../main/engine/probing/probes/probe.ts';
import { createPathTools } from '../../../../main/engine/probing/trace/path-tools.ts';

interface Asked {
  readonly what: 'ping' | 'trace' | 'mtu';
  readonly to: string;
  readonly count?: number;
  readonly intervalMs?: number;
  readonly timeoutMs?: number;
}

const {
  what,
  to,
  count = 1,
  intervalMs = 10,
  timeoutMs = 1_000,
} = JSON.parse(process.argv[2] ?? '') as Asked;
const family = to.includes(':') ? 6 : 4;
const log = createLog({ level: 'error', sinks: [] });
const { signal } = new AbortController();
// Sockets and timers of the engine keep no process alive.
const alive = setInterval(() => undefined, 1_000);
console.log(JSON.stringify({ ready: true }));

async function pings(): Promise<object> {
  const chain = await openPing({ clock: systemClock, log, random: randomBytes });
  const ends: Promise<ProbeEnd>[] = [];
  const late: number[] = [];
  for (let sent = 0; sent < count; sent++) {
    ends.push(chain.ping({ to, family, timeoutMs, signal, onLate: (rttMs) => void late.push(rttMs) }));
    await delay(intervalMs);
  }
  const results = await Promise.all(ends);
  const outcomes: Record<string, number> = {};
  for (const { result } of results) outcomes[result.outcome] = (outcomes[result.outcome] ?? 0) + 1;
  chain.close();
  return {
    vias: [...new Set(results.map(({ via }) => via))],
    outcomes,
    rttsMs: results.flatMap(({ result }) => (result.outcome === 'answered' ? result.rttMs : [])),
    late,
    last: results.at(-1)?.result,
  };
}

const tools = createPathTools({ clock: systemClock, log, random: randomBytes });
const done =
  what === 'ping'
    ? await pings()
    : what === 'trace'
      ? await tools.traceroute({ address: to, family }, { maxHops: 30, signal })
      : await tools.pathMtu({ address: to, family }, { signal });
clearInterval(alive);
console.log(JSON.stringify({ done }));
