/** The world around an engine as this machine has it. */
import { join } from 'node:path';
import { systemClock } from '../base/clock.ts';
import type { ProxySettings } from '../base/environment.ts';
import type { Log } from '../base/log/log.ts';
import { noProxies } from '../base/proxy.ts';
import { systemRandom } from '../base/random.ts';
import { webSockets } from '../control-client/web-socket.ts';
import { startMemberRelay } from '../servers/member-relay.ts';
import { startServers } from '../servers/serve.ts';
import { installHelper, readHelperService, uninstallHelper } from './helper/helper-service.ts';
import { launchHelper } from './helper/launch-helper.ts';
import type { KeySeal } from './keys/sealed-secret-store.ts';
import { thisMachine } from './machine/this-machine.ts';
import { openPortMapping } from './nat/port-mapping/open-port-mapping.ts';
import { systemOutside } from './nat/system-outside.ts';
import { TcpPipe } from './path/run/tcp-pipe.ts';
import type { Ports, Probing } from './ports.ts';
import { openPing } from './probing/open-ping.ts';
import { createNames } from './probing/probes/names.ts';
import { createProber } from './probing/probes/prober.ts';
import { createPathTools } from './probing/trace/path-tools.ts';
import { realRendezvous } from './rendezvous/real-rendezvous.ts';
import { openStores } from './stores.ts';

export interface RealPortsOptions {
  readonly dataDir: string;
  /** The built helper's script. */
  readonly helperScript: string;
  readonly log: Log;
  /** Of the environment; without them none is used. */
  readonly proxies?: ProxySettings;
  /** Whether places of the public may be asked that nobody named; absent: they may not. */
  readonly publicPlaces?: boolean;
  /** What seals private keys; without it they lie in owner-only files. */
  readonly keySeal?: KeySeal | null;
}

/** Opens nothing but libraries. */
export async function realPorts(options: RealPortsOptions): Promise<Ports> {
  const { dataDir, helperScript, log, proxies = noProxies, publicPlaces = false, keySeal } = options;
  const program = { helperScript, nodePath: process.execPath, dataDir };
  return {
    clock: systemClock,
    random: systemRandom,
    disk: {
      openStores: () => openStores(dataDir, keySeal),
      historyPath: join(dataDir, 'history.db'),
      freeBytes: () => thisMachine.freeBytes(dataDir),
    },
    helper: {
      launch: (mayAsk) => launchHelper({ ...program, mayAsk, log: log.child('helper') }),
      service: {
        read: () => readHelperService(program),
        install: () => installHelper(program),
        uninstall: () => uninstallHelper(program),
      },
    },
    openControl: webSockets(proxies),
    servers: { start: startServers, startForFriends: startMemberRelay },
    machine: thisMachine,
    outside: systemOutside(systemClock),
    openPipe: (pipe) => TcpPipe.open({ ...pipe, proxies }),
    mapPort: openPortMapping,
    probing: await openProbing(log),
    openRendezvous: realRendezvous({ dataDir, proxies, log: log.child('meeting'), publicPlaces }),
  };
}

async function openProbing(log: Log): Promise<Probing> {
  const means = { clock: systemClock, random: systemRandom.bytes };
  const { lookup } = systemOutside(systemClock);
  const ping = await openPing({ ...means, log: log.child('ping') });
  const names = createNames({ clock: systemClock, lookup, gateways: thisMachine.gateways });
  const paths = createPathTools({ ...means, log: log.child('paths') });
  return { ping, names, prober: createProber({ ping, names }), paths };
}
