/** Two players with a code, at real places on this machine. */
import { networkInterfaces } from 'node:os';
import { performance } from 'node:perf_hooks';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import { noProxies } from '../../main/base/proxy.ts';
import { systemRandom } from '../../main/base/random.ts';
import { openUdp } from '../../main/base/udp.ts';
import { webSockets } from '../../main/control-client/web-socket.ts';
import type { Interfaces } from '../../main/engine/machine/machine.ts';
import { systemLan } from '../../main/engine/rendezvous/lan/system-lan.ts';
import { openByteStream } from '../../main/engine/rendezvous/mqtt/byte-stream.ts';
import { rendezvousOf } from '../../main/engine/rendezvous/open-rendezvous.ts';
import type {
  HostEvent,
  Hosting,
  PartyRoot,
  RendezvousSettings,
  SeekEvent,
  Seeking,
} from '../../main/engine/rendezvous/rendezvous.ts';
import { recordingLog } from '../mocks/recording-log.ts';
import { identityNamed, partyNamed, someFacts } from '../unit/engine/rendezvous/kit.ts';

export const nowhere: RendezvousSettings = { relays: [], dhtNodes: [], servers: [], lan: false };

export const ports = {
  clock: systemClock,
  random: systemRandom,
  openSocket: webSockets(noProxies),
  openUdp,
  lookup: async (host: string) => host,
  knownNodes: { read: () => [], write: () => undefined },
  openLan: systemLan({ interfaces: loopback }, systemClock, 18_670),
  openByteStream,
  log: recordingLog(),
};

/** This machine's loopback as if it were a network of a house. */
function loopback(): Interfaces {
  const { lo = [] } = networkInterfaces();
  return { lo: lo.map((address) => ({ ...address, internal: false })) };
}

type Settings = Partial<RendezvousSettings>;

export interface Host extends Hosting {
  readonly events: HostEvent[];
}

/** Publishes and answers each ask. */
export function hostAt(
  settings: Settings,
  { name = 'host', party = partyNamed('party'), over = {} } = {},
): Host {
  const events: HostEvent[] = [];
  const rendezvous = rendezvousOf({ ...ports, ...over })({ ...nowhere, ...settings });
  const hosting = rendezvous.host(party, identityNamed(name), (event) => {
    events.push(event);
    if (event.type === 'asked') hosting.answer(event.note, someFacts);
  });
  hosting.publish(someFacts);
  onTestFinished(() => hosting.stop());
  return { ...hosting, events };
}

export interface Seeker extends Seeking {
  readonly events: SeekEvent[];
  readonly startedAt: number;
}

/** Asks at once. */
export function seekAt(
  settings: Settings,
  { name = 'seeker', party = partyNamed('party') as PartyRoot, over = {} } = {},
): Seeker {
  const events: SeekEvent[] = [];
  const rendezvous = rendezvousOf({ ...ports, ...over })({ ...nowhere, ...settings });
  const startedAt = performance.now();
  const seeking = rendezvous.seek(party, identityNamed(name), (event) => events.push(event));
  seeking.ask(someFacts);
  onTestFinished(() => seeking.stop());
  return { ...seeking, events, startedAt };
}

type Found = Extract<SeekEvent, { type: 'found' }>;

export function foundBy({ events }: Seeker): Found[] {
  return events.filter((event): event is Found => event.type === 'found');
}

export function notesOf({ events }: Host, type: 'asked' | 'knocked') {
  return events.filter((event) => event.type === type);
}

export function isOpenAt({ places }: Pick<Hosting, 'places'>, count = 1): boolean {
  return places().filter(({ state }) => state === 'open').length >= count;
}
