/** Control server and relay inside the host's own engine: a party without any server of anybody. */
import { join } from 'node:path';
import { type Endpoint, formatEndpoint, parseEndpoint } from '../../../shared/address.ts';
import type { InvitingFacts } from '../../../shared/model/inviting.ts';
import type { PartyView } from '../../../shared/model/snapshot.ts';
import { invariant, ok, type Result } from '../../../shared/result.ts';
import type { Log } from '../../base/log/log.ts';
import type { OwnParty, PartySeed, RunningServers, ServeOptions } from '../../servers/serve.ts';
import type { Machine } from '../machine/machine.ts';
import { ownAddresses } from '../machine/own-networks.ts';
import type { Ports } from '../ports.ts';
import { RouterPorts, type WantedPort } from './router-ports.ts';

export interface EmbeddedServers {
  /** How the host itself reaches its control server. */
  readonly ownUrl: string;
  /** How others do, now: one URL for each address of this machine, and one for that of its router where it maps ports. */
  readonly inviteUrls: readonly string[];
  /** TCP. */
  readonly controlPort: number;
  /** The party at the control server. */
  readonly party: OwnParty;
  /** What the relay carries, with ourselves among its clients; null: there is none. */
  readonly relaying: NonNullable<PartyView['serving']> | null;
  /** All places of the party that are taken, or kept for those who left. */
  readonly seats: ReturnType<RunningServers['seats']>;
  /** How it stands with the port that the router shall open for newcomers. */
  readonly router: InvitingFacts['router'];
  /** Settles once it is known what the router does for us. */
  readonly routerAsked: Promise<void>;
  /** Asks the router again where it opens nothing. */
  askRouterAgain(): Promise<void>;
  /** This machine's network is another one, or it was asleep. */
  networkChanged(): void;
  close(): Promise<void>;
}

export interface EmbeddedOptions {
  readonly dataDir: string;
  /** Id of the party that they are for: nobody else's is served. */
  readonly party: string;
  /** What its members take along from another's servers; `anew`: nothing of before; null: what these had of it before. */
  readonly seed: PartySeed | 'anew' | null;
  readonly controlPort: number;
  readonly relayPort: number;
  /** Whether the router may be asked to open the ports. */
  readonly mapsPorts: boolean;
  /** The addresses of the invite changed. */
  onChange(): void;
  readonly ports: Pick<Ports, 'clock' | 'random' | 'machine' | 'mapPort' | 'servers'>;
  readonly log: Log;
}

/** As many servers as an invite may name, minus that of the router. */
const OWN_URLS = 15;

/**
 * Starts both on all addresses, and the relay's probe on the port after the relay's, if that is free. Rosters are kept in the data folder, so that a restarted host finds its party.
 * @fault serve.port-taken - another program has one of the two ports.
 */
export async function startEmbeddedServers(options: EmbeddedOptions): Promise<Result<EmbeddedServers>> {
  const { machine, servers } = options.ports;
  const both = hasIpv6(machine) ? await servers.start(serveOptions(options, ['0.0.0.0', '::'])) : null;
  const started = both?.ok ? both : await servers.start(serveOptions(options, ['0.0.0.0']));
  return started.ok ? ok(new OpenServers(started.value, options)) : started;
}

class OpenServers implements EmbeddedServers {
  readonly party: OwnParty;
  readonly #servers: RunningServers;
  /** Members reach the control server through the tunnel, where no relay can be: they are told where it is. */
  readonly #isSuccessor: boolean;
  readonly #machine: Machine;
  readonly #router: RouterPorts | null;

