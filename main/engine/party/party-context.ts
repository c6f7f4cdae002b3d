import type { InviteCode } from '../../../shared/invite/code.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import { fitDisplayName } from '../../../shared/model/wire.ts';
import type { Result } from '../../../shared/result.ts';
import type { CountMessage } from '../../base/count-message.ts';
import type { Log } from '../../base/log/log.ts';
import type { PartyKeys } from '../../crypto/party-keys.ts';
import type { PartySeed } from '../../servers/serve.ts';
import type { Emit } from '../events.ts';
import type { Tunnel } from '../helper/tunnel.ts';
import type { Machine } from '../machine/machine.ts';
import type { Met } from '../meeting/meet.ts';
import type { SightedTunnel } from '../meeting/sighted-tunnel.ts';
import type { Ports } from '../ports.ts';
import type { Rendezvous } from '../rendezvous/rendezvous.ts';
import type { Stores } from '../stores.ts';
import type { Reign } from '../succession/reign.ts';
import type { EmbeddedServers } from './embedded-servers.ts';

/** What a party is given of the engine around it. */
export interface PartyContext {
  readonly ports: Ports;
  readonly stores: Pick<Stores, 'keys' | 'memberships' | 'recordNumbers' | 'settings'>;
  readonly tunnel: Tunnel;
  /** The same, with what is known of its port. */
  readonly sighted: SightedTunnel;
  /** Where those meet who have a code alone; null: nowhere. */
  readonly rendezvous: Rendezvous | null;
  /** As they were when the party was entered: what takes effect with a party holds for as long as it lasts. */
  readonly settings: Settings;
  /** Program and version. */
  readonly app: string;
  readonly log: Log;
  /** Told of each message on our own wires. */
  readonly count: CountMessage;
  readonly emit: Emit;
  /** Starts servers of this party here, where its members take it along. */
  startServers(seed: PartySeed): Promise<Result<EmbeddedServers>>;
}

/** Which party this is, and where its server is; what can change, `Succession` alone changes. */
export interface PartyFacts {
  readonly code: InviteCode;
  readonly keys: PartyKeys;
  /** WebSocket URLs of its server, as others dial it too. */
  servers: readonly string[];
  /** The servers of this party, when this engine runs them. */
  embedded: EmbeddedServers | null;
  /** Its host was met by the code alone: the server is reached through the tunnel. */
  readonly met?: Met;
  /** Who of its members runs its control server; null: it has a server of its own. */
  reign: Reign | null;
}

/** People who haven't chosen a name yet are known by their machine's. */
export function displayName(
  { settings }: Pick<Stores, 'settings'>,
  { hostName }: Pick<Machine, 'hostName'>,
): string {
  return settings.get().displayName || fitDisplayName(hostName) || 'Player';
}
