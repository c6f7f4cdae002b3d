/**
 * Serves the party as its relay, for as long as our person consents, we are reached from outside and the party lasts:
 * at a public address of this machine, or at a port that the router maps to it.
 */
import { type Endpoint, formatEndpoint, isIpv6 } from '../../../shared/address.ts';
import {
  type ControlPush,
  type OfferedRelay,
  offerTakenSchema,
  type RelayInfo,
} from '../../../shared/control/messages.ts';
import type { PartyView } from '../../../shared/model/snapshot.ts';
import type { Result } from '../../../shared/result.ts';
import type { Log } from '../../base/log/log.ts';
import type { RequestBody } from '../../control-client/control-connection.ts';
import type { MemberRelay } from '../../servers/member-relay.ts';
import { publicAddresses } from '../machine/own-networks.ts';
import type { PortMapping } from '../nat/port-mapping/held-mapping.ts';
import type { Ports } from '../ports.ts';

/** What our person allows, and how we may be reached. */
export interface ServingTerms {
  /** false: nobody is served. */
  readonly allowed: boolean;
  readonly megabitsPerSecond: number;
  /** UDP; another is taken where it isn't free. */
  readonly port: number;
  /** Whether the router may be asked to map it. */
  readonly mapsPort: boolean;
}

export interface FriendRelayOptions {
  /** Id of the party that is served. */
  readonly party: string;
  /** Whether a WireGuard key is our own or that of a member whose record was checked. */
  isMember(wireguardKey: string): boolean;
  /** As they are now. */
  terms(): ServingTerms;
  readonly ports: Pick<Ports, 'clock' | 'random' | 'machine' | 'mapPort' | 'servers'>;
  readonly log: Log;
  /** Asks the control server, which may be away. */
  request(body: RequestBody): Promise<Result<unknown>>;
  /** What people see of it is another now. */
  onChange(): void;
}

/** A router that grants no port now may do so after a restart of its own; ports that are taken may be free. */
const TRY_AGAIN_MS = 300_000;
const LEASE_SECONDS = 3_600;
/** Those who were relayed here need a moment to go elsewhere. */
const LINGER_MS = 10_000;
/** As many as a server takes. */
const OFFERED_ENDPOINTS = 4;

export class FriendRelay {
  readonly #options: FriendRelayOptions;
  #relay: MemberRelay | null = null;
  #terms = '';
  #mapping: PortMapping | null = null;
  #mapAfterMs = 0;
  /** What the server was last asked to list, whether or not it did. */
  #offered = '';
  /** Where the server tells the others to reach it; null while it doesn't. */
  #endpoint: string | null = null;
  /** Whom the server would have us serve. */
  #named: readonly string[] = [];
  #admitted = '';
  #connected = false;
  #closed = false;
  readonly #lingering = new Set<MemberRelay>();
  /** One step after the other, so that nothing is opened that nobody closes. */
  #work: Promise<void> = Promise.resolve();
  #cancelRetry = (): void => undefined;

  constructor(options: FriendRelayOptions) {
    this.#options = options;
  }

