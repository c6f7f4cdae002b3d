/**
 * How long people wait: from the request to join until the first packet that came back through the tunnel, between
 * two port-restricted NATs. Measured from outside (a UDP echo that knows nothing of the product) and by the engine.
 */
import { LabEngine } from '../lab/kit/engine.ts';
import type { Internet } from '../lab/kit/internet.ts';
import { LabServers } from '../lab/kit/servers.ts';
import { serveEchoes, UDP_ECHO_PORT } from '../lab/kit/traffic.ts';
import type { Samples, Targets } from './figures.ts';

/** Below this, a wait is felt as none worth mentioning; on a machine that does nothing else. */
export const connectTargets: Targets = { joinToEchoMs: { median: 150, p95: 250 } };

/**
 * Joins and leaves `runs` times. @returns joinToEchoMs: join request to first echo; joinAnsweredMs: join request to
 * its answer; connectMs: the engine's own figure, from reaching the member to the first tunnel echo.
 */
export async function measureConnect(internet: Internet, runs: number): Promise<Samples> {
  const servers = new LabServers(internet);
  const [host, guest] = [newEngine(internet), newEngine(internet)];
  await Promise.all([servers.start(), host.up(), guest.up(), serveEchoes(host.host)]);
  const { code } = await host.done<{ code: string }>('party', 'create', 'Bench');
  const address = await host.address();

  const samples = { joinToEchoMs: [], joinAnsweredMs: [], connectMs: [] } as Record<string, number[]>;
  for (let run = 0; run < runs; run++) {
    const args = [guest.dataDir, code, address, UDP_ECHO_PORT];
    const times = await guest.host.script<Record<string, number>>('join-and-ask', args);
    const { party } = await guest.waitFor('its connect time', (snapshot) =>
      Boolean(snapshot.party?.peers.some((peer) => peer.connectMs !== null)),
    );
    const connectMs = party?.peers[0]?.connectMs ?? Number.NaN;
    for (const [name, value] of Object.entries({ ...times, connectMs })) samples[name]?.push(value);
    await guest.done('party', 'leave');
    await host.waitFor('an empty party', (snapshot) => snapshot.party?.peers.length === 0);
  }
  return samples;
}

function newEngine(internet: Internet): LabEngine {
  return new LabEngine(internet, internet.home({ nat: 'port-restricted' }).hosts[0]);
}
