/**
 * Gathers what the others may know of how we are reached: candidates of WireGuard's own port, and how the NAT in front
 * of it behaves. Tells when it changed, so that a new record trickles to the others.
 */
import { networkInterfaces } from 'node:os';
import { formatEndpoint, formatSubnet, parseEndpoint, parseIpv4 } from '../../../shared/address.ts';
import type { Candidate, Reachability } from '../../../shared/model/reachability.ts';
import type { Clock } from '../../base/clock.ts';
import { isPublicIpv4 } from '../nat/port-mapping/public-address.ts';

/** What the relay sees of our socket, from its main and from its probe endpoint. */
export interface Observation {
  readonly observed: string | null;
  readonly probed: string | null;
  /** Whether the probe is on another address: only then equal views prove an endpoint-independent mapping. */
  readonly otherAddress: boolean;
}

/** Cheap, and soon enough for a cable that was plugged in. */
const LOOK_EVERY_MS = 2000;
const HOST_LIMIT = 8;

export class Gatherer {
  readonly #clock: Clock;
  readonly #onChange: (reachability: Reachability) => void;
  #port = 0;
  #observation: Observation = { observed: null, probed: null, otherAddress: false };
  #mapped: string | null = null;
  #filtering: Reachability['filtering'] = 'unknown';
  #isUdpBlocked = false;
  #relays: Reachability['relays'];
  #told = '';
  #stop = (): void => undefined;

  constructor(clock: Clock, onChange: (reachability: Reachability) => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Begins once WireGuard listens. @param port - its UDP port. */
  start(port: number): void {
    this.#port = port;
    this.#stop();
    this.#look();
  }

  observe(observation: Observation): void {
    this.#observation = observation;
    this.#tell();
  }

  /** A port that the router granted, or none any more. */
  setMapped(endpoint: string | null): void {
    this.#mapped = endpoint;
    this.#tell();
  }

  setFiltering(filtering: Reachability['filtering']): void {
    this.#filtering = filtering;
    this.#tell();
  }

  /** The relays that we are registered with. */
  setRelays(relays: Reachability['relays']): void {
    this.#relays = relays;
    this.#tell();
  }

  /** Whether the relay answers over TCP alone. */
  setUdpBlocked(isBlocked: boolean): void {
    this.#isUdpBlocked = isBlocked;
    this.#tell();
  }

  current(): Reachability {
    const hosts = this.#port === 0 ? [] : hostCandidates(this.#port);
    return {
      candidates: [
        ...hosts,
        ...one('server-reflexive', reflexiveOf(this.#observation, hosts)),
        ...one('mapped', this.#mapped),
      ],
      mapping: mappingOf(this.#observation),
      filtering: this.#filtering,
      ...(this.#isUdpBlocked && { udp: 'blocked' }),
      ...(this.#relays && { relays: this.#relays }),
    };
  }

  close(): void {
    this.#stop();
  }

  #look(): void {
    this.#tell();
    this.#stop = this.#clock.after(LOOK_EVERY_MS, () => this.#look());
  }

  #tell(): void {
    if (this.#port === 0) return;
    const reachability = this.current();
    const text = JSON.stringify(reachability);
    if (text === this.#told) return;
    this.#told = text;
    this.#onChange(reachability);
  }
}

/**
 * How the relay sees us. A relay in this very machine sees a loopback address, which is nobody else's way to us; what
 * it would see from outside is only known where this machine has a public address.
 */
function reflexiveOf({ observed }: Observation, hosts: readonly Candidate[]): string | null {
  if (observed === null || !isLoopback(observed)) return observed;
  const isPublic = ({ endpoint }: Candidate) => isPublicIpv4(parseEndpoint(endpoint)?.address ?? '');
  return hosts.find(isPublic)?.endpoint ?? null;
}

function hostCandidates(port: number): Candidate[] {
  return Object.entries(networkInterfaces())
    .filter(([device]) => !device.startsWith('lanrage'))
    .flatMap(([, addresses = []]) => addresses)
    .filter(({ address, internal }) => !internal && !/^fe80:|^169\.254\./i.test(address))
    .slice(0, HOST_LIMIT)
    .map(({ address, cidr }) => ({
      type: 'host',
      endpoint: formatEndpoint({ address, port }),
      network: networkOf(cidr),
    }));
}

/** The network of an IPv4 interface address such as 192.168.1.5/24; IPv6 neighbours find each other globally. */
function networkOf(cidr: string | null): string | null {
  const [address = '', prefixText = ''] = (cidr ?? '').split('/');
  const value = parseIpv4(address);
  const prefix = Number(prefixText);
  if (value === null || !(prefix > 0)) return null;
  return formatSubnet({ base: ((value >>> (32 - prefix)) << (32 - prefix)) >>> 0, prefix });
}

function one(type: Candidate['type'], endpoint: string | null): Candidate[] {
  return endpoint === null ? [] : [{ type, endpoint, network: null }];
}

function mappingOf({ observed, probed, otherAddress }: Observation): Reachability['mapping'] {
  if (observed === null || probed === null) return 'unknown';
  if (observed !== probed) return 'dependent';
  return otherAddress ? 'endpoint-independent' : 'unknown';
}

function isLoopback(endpoint: string): boolean {
  const address = parseEndpoint(endpoint)?.address ?? '';
  return address.startsWith('127.') || address === '::1';
}
