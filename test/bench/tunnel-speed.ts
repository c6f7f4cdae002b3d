/** How fast a tunnel is, measured from inside it. */
import type { LabHost } from '../lab/kit/host.ts';
import { summarise } from './figures.ts';

const IPERF_SECONDS = 3;
const PINGS = 200;
const PING_INTERVAL_S = 0.02;

/** Starts what `throughput` speaks to, for all tunnels of the host. */
export function serveThroughput(host: LabHost): void {
  host.spawn('iperf3', ['-s']);
}

/** One TCP connection's goodput to an address, in Mbit/s. */
export async function throughput(from: LabHost, address: string): Promise<number> {
  const args = ['-c', address, '-t', String(IPERF_SECONDS), '--json'];
  const { code, stdout, stderr } = await from.exec('iperf3', args);
  if (code !== 0) throw new Error(`iperf3 ended with ${code}: ${stdout}${stderr}`);
  const { end } = JSON.parse(stdout) as { end: { sum_received: { bits_per_second: number } } };
  return end.sum_received.bits_per_second / 1e6;
}

/** Round trip to an address in ms, at the 95th percentile of four seconds of pings. */
export async function roundTripP95(from: LabHost, address: string): Promise<number> {
  const args = ['-c', String(PINGS), '-i', String(PING_INTERVAL_S), '-W', '2', address];
  const { stdout } = await from.exec('ping', args);
  const times = [...stdout.matchAll(/time=([\d.]+) ms/g)].map(([, ms]) => Number(ms));
  if (times.length < PINGS / 2) throw new Error(`the tunnel to ${address} is down: ${stdout}`);
  return summarise(times).p95;
}
