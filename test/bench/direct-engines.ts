import { LabEngine } from '../lab/kit/engine.ts';
import type { LabHost } from '../lab/kit/host.ts';
import type { Internet } from '../lab/kit/internet.ts';
import { LabServers } from '../lab/kit/servers.ts';

/** Not the default, which other tunnels of these machines may have. */
const SUBNET = '10.77.0.0/16';

/** The tunnel between two members of a party whose path is direct. */
export interface DirectEngines {
  /** The second member's address within the party. */
  readonly address: string;
  readonly interfaces: readonly [string, string];
  /** Throws when the path is not direct any more. */
  check(): Promise<void>;
}

/** Runs LANrage on two machines, in one party, and waits until both say that their path is direct. */
export async function startDirectEngines(internet: Internet, a: LabHost, b: LabHost): Promise<DirectEngines> {
  // In user space: the machine's forwarding may be on for other relays.
  const servers = new LabServers(internet, ['--kernel', 'off']);
  const options = { settings: { subnet: SUBNET } };
  const [guest, host] = [new LabEngine(internet, a, options), new LabEngine(internet, b, options)];
  await Promise.all([servers.start(), guest.up(), host.up()]);
  const { code } = await host.done<{ code: string }>('party', 'create', 'Bench');
  await guest.done('party', 'join', code);
  const [own, other] = [await guest.address(), await host.address()];
  await Promise.all([guest.shows('direct', other), host.shows('direct', own)]);
  return {
    address: other,
    interfaces: [guest.interfaceName, host.interfaceName],
    async check() {
      const { party } = await guest.snapshot();
      const [peer] = party?.peers ?? [];
      if (peer?.state !== 'direct') throw new Error(`the path is ${peer?.state}, not direct`);
    },
  };
}
