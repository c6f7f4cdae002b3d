/** Meeting places as this machine reaches them. */
import { join } from 'node:path';
import type { Settings } from '../../../shared/model/settings.ts';
import { systemClock } from '../../base/clock.ts';
import type { ProxySettings } from '../../base/environment.ts';
import type { Log } from '../../base/log/log.ts';
import { systemRandom } from '../../base/random.ts';
import { openUdp } from '../../base/udp.ts';
import { webSockets } from '../../control-client/web-socket.ts';
import { thisMachine } from '../machine/this-machine.ts';
import { systemOutside } from '../nat/system-outside.ts';
import { knownNodesFile } from './dht/known-nodes-file.ts';
import { systemLan } from './lan/system-lan.ts';
import { openByteStream } from './mqtt/byte-stream.ts';
import { rendezvousOf } from './open-rendezvous.ts';
import type { Rendezvous } from './rendezvous.ts';
import { rendezvousSettings } from './settings.ts';

export interface RealRendezvousOptions {
  readonly dataDir: string;
  readonly proxies: ProxySettings;
  readonly log: Log;
  /** Whether places of the public may be asked that nobody named. */
  readonly publicPlaces: boolean;
}

/** Gives null where the settings say that nobody is asked. Opens nothing. */
export function realRendezvous(options: RealRendezvousOptions): (settings: Settings) => Rendezvous | null {
  const { dataDir, proxies, log, publicPlaces } = options;
  const open = rendezvousOf({
    clock: systemClock,
    random: systemRandom,
    log,
    openSocket: webSockets(proxies),
    openUdp,
    lookup: systemOutside(systemClock).lookup,
    knownNodes: knownNodesFile(join(dataDir, 'dht-nodes.json')),
    openLan: systemLan(thisMachine, systemClock),
    openByteStream,
  });
  return (settings) => {
    const places = rendezvousSettings(settings, publicPlaces);
    return places && open(places);
  };
}
