/** Opens a port of this machine to the Internet: the router is asked in its best language. */

import { type Fault, fault } from '../../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Log } from '../../../base/log/log.ts';
import { pause } from '../../../base/time.ts';
import { defaultGateways, localAddressTowards } from '../../machine/gateway/default-gateways.ts';
import { isPublicIpv4 } from '../../machine/public-address.ts';
import { HeldMapping, type PortMapping } from './held-mapping.ts';
import type { Mapper, MapperContext, RouterPorts, Transport } from './mapper.ts';
import { probeNatPmp } from './nat-pmp-mapper.ts';
import { probePcp } from './pcp-mapper.ts';
import { probeUpnp } from './upnp/upnp-mapper.ts';

const WELL_KNOWN: RouterPorts = { pcp: 5351, ssdp: 1900 };
/** A router that speaks any of the three answers within it. */
const DISCOVERY_MS = 2_500;
/** How long the better protocols are waited for once a lesser one answered. */
const GRACE_MS = 300;

export type PortMappingFault =
  | 'portmap.no-gateway'
  | 'portmap.none-found'
  | 'portmap.refused'
  | 'portmap.unanswered'
  | 'portmap.behind-another-nat';

export interface PortMappingOptions {
  /** The port of this machine. */
  readonly internalPort: number;
  /** UDP when absent. */
  readonly transport?: Transport;
  /** What the router's pages show for it. */
  readonly description: string;
  /** What the router is asked for; it may grant less. Renewed at half of it. */
  readonly leaseSeconds: number;
  readonly clock: Clock;
  /** Unpredictable bytes. */
  readonly random: (bytes: number) => Uint8Array;
  readonly log: Log;
  /** IPv4; that of the default route when absent. */
  readonly gateway?: string;
  /** Where the router listens; at the well-known ports when absent. */
  readonly ports?: RouterPorts;
}

/**
 * Maps a port. PCP, NAT-PMP and UPnP-IGD are looked for at once and used in this order; a refusal goes on with the
 * next. Talks to the gateway only. The caller owns the mapping, closes it, and opens
 * another one when the own address or the gateway changes.
 * @fault portmap.no-gateway - this machine has no default route over IPv4.
 * @fault portmap.none-found - the router answers none of the three within 2.5 s.
 * @fault portmap.refused - it answers, but grants nothing. @fault portmap.unanswered - it fell silent when asked to map.
 * @fault portmap.behind-another-nat - it grants a port of an address that the Internet doesn't reach.
 * @see RFC 6887, RFC 6886, UPnP WANIPConnection:2
 */
export async function openPortMapping(
  options: PortMappingOptions,
): Promise<Result<PortMapping, PortMappingFault>> {
  const gateway = options.gateway ?? (await defaultGateways()).ipv4;
  if (gateway === null) return fail(fault('portmap.no-gateway', {}));
  const localAddress = await localAddressTowards(gateway);
  if (localAddress === null) return fail(fault('portmap.no-gateway', {}));
  const context: MapperContext = { ports: WELL_KNOWN, transport: 'udp', ...options, gateway, localAddress };
  let worst: Fault<PortMappingFault> = fault('portmap.none-found', { gateway });
  for await (const mapper of answering(context)) {
    const opened = await establish(mapper, options);
    if (opened.ok) return opened;
    options.log.debug('a way to map a port failed', { protocol: mapper.protocol, fault: opened.fault });
    // It is the same router whatever language it is asked in.
    if (opened.fault.code === 'portmap.behind-another-nat') return opened;
    if (worst.code !== 'portmap.refused') worst = opened.fault;
  }
  return fail(worst);
}

async function establish(
  mapper: Mapper,
  { leaseSeconds, clock, log }: PortMappingOptions,
): Promise<Result<PortMapping, PortMappingFault>> {
  const granted = await mapper.map(leaseSeconds);
  if (!granted.ok) {
    // The answer alone may have been lost.
    if (granted.fault.code === 'portmap.unanswered') await mapper.unmap();
    return granted;
  }
  const { address } = granted.value.external;
  if (isPublicIpv4(address)) {
    return ok(new HeldMapping({ mapper, grant: granted.value, leaseSeconds, clock, log }));
  }
  await mapper.unmap();
  return fail(fault('portmap.behind-another-nat', { address }));
}

/** Those that answer, the best first; a better one that answers too late is passed over. */
async function* answering(context: MapperContext): AsyncGenerator<Mapper> {
  const { clock } = context;
  const nothingAfter = (ms: number): Promise<null> => pause(clock, ms).then(() => null);
  const limit = nothingAfter(DISCOVERY_MS);
  const probes = [probePcp(context), probeNatPmp(context), probeUpnp(context)];
  const patience = probes.map((_, at) => firstFound(probes.slice(at + 1)).then(() => nothingAfter(GRACE_MS)));
  for (const [at, probe] of probes.entries()) {
    const mapper = await Promise.race([probe, limit, ...patience.slice(at, at + 1)]);
    if (mapper !== null) yield mapper;
  }
}

/** Resolves with the first that is found; never when none is. */
function firstFound(probes: readonly Promise<Mapper | null>[]): Promise<Mapper> {
  return new Promise((resolve) => {
    for (const probe of probes) {
      void probe.then((mapper) => {
        if (mapper !== null) resolve(mapper);
      });
    }
  });
}
