/**
 * What watching costs: 200 targets at 1 s by our sockets, by a `ping` process for each probe and by `fping`, and the
 * 16 targets that a usual party has. Processor time in percent of one core; every ratio is of figures of the same run.
 */
import { fileURLToPath } from 'node:url';
import { must } from '../lab/kit/command.ts';
import type { LabHost } from '../lab/kit/host.ts';
import type { Internet } from '../lab/kit/internet.ts';
import { inNamespace, ip } from '../lab/kit/namespace.ts';
import type { Samples, Targets } from './figures.ts';
import type { MonitorCost, MonitorLoad } from './monitor-load.ts';
import { familySeconds } from './processor-time.ts';

export const monitorTargets: Targets = {
  cpuPercentAt16: { median: 1, p95: 2 },
  memoryMb: { median: 50, p95: 50 },
  scheduleErrorP99Ms: { median: 20, p95: 50 },
};

const MANY = 200;
const FEW = 16;
const FOR_MS = 8_000;

/** Percentages of one core; ms; MB. */
export async function measureMonitor(internet: Internet, runs: number): Promise<Samples> {
  const machine = internet.open();
  const addresses = Array.from({ length: MANY }, (_, index) => `45.13.0.${index + 1}`);
  ip(
    internet.server.namespace,
    addresses.map((address) => `addr add ${address}/32 dev eth0`),
  );
  must(...inNamespace(machine.namespace, 'sysctl', ['-qw', 'net.ipv4.ping_group_range=0 2147483647']));
  const samples: Record<string, number[]> = {};
  for (let run = 0; run < runs; run++) {
    const many = await watch(machine, { addresses, by: 'sockets', forMs: FOR_MS });
    const few = await watch(machine, { addresses: addresses.slice(0, FEW), by: 'sockets', forMs: FOR_MS });
    const spawning = await watch(machine, { addresses, by: 'spawning', forMs: FOR_MS });
    const fping = await costOfFping(machine, addresses);
    const figures = {
      cpuPercent: many.cpuPercent,
      cpuPercentAt16: few.cpuPercent,
      memoryMb: many.memoryMb,
      scheduleErrorP99Ms: p99(many.lateByMs),
      lossPercent: (many.failed / (many.answered + many.failed)) * 100,
      spawningCpuPercent: spawning.familyPercent,
      fpingCpuPercent: fping,
      cpuToSpawningPercent: (many.cpuPercent / spawning.familyPercent) * 100,
      cpuToFpingPercent: (many.cpuPercent / fping) * 100,
    };
    for (const [name, value] of Object.entries(figures)) samples[name] = [...(samples[name] ?? []), value];
  }
  return samples;
}

/** `familyPercent`: with all the processes that were started for it. */
async function watch(machine: LabHost, load: MonitorLoad): Promise<MonitorCost & { familyPercent: number }> {
  const script = fileURLToPath(new URL('monitor-load.ts', import.meta.url));
  const child = machine.spawn(process.execPath, [script, JSON.stringify(load)]);
  await child.json((line) => line.ready === true);
  const before = familySeconds(child.pid);
  const startedAt = performance.now();
  await new Promise((resolve) => setTimeout(resolve, load.forMs - 500));
  const familyPercent = percentOf(familySeconds(child.pid) - before, startedAt);
  const { cost } = await child.json<{ cost: MonitorCost }>((line) => 'cost' in line);
  await child.exited;
  const expected = load.by === 'sockets' ? 'icmp-datagram' : 'ping';
  if (cost.via.join() !== expected || cost.answered === 0) {
    throw new Error(`probed by ${cost.via.join(', ')}, ${cost.answered} answered`);
  }
  return { ...cost, familyPercent };
}

async function costOfFping(machine: LabHost, addresses: readonly string[]): Promise<number> {
  const fping = machine.spawn('fping', ['-l', '-q', '-p', '1000', '-i', '1', ...addresses]);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const before = familySeconds(fping.pid);
  const startedAt = performance.now();
  await new Promise((resolve) => setTimeout(resolve, FOR_MS));
  const percent = percentOf(familySeconds(fping.pid) - before, startedAt);
  fping.kill('SIGKILL');
  await fping.exited;
  return percent;
}

function percentOf(seconds: number, since: number): number {
  return (seconds * 100_000) / (performance.now() - since);
}

function p99(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.99) - 1] ?? Number.NaN;
}
