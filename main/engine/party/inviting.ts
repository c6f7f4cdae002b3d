/** What is known of the ways in which newcomers reach a party, and the question to somebody outside whether one leads here. */
import { formatEndpoint, isIpv6, parseIpv4 } from '../../../shared/address.ts';
import type { InvitingFacts } from '../../../shared/model/inviting.ts';
import type { NatReport } from '../../../shared/model/nat-report.ts';
import { bareHost } from '../../../shared/url-host.ts';
import { publicAddresses } from '../machine/own-networks.ts';
import { isPublicIpv4 } from '../machine/public-address.ts';
import { askOutside, type OpenedPort } from '../nat/ask-outside.ts';
import type { PartyContext, PartyFacts } from './party-context.ts';

export interface InvitingOptions {
  readonly facts: PartyFacts;
  readonly context: Pick<PartyContext, 'ports' | 'settings' | 'log' | 'rendezvous' | 'sighted'>;
  /** Null: not measured. */
  natReport(): NatReport | null;
  /** Where the party's server was reached; null: it is not. */
  serverAddress(): string | null;
  /** Those at which newcomers find us. */
  places(): InvitingFacts['rendezvous'];
  onChange(): void;
}

/** Nobody is asked longer than this: the router may end it then, should we not. */
const LEASE_SECONDS = 120;

export class Inviting {
  readonly #options: InvitingOptions;
  #outside: InvitingFacts['outside'] = { result: 'unasked', at: null };
  /** The way in that was asked about: another one is another question. */
  #askedOf = '';
  /** One after the other. */
  #work: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: InvitingOptions) {
    this.#options = options;
  }

  get view(): InvitingFacts {
    const { facts, context } = this.#options;
    const report = this.#options.natReport();
    const addresses = publicAddresses(context.ports.machine);
    const hosts = facts.embedded !== null;
    const met = context.rendezvous !== null;
    const { seen } = context.sighted;
    const [reflexive, ...others] = seen?.endpoints ?? [];
    return {
      home: hosts ? 'here' : 'elsewhere',
      server: hosts ? null : serverFacts(facts.servers, this.#options.serverAddress()),
      // Elsewhere it is for the server, and for who runs it, to be found.
      meets: !hosts ? 'unknown' : met ? 'on' : 'off',
      rendezvous: this.#options.places(),
      mapping: report === null ? 'unknown' : mappingOf(report),
      filtering: report?.filtering ?? 'unknown',
      udp: report?.udp ?? 'unknown',
      reflexive: reflexive === undefined || others.length > 0 ? null : formatEndpoint(reflexive),
      router: facts.embedded?.router ?? { state: 'unknown', external: null, fault: null },
      publicIpv4: addresses.some((address) => !isIpv6(address)),
      ipv6: addresses.some(isIpv6),
      outside: this.#wayIn === this.#askedOf ? this.#outside : { result: 'unasked', at: null },
    };
  }

  /** Asks once the router has answered, and again where another way leads here than was asked about. */
  look(): void {
    this.#work = this.#work.then(async () => {
      await this.#options.facts.embedded?.routerAsked;
      if (this.#wayIn !== this.#askedOf) await this.#ask();
    });
  }

  /** Asks the router again where it opens nothing, and then somebody outside. */
  askAgain(): Promise<void> {
    this.#work = this.#work.then(async () => {
      await this.#options.facts.embedded?.askRouterAgain();
      await this.#ask();
    });
    return this.#work;
  }

  close(): void {
    this.#closed = true;
  }

  /** What leads here from outside without anybody's help; empty: nothing that could be asked about. */
  get #wayIn(): string {
    const { facts, context } = this.#options;
    if (facts.embedded === null) return '';
    const own = publicAddresses(context.ports.machine).find((address) => !isIpv6(address));
    return facts.embedded.router.external ?? own ?? '';
  }

  async #ask(): Promise<void> {
    const { facts, context, onChange } = this.#options;
    const { ports, settings } = context;
    const wayIn = this.#wayIn;
    if (wayIn === '' || this.#closed) return;
    this.#askedOf = wayIn;
    this.#outside = { ...this.#outside, result: 'asking' };
    onChange();
    const isMapped = facts.embedded?.router.state === 'held';
    const answer = await askOutside({
      servers: settings.stunServers,
      ...(isMapped && { openPort: (port) => this.#openPort(port) }),
      outside: ports.outside,
      clock: ports.clock,
      random: ports.random.bytes,
    });
    if (this.#closed) return;
    // Without a router in between, a firewall here may keep strangers from this socket and let them to the servers.
    const result = answer === 'kept-out' && !isMapped ? 'nobody-to-ask' : answer;
    this.#outside = { result, at: ports.clock.date().toISOString() };
    onChange();
  }

  /** A port like that of the servers, which are in the way at theirs. */
  async #openPort(internalPort: number): Promise<OpenedPort | null> {
    const { ports, log } = this.#options.context;
    const terms = { internalPort, description: 'LANrage check', leaseSeconds: LEASE_SECONDS };
    const opened = await ports.mapPort({ ...terms, clock: ports.clock, random: ports.random.bytes, log });
    return opened.ok ? opened.value : null;
  }
}

/** RFC 4787's finer kinds matter to nobody who comes in. */
function mappingOf({ mapping }: NatReport): InvitingFacts['mapping'] {
  return mapping === 'unknown' || mapping === 'endpoint-independent' ? mapping : 'dependent';
}

function serverFacts(servers: readonly string[], reachedAt: string | null): InvitingFacts['server'] {
  const hosts = servers.flatMap((url) => (URL.canParse(url) ? [bareHost(new URL(url))] : []));
  const scope = hosts.some(isOfInternet) ? 'internet' : hosts.length > 0 ? 'house' : 'unknown';
  if (reachedAt === null) return { scope, reached: 'no' };
  return { scope, reached: scope === 'internet' && !isOfInternet(reachedAt) ? 'otherwise' : 'as-invited' };
}

/** A name is taken for one that all know, but for those that only a house knows (RFC 6762, RFC 8375). */
function isOfInternet(host: string): boolean {
  if (isIpv6(host)) return /^[23]/.test(host);
  if (parseIpv4(host) !== null) return isPublicIpv4(host);
  return host.includes('.') && !/\.(local|lan|home\.arpa|internal|localhost)$/i.test(host);
}
