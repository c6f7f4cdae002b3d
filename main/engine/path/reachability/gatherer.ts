/**
 * Gathers what the others may know of how we are reached: candidates of WireGuard's own port, and how the NAT in front
 * of it behaves. Tells when it changed, so that a new record trickles to the others.
 */
import { formatEndpoint, parseEndpoint } from '../../../../shared/address.ts';
import type { NatReport } from '../../../../shared/model/nat-report.ts';
import type { Candidate, Reachability } from '../../../../shared/model/reachability.ts';
import type { Machine } from '../../machine/machine.ts';
import { isPublicIpv4 } from '../../machine/public-address.ts';
import type { SightedPort } from '../../nat/sight-port.ts';
import { hostCandidates } from './host-candidates.ts';

/** What the relay sees of our socket, from its main and from its probe endpoint. */
export interface Observation {
  readonly observed: string | null;
  readonly probed: string | null;
  /** Whether the probe is on another address: only then equal views prove an endpoint-independent mapping. */
  readonly otherAddress: boolean;
}

type Surveyed = Pick<Machine, 'interfaces' | 'defaultRoutes' | 'shortLivedIpv6' | 'sourceFor'>;

/** Any of the Internet's; nothing is sent there (RFC 5737). */
const ELSEWHERE = '192.0.2.1';

export class Gatherer {
  readonly #machine: Surveyed;
  readonly #onChange: (reachability: Reachability) => void;
  #port = 0;
  /** The own address that packets to everywhere leave from. */
  #source: string | null = null;
  #observation: Observation = { observed: null, probed: null, otherAddress: false };
  #seen: SightedPort | null = null;
  #mapped: string | null = null;
  #behaviour: Pick<NatReport, 'filtering' | 'hairpinning'> = { filtering: 'unknown', hairpinning: 'unknown' };
  #isUdpBlocked = false;
  #relays: Reachability['relays'];
  #told = '';

  constructor(machine: Surveyed, onChange: (reachability: Reachability) => void) {
    this.#machine = machine;
    this.#onChange = onChange;
  }

  /** Begins once WireGuard listens. @param port - its UDP port. */
  start(port: number): void {
    this.#port = port;
    this.look();
  }

  /** The machine's addresses may have changed. */
  look(): void {
    this.#tell();
    void this.#machine.sourceFor(ELSEWHERE).then((source) => {
      this.#source = source;
      this.#tell();
    });
  }

  /** How servers outside saw the port before WireGuard took it; what a relay sees of WireGuard itself counts more. */
  see(seen: SightedPort | null): void {
    this.#seen = seen;
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

  /** How the NAT in front of us behaves, as it was measured last. */
  setBehaviour({ filtering, hairpinning }: Pick<NatReport, 'filtering' | 'hairpinning'>): void {
    this.#behaviour = { filtering, hairpinning };
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
    const hosts = this.#port === 0 ? [] : hostCandidates(this.#machine, this.#port, this.#source);
    const { filtering, hairpinning } = this.#behaviour;
    return {
      candidates: [
        ...hosts,
        ...one('server-reflexive', reflexiveOf(this.#observation, hosts) ?? firstOf(this.#seen)),
        ...one('mapped', this.#mapped),
      ],
      mapping: mappingOf(this.#observation, this.#seen),
      filtering,
      ...(hairpinning === 'no' && { hairpinning }),
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

function mappingOf(
  { observed, probed, otherAddress }: Observation,
  seen: SightedPort | null,
): Reachability['mapping'] {
  const sighted = seen?.mapping ?? 'unknown';
  if (observed === null || probed === null) return sighted;
  if (observed !== probed) return 'dependent';
  return otherAddress ? 'endpoint-independent' : sighted;
}

function firstOf(seen: SightedPort | null): string | null {
  const [endpoint] = seen?.endpoints ?? [];
  return endpoint === undefined ? null : formatEndpoint(endpoint);
}

function isLoopback(endpoint: string): boolean {
  const address = parseEndpoint(endpoint)?.address ?? '';
  return address.startsWith('127.') || address === '::1';
}
