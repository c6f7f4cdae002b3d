/** Four players behind routers of different kinds, one party, and who watches whether all hear of each other. */
import { LabEngine } from '../kit/engine.ts';
import type { Home } from '../kit/home.ts';
import type { Internet } from '../kit/internet.ts';
import type { NatKind } from '../kit/nat.ts';
import type { LabProcess } from '../kit/process.ts';
import { LabServersApart } from '../kit/servers.ts';
import { serveEchoes, UDP_ECHO_PORT } from '../kit/traffic.ts';

const NATS: readonly NatKind[] = ['port-restricted', 'full-cone', 'address-restricted', 'symmetric'];

export interface SoakPlayer {
  readonly home: Home;
  readonly engine: LabEngine;
}

export class SoakWorld {
  readonly players: readonly SoakPlayer[];
  readonly servers: LabServersApart;
  readonly #watches: { readonly process: LabProcess; readonly others: readonly string[] }[] = [];
  #round = 0;

  constructor(internet: Internet) {
    this.servers = new LabServersApart(internet, 1, { tunnels: true });
    this.players = NATS.map((nat) => {
      const home = internet.home({ nat });
      return { home, engine: new LabEngine(internet, home.hosts[0]) };
    });
  }

  /** Brings all into one party, until each reaches each. */
  async start(): Promise<void> {
    const engines = this.players.map(({ engine }) => engine);
    await this.servers.start();
    await Promise.all(engines.flatMap((engine) => [engine.up(), serveEchoes(engine.host)]));
    const [host, ...guests] = engines;
    const created = await host?.done<{ code: string }>('party', 'create', 'Soak');
    for (const guest of guests) await guest.done('party', 'join', created?.code ?? '');
    const addresses = await Promise.all(engines.map((engine) => engine.address()));
    for (const [i, engine] of engines.entries()) {
      const others = addresses.filter((_, other) => other !== i);
      await engine.reaches(...others);
      const process = engine.host.tool('reach-watch', [UDP_ECHO_PORT, ...others]);
      await process.json((line) => line.ready === true);
      this.#watches.push({ process, others });
    }
  }

  /**
   * Waits until each has an answer of each to what it sends from now on.
   * @param large - whether datagrams of full size are meant as well. @returns ms; null: one had none within `withinMs`.
   */
  async allHear(large: boolean, withinMs: number): Promise<number | null> {
    const round = ++this.#round;
    const sizes = large ? [false, true] : [false];
    for (const { process } of this.#watches) process.kill('SIGUSR1');
    const waits = this.#watches.flatMap(({ process, others }) =>
      others.flatMap((address) =>
        sizes.map(async (size) => {
          const isIt = (line: Record<string, unknown>): boolean =>
            line.round === round && line.address === address && line.large === size;
          return (await process.json<{ ms: number }>(isIt, withinMs)).ms;
        }),
      ),
    );
    const took = await Promise.allSettled(waits);
    const ms = took.map((each) => (each.status === 'fulfilled' ? each.value : null));
    return ms.includes(null) ? null : Math.max(...ms.map(Number));
  }
}
