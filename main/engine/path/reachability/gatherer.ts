/**
 * Gathers what the others may know of how we are reached: candidates of WireGuard's own port, and how the NAT in front
 * of it behaves. Tells when it changed, so that a new record trickles to the others.
 */
import { parseEndpoint } from '../../../../shared/address.ts';
import type { Candidate, Reachability } from '../../../../shared/model/reachability.ts';
import type { Machine } from '../../machine/machine.ts';
import { isPublicIpv4 } from '../../machine/public-address.ts';
import { hostCandidates } from './host-candidates.ts';

/** What the relay sees of our socket, from its main and from its probe endpoint. */
export interface Observation {
  readonly observed: string | null;
  readonly probed: string | null;
  /** Whether the probe is on another address: only then equal views prove an endpoint-independent mapping. */
  readonly otherAddress: boolean;
}

export class Gatherer {
  readonly #machine: Pick<Machine, 'interfaces' | 'shortLivedIpv6'>;
  readonly #onChange: (reachability: Reachability) => void;
  #port = 0;
  #observation: Observation = { observed: null, probed: null, otherAddress: false };
  #mapped: string | null = null;
  #filtering: Reachability['filtering'] = 'unknown';
  #isUdpBlocked = false;
  #relays: Reachability['relays'];
  #told = '';

  constructor(
    machine: Pick<Machine, 'interfaces' | 'shortLivedIpv6'>,
    onChange: (reachability: Reachability) => void,
  ) {
    this.#machine = machine;
    this.#onChange = onChange;
  }

  /** Begins once WireGuard listens. @param port - its UDP port. */
  start(port: number): void {
    this.#port = port;
    this.#tell();
  }

  /** The machine's addresses may have changed. */
  look(): void {
    this.#tell();
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
    const hosts = this.#port === 0 ? [] : hostCandidates(this.#machine, this.#port);
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
    this.#port = 0;
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
