/** The ways out of a computer that is none: sockets, names, and programs that look whether anybody is there. */

import type { Outside } from '../../../main/engine/nat/outside.ts';
import type { Ports, Probing } from '../../../main/engine/ports.ts';
import type { PingChain } from '../../../main/engine/probing/icmp/ping-chain.ts';
import { createNames } from '../../../main/engine/probing/probes/names.ts';
import { PLAIN_ANSWER, type ProbeEnd } from '../../../main/engine/probing/probes/probe.ts';
import { createProber } from '../../../main/engine/probing/probes/prober.ts';
import type { Computer } from './computer.ts';
import { gatewayOf } from './model-machine.ts';

/** What everybody has who is connected at all. */
const WELL_KNOWN = ['1.1.1.1', '8.8.8.8', '9.9.9.9'];
const VIA = 'icmp-datagram';

export function modelOutside(computer: Computer): Outside {
  const { internet } = computer;
  const { world } = internet;
  const later = (ms: number): Promise<void> => new Promise((resolve) => void world.after(ms, resolve));
  return {
    async openUdp({ address, port, onDatagram }) {
      const socket = computer.bind(address ?? null, port, onDatagram);
      if (typeof socket === 'string') return { error: socket };
      return {
        port: socket.port,
        send: (datagram, to, onSent) => {
          const error = computer.send(socket, datagram, to);
          onSent?.(error);
        },
        close: () => computer.unbind(socket),
      };
    },
    lookup: async (host) => internet.resolve(host),
    async connects({ host, port }, timeoutMs) {
      const to = internet.at(internet.resolve(host));
      const isThere = WELL_KNOWN.includes(host) || (to?.isOnline === true && to.acceptorAt(port) !== null);
      const connects = computer.isOnline && isThere;
      await later(connects ? internet.roundTripMs : timeoutMs);
      return connects;
    },
    async provesItself({ host }, timeoutMs) {
      const proves = computer.isOnline && WELL_KNOWN.includes(host);
      await later(proves ? internet.roundTripMs : timeoutMs);
      return proves;
    },
    async refuses({ host }, timeoutMs) {
      const isRefused = computer.tunnelTo(host) !== null && internet.refusesAt(host);
      await later(isRefused ? internet.roundTripMs : timeoutMs);
      return isRefused;
    },
    async read({ hostname, port }, timeoutMs) {
      const to = internet.at(internet.resolve(hostname));
      const isThere = to?.isOnline === true && to.acceptorAt(Number(port)) !== null;
      const isRead = computer.isOnline && isThere;
      await later(isRead ? internet.roundTripMs : timeoutMs);
      return isRead ? 'ok' : null;
    },
    async looksLikePortal(_url, timeoutMs) {
      await later(computer.isOnline ? internet.roundTripMs : timeoutMs);
      return computer.isOnline ? 'no' : 'unknown';
    },
    async dateOf(_url, timeoutMs) {
      await later(computer.isOnline ? internet.roundTripMs : timeoutMs);
      const told = world.date().getTime();
      return computer.isOnline ? Math.floor(told / 1000) * 1000 : null;
    },
  };
}

export function modelProbing(
  computer: Computer,
  { clock, outside, machine }: Omit<Ports, 'probing'>,
): Probing {
  const { internet } = computer;
  const answers = (address: string): boolean =>
    computer.isOnline &&
    (address === gatewayOf(computer) ||
      WELL_KNOWN.includes(address) ||
      internet.at(address)?.isOnline === true);
  const probe = async (address: string, timeoutMs: number): Promise<ProbeEnd> => {
    const isAnswered = answers(address);
    await new Promise<void>(
      (resolve) => void clock.after(isAnswered ? internet.roundTripMs : timeoutMs, resolve),
    );
    return {
      via: VIA,
      result: isAnswered
        ? { ...PLAIN_ANSWER, rttMs: internet.roundTripMs, addresses: [] }
        : { outcome: 'timeout' },
    };
  };
  const names = createNames({ clock, lookup: outside.lookup, gateways: machine.gateways });
  const ping: PingChain = {
    needsWorker: () => false,
    ping: ({ to, timeoutMs }) => probe(to, timeoutMs),
    close: () => undefined,
  };
  return {
    names,
    ping,
    prober: createProber({ ping, names }),
    paths: {
      traceroute: async ({ address }) => ({ via: VIA, reached: answers(address), hops: [], denied: null }),
      pathMtu: async ({ address }) => ({
        via: VIA,
        mtu: computer.tunnelTo(address)?.mtu ?? 1500,
        limitedBy: null,
        blackHole: false,
      }),
    },
  };
}
