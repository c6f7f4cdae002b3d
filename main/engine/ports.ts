import type { Settings } from '../../shared/model/settings.ts';
import type { Result } from '../../shared/result.ts';
import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import type { OpenControlSocket } from '../control-client/control-socket.ts';
import type { startMemberRelay } from '../servers/member-relay.ts';
import type { startServers } from '../servers/serve.ts';
import type { ConnectedHelper } from './helper/helper-host.ts';
import type { HelperService } from './helper/service-keeper.ts';
import type { Machine } from './machine/machine.ts';
import type { Outside } from './nat/outside.ts';
import type { openPortMapping } from './nat/port-mapping/open-port-mapping.ts';
import type { OpenPipe } from './path/run/pipe.ts';
import type { PingChain } from './probing/icmp/ping-chain.ts';
import type { Names } from './probing/probes/names.ts';
import type { Prober } from './probing/probes/probe.ts';
import type { PathTools } from './probing/trace/path-tools.ts';
import type { Rendezvous } from './rendezvous/rendezvous.ts';
import type { Stores } from './stores.ts';

/** What an engine takes from the world around it: real in `real-ports.ts` alone, a model in tests. */
export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly disk: Disk;
  readonly helper: HelperPort;
  readonly openControl: OpenControlSocket;
  readonly servers: ServersPort;
  readonly machine: Machine;
  readonly outside: Outside;
  /** The relay's tunnel over TCP. */
  readonly openPipe: OpenPipe;
  readonly mapPort: typeof openPortMapping;
  readonly probing: Probing;
  /** How players meet by a code alone; null: the settings have nobody asked. */
  readonly openRendezvous: (settings: Settings) => Rendezvous | null;
}

export interface Disk {
  /** @fault storage.unwritable @fault storage.full @fault keys.unreadable @fault keys.mismatch */
  openStores(): Promise<Result<Stores>>;
  /** Where history is kept; null: in memory alone. */
  readonly historyPath: string | null;
  freeBytes(): Promise<number>;
}

export interface HelperPort {
  /** Connects to a helper that runs, or starts one. @param mayAsk - whether the system may ask the person for that. */
  launch(mayAsk: boolean): Promise<Result<ConnectedHelper>>;
  /** Whether the system starts it by itself. */
  readonly service: HelperService;
}

/** Servers in this process. */
export interface ServersPort {
  readonly start: typeof startServers;
  readonly startForFriends: typeof startMemberRelay;
}

/** Ways to probe any host. */
export interface Probing {
  readonly ping: PingChain;
  readonly names: Names;
  readonly prober: Prober;
  readonly paths: PathTools;
}