  constructor(servers: RunningServers, { seed, mapsPorts, onChange, ports, log }: EmbeddedOptions) {
    invariant(servers.party !== null, 'they have a control server');
    this.party = servers.party;
    this.#servers = servers;
    this.#isSuccessor = isTaken(seed);
    this.#machine = ports.machine;
    this.#router = mapsPorts
      ? new RouterPorts({
          wanted: wantedPorts(servers),
          onChange: () => {
            this.#tellRelay();
            onChange();
          },
          ports,
          log: log.child('router'),
        })
      : null;
    if (this.#isSuccessor) this.#tellRelay();
  }

  get controlPort(): number {
    return this.#port;
  }

  get ownUrl(): string {
    return urlOf({ address: '127.0.0.1', port: this.#port });
  }

  get inviteUrls(): readonly string[] {
    const own = ownAddresses(this.#machine).slice(0, OWN_URLS);
    const mapped = parseEndpoint(this.#router?.external('control') ?? '');
    // Those in the same house first: a way round by the router is longer, and many routers have none.
    const places = [
      ...own.filter((address) => !address.includes(':')).map((address) => ({ address, port: this.#port })),
      ...(mapped === null ? [] : [mapped]),
      ...own.filter((address) => address.includes(':')).map((address) => ({ address, port: this.#port })),
    ];
    return [...new Set(places.map(urlOf))];
  }

  get relaying(): NonNullable<PartyView['serving']> | null {
    const relayed = this.#servers.relayed();
    if (relayed === null) return null;
    const port = this.#servers.relayEndpoints[0]?.port ?? 0;
    const [address = '127.0.0.1'] = ownAddresses(this.#machine);
    return { endpoint: this.#router?.external('relay') ?? formatEndpoint({ address, port }), ...relayed };
  }

  get seats(): ReturnType<RunningServers['seats']> {
    return this.#servers.seats();
  }

  get router(): InvitingFacts['router'] {
    return this.#router?.state ?? { state: 'off', external: null, fault: null };
  }

  get routerAsked(): Promise<void> {
    return this.#router?.asked ?? Promise.resolve();
  }

  async askRouterAgain(): Promise<void> {
    await this.#router?.askAgain();
  }

  networkChanged(): void {
    if (this.#isSuccessor) this.#tellRelay();
    this.#router?.networkChanged();
  }

  async close(): Promise<void> {
    await Promise.all([this.#router?.close(), this.#servers.close()]);
  }

  get #port(): number {
    return this.#servers.controlEndpoints[0]?.port ?? 0;
  }

  /** Members look for the relay where they reach the control server, which is wrong where the router chose another port. */
  #tellRelay(): void {
    const mapped = parseEndpoint(this.#router?.external('relay') ?? '');
    const port = this.#servers.relayEndpoints[0]?.port ?? 0;
    const isAsUsual = !this.#isSuccessor && (mapped === null || mapped.port === port);
    const own = ownAddresses(this.#machine).map((address) => ({ address, port }));
    const all = mapped === null ? own : [mapped, ...own];
    this.#servers.tellRelayEndpoints(isAsUsual ? [] : all.slice(0, 8));
  }
}

function serveOptions(
  { dataDir, party, seed, controlPort, relayPort, ports, log }: EmbeddedOptions,
  addresses: readonly [string, ...string[]],
): ServeOptions {
  // A port that the system chooses would be another one for each address.
  const at = (port: number): Endpoint[] =>
    addresses.slice(0, port === 0 ? 1 : addresses.length).map((address) => ({ address, port }));
  return {
    control: {
      listen: at(controlPort),
      databasePath: join(dataDir, 'control.db'),
      onlyParty: party,
      ...(seed !== null && { seed }),
    },
    relay: {
      // Members still hold the relay of whoever ran the party before, under its own name.
      ...(isTaken(seed) && { id: `embedded-${seed.creator}` }),
      listen: at(relayPort),
      keyPath: join(dataDir, 'relay.key'),
      publicEndpoints: [],
      ...(relayPort < 65_535 && {
        probe: {
          listen: at(relayPort === 0 ? 0 : relayPort + 1),
          keyPath: join(dataDir, 'relay-probe.key'),
          publicEndpoints: [],
          required: false,
        },
      }),
    },
    clock: ports.clock,
    log,
  };
}

function isTaken(seed: EmbeddedOptions['seed']): seed is PartySeed {
  return seed !== null && seed !== 'anew';
}

/** The probe is reached only where the router leaves it its port. */
function wantedPorts(servers: RunningServers): [WantedPort, ...WantedPort[]] {
  const control = servers.controlEndpoints[0]?.port ?? 0;
  const udp = (name: string, [endpoint]: readonly Endpoint[]): WantedPort[] =>
    endpoint === undefined ? [] : [{ name, transport: 'udp', port: endpoint.port }];
  return [
    { name: 'control', transport: 'tcp', port: control },
    ...udp('relay', servers.relayEndpoints),
    ...udp('probe', servers.probeEndpoints),
  ];
}

function hasIpv6(machine: Machine): boolean {
  return Object.values(machine.interfaces()).some((addresses = []) =>
    addresses.some(({ family }) => family === 'IPv6'),
  );
}

function urlOf(endpoint: Endpoint): string {
  return `ws://${formatEndpoint(endpoint)}`;
}