  /** What people see; null while we serve nobody. */
  get serving(): NonNullable<PartyView['serving']> | null {
    if (this.#relay === null || this.#endpoint === null) return null;
    return { endpoint: this.#endpoint, ...this.#relay.stats() };
  }

  /** Terms, addresses or the router may be others now. */
  look(): void {
    this.#inOrder(() => this.#step());
  }

  /** We are at the control server, again: it may have forgotten our offer. */
  joined(): void {
    this.#connected = true;
    this.#offered = '';
    this.look();
  }

  receive(push: ControlPush): void {
    const { party } = this.#options;
    if (push.type === 'relay.admission' && push.party === party && this.#relay !== null) {
      this.#named = push.keys;
      this.#admit(this.#relay);
    }
    if (push.type === 'relay.hold') this.#relay?.hold(push.a, push.b, push.ms);
  }

  /** The server names a member before its record comes, by which it is known for one. */
  rosterChanged(): void {
    if (this.#relay !== null) this.#admit(this.#relay);
  }

  /** Our own relay is reached within this machine: few routers let us reach ourselves from outside. */
  localize(relays: readonly RelayInfo[]): readonly RelayInfo[] {
    const own = this.#relay;
    if (own === null) return relays;
    const endpoints = [formatEndpoint({ address: '127.0.0.1', port: portOf(own) })];
    const isOwn = (relay: RelayInfo) => relay.publicKey === own.publicKey;
    // It can't tell how a NAT maps us: we never pass one on the way to it.
    return relays.map((relay) => (isOwn(relay) ? { ...relay, endpoints, probe: null } : relay));
  }

  /** Ends it at once, and takes the mapping off the router. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRetry();
    await this.#work;
    const relays = [...this.#lingering, ...(this.#relay === null ? [] : [this.#relay])];
    this.#lingering.clear();
    this.#relay = null;
    await Promise.all([this.#unmap(), ...relays.map((relay) => relay.close())]);
  }

  #lookLater(): void {
    this.#cancelRetry();
    this.#cancelRetry = this.#options.ports.clock.after(TRY_AGAIN_MS, () => this.look());
  }

  #inOrder(step: () => Promise<void>): void {
    this.#work = this.#work.then(() => (this.#closed ? undefined : step()));
  }

  async #step(): Promise<void> {
    const terms = this.#options.terms();
    if (!terms.allowed || this.#terms !== JSON.stringify(terms)) await this.#stop();
    if (!terms.allowed || !this.#connected) return;
    const { clock } = this.#options.ports;
    const isOpen = this.#publicAddresses().length > 0;
    const isMapped = this.#mapping !== null;
    const mayMap = terms.mapsPort && clock.now() >= this.#mapAfterMs;
    if (!isOpen && !isMapped && !mayMap) return this.#stop();
    this.#relay ??= await this.#startRelay(terms);
    if (this.#relay === null) return;
    const place = isOpen ? this.#ownPlace(this.#relay) : await this.#mappedPlace(this.#relay);
    if (place === null) await this.#stop();
    else await this.#offer(this.#relay, place);
  }

  /** The server is trusted with no membership: a stranger whom it invents would play over our line. */
  #admit(relay: MemberRelay): void {
    const { party, isMember } = this.#options;
    const keys = this.#named.filter((key) => isMember(key));
    const admitted = keys.join(' ');
    if (admitted === this.#admitted) return;
    this.#admitted = admitted;
    relay.admit(party, keys);
  }

  #publicAddresses(): readonly string[] {
    return publicAddresses(this.#options.ports.machine);
  }

  async #startRelay(terms: ServingTerms): Promise<MemberRelay | null> {
    const { ports, log } = this.#options;
    this.#terms = JSON.stringify(terms);
    this.#named = [];
    this.#admitted = '';
    const start = (port: number) =>
      ports.servers.startForFriends({
        // Both families have the same port, which the system can't choose twice.
        listen: [{ address: '0.0.0.0', port }, ...(port === 0 ? [] : [{ address: '::', port }])],
        probeListen: [{ address: '0.0.0.0', port: port === 0 ? 0 : (port % 65_535) + 1 }],
        bytesPerSecond: terms.megabitsPerSecond * 125_000,
        clock: ports.clock,
        log: log.child('relay'),
      });
    const wanted = await start(terms.port);
    const started = wanted.ok || terms.port === 0 ? wanted : await start(0);
    if (started.ok) return started.value;
    log.warn('no relay for the party', { fault: started.fault });
    this.#lookLater();
    return null;
  }

  #ownPlace({ publicKey, endpoints, probe }: MemberRelay): OfferedRelay | null {
    const reachedAt = (bound: readonly Endpoint[]): string[] =>
      this.#publicAddresses()
        .flatMap((address) => {
          const one = bound.find((endpoint) => isIpv6(endpoint.address) === isIpv6(address));
          return one === undefined ? [] : [formatEndpoint({ address, port: one.port })];
        })
        .slice(0, OFFERED_ENDPOINTS);
    const [main, second] = [reachedAt(endpoints), reachedAt(probe?.endpoints ?? [])];
    if (main.length === 0) return null;
    const isProbing = probe !== null && second.length > 0;
    return {
      publicKey,
      endpoints: main,
      ...(isProbing && { probe: { publicKey: probe.publicKey, endpoints: second } }),
    };
  }

  async #mappedPlace(relay: MemberRelay): Promise<OfferedRelay | null> {
    this.#mapping ??= await this.#mapPort(portOf(relay));
    if (this.#mapping === null) return null;
    return { publicKey: relay.publicKey, endpoints: [this.#mapping.external] };
  }

  async #mapPort(internalPort: number): Promise<PortMapping | null> {
    const { ports, log } = this.#options;
    const { clock, random } = ports;
    const description = 'LANrage relay';
    const terms = { internalPort, description, leaseSeconds: LEASE_SECONDS };
    const opened = await ports.mapPort({ ...terms, clock, random: random.bytes, log });
    if (!opened.ok) {
      this.#mapAfterMs = clock.now() + TRY_AGAIN_MS;
      this.#lookLater();
      log.info('not reached from outside, so no relay for the party', { fault: opened.fault });
      return null;
    }
    opened.value.onChange(({ kind }) => {
      if (kind === 'lost') this.#inOrder(() => this.#stop());
      else this.look();
    });
    return opened.value;
  }

  async #offer(relay: MemberRelay, place: OfferedRelay): Promise<void> {
    const offered = JSON.stringify(place);
    if (offered === this.#offered) return;
    const { request, log, onChange } = this.#options;
    this.#offered = offered;
    const answer = await request({ type: 'relay.offer', relay: place });
    const taken = answer.ok ? offerTakenSchema.safeParse(answer.value).data : undefined;
    this.#endpoint = taken?.endpoints[0] ?? null;
    if (this.#endpoint === null) {
      log.info('the party does not take our relay', { fault: answer.ok ? null : answer.fault });
      relay.tellTo(null);
    } else {
      relay.tellTo((observation) => void request({ type: 'relay.observed', ...observation }));
    }
    onChange();
  }

  /** Withdraws the offer; those who are relayed here are served for a moment still. */
  async #stop(): Promise<void> {
    const relay = this.#relay;
    if (relay === null) return;
    this.#relay = null;
    this.#offered = '';
    const wasListed = this.#endpoint !== null;
    this.#endpoint = null;
    relay.tellTo(null);
    await this.#unmap();
    if (!wasListed) return relay.close();
    this.#lingering.add(relay);
    this.#options.ports.clock.after(LINGER_MS, () => {
      if (this.#lingering.delete(relay)) void relay.close();
    });
    await this.#options.request({ type: 'relay.withdraw' });
    this.#options.onChange();
  }

  async #unmap(): Promise<void> {
    const mapping = this.#mapping;
    this.#mapping = null;
    await mapping?.close();
  }
}

/** The relay's first endpoint is the one of IPv4, which routers map. */
function portOf({ endpoints }: MemberRelay): number {
  return endpoints[0]?.port ?? 0;
}
