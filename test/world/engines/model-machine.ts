/** What a computer that is none says of itself. */
import type { Interfaces, Machine, OwnNetwork } from '../../../main/engine/machine/machine.ts';
import { formatIpv4, parseSubnet } from '../../../shared/address.ts';
import type { Computer } from './computer.ts';

const MEMORY_BYTES = 16e9;
const LATE_MS = 2;

export function modelMachine(computer: Computer): Machine {
  const { world } = computer.internet;
  return {
    platform: 'linux',
    system: 'linux 6.12.0 x64',
    hostName: computer.hostName,
    wireguardHint: () => ({ reason: 'by-package', hint: 'wireguard-tools' }),
    interfaces: () => interfacesOf(computer),
    shortLivedIpv6: () => new Set(),
    routedNetworks: () => routesOf(computer),
    onNetworkEvent: (listener) => computer.networkEvents.add(listener),
    defaultRoutes: () => (computer.isOnline ? [`eth0 ${gatewayOf(computer)} 100`] : []),
    uptimeMs: () => world.now(),
    gateways: async () => ({ ipv4: computer.isOnline ? gatewayOf(computer) : null, ipv6: null }),
    sourceFor: async (address) =>
      computer.tunnelTo(address)?.address ?? (computer.isOnline ? computer.address : null),
    isPortFree: async (port) => computer.isPortFree(port),
    tryWireguardTool: async () => computer.wgTool,
    freeBytes: async () => computer.freeBytes,
    readSystem: () => ({
      cpuBusyMs: 0.1 * world.now(),
      cpuTotalMs: world.now(),
      memoryUsedBytes: MEMORY_BYTES / 4,
      memoryTotalBytes: MEMORY_BYTES,
      ownCpuMs: 0.01 * world.now(),
      ownMemoryBytes: 100e6,
      ownHeapBytes: 50e6,
    }),
    measureLoad: async () => ({ cpuRatio: computer.cpuRatio, lateMs: LATE_MS }),
    wireless: async () => null,
  };
}

function routesOf({ otherRoutes, tunnels }: Computer): OwnNetwork[] {
  const others = [...otherRoutes].map(([device, text]) => ({
    device,
    subnet: parseSubnet(text),
    address: null,
  }));
  const own = [...tunnels.values()]
    .filter(({ lacks }) => lacks.size === 0)
    .map(({ name: device, subnet }) => ({ device, subnet, address: null }));
  return [...others, ...own].flatMap(({ subnet, ...rest }) => (subnet === null ? [] : [{ ...rest, subnet }]));
}

/** The router's, in the computer's own network. */
export function gatewayOf({ address }: Computer): string {
  return address.replace(/\d+$/, '254');
}

function interfacesOf({ address, isOnline, otherNetworks, tunnels }: Computer): Interfaces {
  const one = (own: string, prefix: number) => ({
    address: own,
    netmask: formatIpv4(2 ** 32 - 2 ** (32 - prefix)),
    family: 'IPv4' as const,
    mac: '02:00:00:00:00:01',
    internal: false,
    cidr: `${own}/${prefix}`,
  });
  const own = [...tunnels.values()].flatMap(({ name, address: inParty, subnet, isThere }) =>
    subnet === null || !isThere ? [] : [[name, [one(inParty, subnet.prefix)]] as const],
  );
  const others = [...otherNetworks].map(([device, network]) => {
    const [other = '', prefix] = network.split('/');
    return [device, [one(other, Number(prefix))]] as const;
  });
  return { ...(isOnline && { eth0: [one(address, 24)] }), ...Object.fromEntries([...others, ...own]) };
}
