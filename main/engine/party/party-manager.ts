/** The one party that an engine is in: create, join, leave, resume, each to its end before the next begins. */
import { formatSubnet, parseSubnet } from '../../../shared/address.ts';
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import { formatCode, type InviteCode, makeCode, parseCode } from '../../../shared/invite/code.ts';
import { parseInvite } from '../../../shared/invite/link.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import type { Snapshot } from '../../../shared/model/snapshot.ts';
import { fail, invariant, ok, type Result } from '../../../shared/result.ts';
import { within } from '../../base/time.ts';
import type { ControlConnection } from '../../control-client/control-connection.ts';
import { derivePartyKeys, type PartyKeys } from '../../crypto/party-keys.ts';
import type { PartySeed } from '../../servers/serve.ts';
import type { Membership } from '../config/membership-store.ts';
import { connectAsPeer } from '../control/connect-as-peer.ts';
import type { ControlSessionStart } from '../control/membership-request.ts';
import type { EngineEvent, EngineListener } from '../events.ts';
import type { HelperHost } from '../helper/helper-host.ts';
import { Tunnel } from '../helper/tunnel.ts';
import { chooseSubnet, ownNetworks } from '../machine/own-networks.ts';
import { meet } from '../meeting/meet.ts';
import { SightedTunnel } from '../meeting/sighted-tunnel.ts';
import { sealAbout } from './about.ts';
import { type EmbeddedOptions, type EmbeddedServers, startEmbeddedServers } from './embedded-servers.ts';
import { type OwnPorts, ownPorts } from './own-ports.ts';
import { type HeadStart, Party } from './party.ts';
import type { PartyContext, PartyFacts } from './party-context.ts';
import { inviteOf } from './party-view.ts';

const CLOSE_WAIT_MS = 5000;
/** Why we are in no party any more. */
const UNTIL_ENTERED = { until: ['party-entered'] } as const;
/** The servers of an invite, before their party is met without them. */
const SERVERS_FIRST_MS = 1000;
/** A router that maps ports mostly says so within half of it; the invite on the screens is completed later, too. */
const ROUTER_WAIT_MS = 1000;

type Activity = Snapshot['activity'];
/** Where a party begins; with its keys where they were needed before. */
type Place = Omit<PartyFacts, 'keys'> & Partial<Pick<PartyFacts, 'keys'>>;

export interface PartyManagerOptions
  extends Omit<PartyContext, 'tunnel' | 'sighted' | 'rendezvous' | 'settings' | 'stores' | 'startServers'> {
  readonly dataDir: string;
  readonly stores: PartyContext['stores'];
  readonly helper: Pick<HelperHost, 'ensure' | 'call'>;
}

export class PartyManager implements EngineListener {
  readonly #options: PartyManagerOptions;
  #activity: Activity = 'idle';
  #active: Party | null = null;
  #isGame = false;
  /** Settles with what is under way. */
  #work: Promise<unknown> = Promise.resolve();
  readonly #closing = new AbortController();

  constructor(options: PartyManagerOptions) {
    this.#options = options;
  }

  get activity(): Activity {
    return this.#activity;
  }

  get active(): Party | null {
    return this.#active;
  }

  hear(event: EngineEvent): void {
    switch (event.type) {
      case 'settings-changed':
        this.#active?.settingsChanged(event.before, event.settings);
        return;
      case 'network-changed':
        this.#active?.networkChanged(event.change);
        this.#active?.facts.embedded?.networkChanged();
        return;
      case 'looked':
        this.#active?.lookAtTunnel();
        return;
      case 'party-ended':
        void this.#end(event.reason);
    }
  }

  /** @param isGame - members are asked five times a second from now on, in a party that is entered later too. */
  setCadence(isGame: boolean): void {
    this.#isGame = isGame;
    this.#active?.setCadence(isGame);
  }

  /**
   * Makes a party, with servers of our own unless the settings name one. @param again - the code of one that is over, for
   * those who know it.
   */
  create(name: string, again: InviteCode | null = null): Promise<Result<{ code: string; invite: string }>> {
    const { ports, stores } = this.#options;
    return this.#alone('creating', async () => {
      const wanted = parseSubnet(stores.settings.get().subnet);
      invariant(wanted !== null, 'a subnet in the settings has been checked');
      const subnet = chooseSubnet(wanted, ownNetworks(ports.machine, null));
      if (!subnet.ok) return subnet;
      const code = again ?? makeCode(ports.random.bytes(15));
      const host = await this.#findHost(code);
      if (!host.ok) return host;
      const place = { code, ...host.value };
      const begun = await this.#begin(place, (keys) => ({
        type: 'create',
        subnet: formatSubnet(subnet.value),
        about: sealAbout(name, keys),
      }));
      if (!begun.ok) return begun;
      // What people pass on first should lead friends elsewhere here as well.
      const asked = place.embedded?.routerAsked ?? Promise.resolve();
      await within(ports.clock, ROUTER_WAIT_MS, asked, () => undefined);
      return ok({ code: formatCode(place.code), invite: inviteOf(place) });
    });
  }

  /**
   * Joins by a pasted invite. @fault party.code-mistyped - found without asking a server.
   * @fault party.server-needed - a bare code, and the settings name no server.
   */
  join(inviteText: string): Promise<Result<{ name: string; address: string }>> {
    return this.#alone('joining', async () => {
      const invite = parseInvite(inviteText);
      if (!invite.ok) return invite;
      const { controlServer } = this.#options.stores.settings.get();
      const named = invite.value.servers;
      const servers = named.length > 0 || controlServer === null ? named : [controlServer];
      const place = { code: invite.value.code, servers, embedded: null, reign: null };
      const isMet = this.#makeContext(this.#options.stores.settings.get()).rendezvous !== null;
      if (servers.length === 0 && !isMet) return fail(fault('party.server-needed', {}));
      const begun = await (isMet ? this.#meet(place) : this.#begin(place, () => ({ type: 'join' })));
      if (!begun.ok) return begun;
      const { name, self } = begun.value.view();
      return ok({ name, address: self.address });
    });
  }

  /** Leaves the party; with servers of our own another takes it over, and the last one ends it. */
  leave(): Promise<Result<{ heir?: string | null }>> {
    return this.#inParty('leaving', async (party) => {
      await party.leave();
      await this.#drop(party);
      const { successorName } = party;
      return ok(successorName === undefined ? {} : { heir: successorName });
    });
  }

  /** Makes the tunnel anew with the settings as they are now; nobody leaves the party. */
  restartTunnel(): Promise<Result<void>> {
    return this.#inParty('restarting', (party) => party.restartTunnel());
  }

  /** Ends the party here and takes it up again, with the settings as they are now; where it can't be, as it was. */
  reenter(): Promise<Result<void>> {
    return this.#inParty('resuming', async (party) => {
      const membership = party.kept;
      if (membership === null) return fail(fault('party.none', {}));
      const ready = await this.#options.helper.ensure({ mayAsk: false });
      if (!ready.ok) return ready;
      const now = this.#options.stores.settings.get();
      const before = { ...now, ...party.inForce() };
      await party.close();
      await this.#drop(party);
      const again = await this.#takeUp(membership, now);
      if (again.ok) return again;
      const back = await this.#takeUp(membership, before);
      if (!back.ok) this.#options.emit({ type: 'notice', fault: back.fault, life: UNTIL_ENTERED });
      return again;
    });
  }

  /** Takes the party up that the last run was in, if any. */
  async resume(): Promise<Result<void>> {
    if (this.#closing.signal.aborted) return ok(undefined);
    const membership = this.#options.stores.memberships.load();
    if (membership === null || this.#active !== null || this.#activity !== 'idle') return ok(undefined);
    const settings = this.#options.stores.settings.get();
    return this.#exclusively('resuming', () => this.#takeUp(membership, settings));
  }

  /** Raises the tunnel again after the helper was lost, once what is under way is done. */
  async restore(): Promise<void> {
    await this.#work;
    await this.#active?.restore();
  }

  /** Ends what runs or begins here; the membership stays. */
  async close(): Promise<void> {
    this.#closing.abort();
    // The system's prompt may stand open for as long as nobody answers it.
    await within<unknown>(this.#options.ports.clock, CLOSE_WAIT_MS, this.#work, () => undefined);
    await this.#active?.handOver();
    await this.#active?.close();
    if (this.#active !== null) await this.#drop(this.#active);
  }

  async #takeUp(membership: Membership, settings: Settings): Promise<Result<void>> {
    if (this.#closing.signal.aborted) return this.#stopped();
    const code = parseCode(membership.code);
    if (!code.ok) return code;
    const keys = await derivePartyKeys(code.value);
    const embedded = membership.hosting
      ? await this.#startServers(settings, keys.partyId, { before: membership.servers })
      : null;
    if (embedded?.ok === false) return embedded;
    // The ports of our own servers may have been set anew.
    const servers = embedded === null ? membership.servers : [embedded.value.ownUrl];
    const { reign = null } = membership;
    const facts = { code: code.value, keys, servers, embedded: embedded?.value ?? null, reign };
    const party = this.#make(facts, this.#makeContext(settings), this.#options.ports.clock.now());
    this.#active = party;
    const resumed = await party.resume(membership);
    if (!resumed.ok) await this.#drop(party);
    return resumed;
  }

  async #begin(place: Place, start: (keys: PartyKeys) => ControlSessionStart): Promise<Result<Party>> {
    // Starts the helper, with the system's prompt, where it isn't running.
    const ready = await this.#options.helper.ensure({ mayAsk: true });
    const { signal } = this.#closing;
    const prepared = ready.ok && signal.aborted ? this.#stopped() : ready;
    const context = this.#makeContext(this.#options.stores.settings.get());
    const begun = prepared.ok ? await this.#beginWith(place, start, context) : prepared;
    return this.#settle(begun, place);
  }

  /** Joins at the servers where one of them answers soon, else meets the host by the code. */
  async #meet(place: Place): Promise<Result<Party>> {
    const { ports, stores, log } = this.#options;
    const ready = await this.#options.helper.ensure({ mayAsk: true });
    if (!ready.ok) return ready;
    const context = this.#makeContext(stores.settings.get());
    const { rendezvous, sighted } = context;
    const { signal } = this.#closing;
    const join = () => ({ type: 'join' }) as const;
    const startedAtMs = ports.clock.now();
    const derived = derivePartyKeys(place.code);
    // Most whose invite names servers reach them: their device isn't looked at from outside before.
    const early = place.servers.length > 0 ? context.tunnel.up() : null;
    const answered = await this.#dialBriefly(place.servers);
    const keys = await derived;
    if (early !== null && (answered !== null || rendezvous === null)) {
      const connection = answered === null ? this.#connect(place.servers) : Promise.resolve(ok(answered));
      const ahead = { connection, raised: early, startedAtMs };
      return this.#settle(await this.#beginWith({ ...place, keys }, join, context, ahead), place);
    }
    if (rendezvous === null) return fail(fault('party.server-needed', {}));
    if ((await early)?.ok) await context.tunnel.down();
    const raised = await sighted.raise();
    if (!raised.ok) return raised;
    const met = await meet({
      rendezvous,
      party: keys,
      identity: stores.keys.identity,
      ownKey: stores.keys.wireguard.publicKey,
      keepaliveSeconds: context.settings.keepaliveSeconds,
      sighted,
      machine: ports.machine,
      clock: ports.clock,
      log: log.child('meeting'),
      signal,
    });
    // They may only be restarting.
    if (!met.ok && place.servers.length > 0) return this.#begin({ ...place, keys }, join);
    if (!met.ok) return met;
    const servers = [met.value.url];
    const party = this.#make({ ...place, keys, servers, met: met.value }, context, startedAtMs);
    const connection = this.#connect(servers);
    const begun = await party.begin(join(), { connection, raised: Promise.resolve(ok(undefined)), signal });
    return this.#settle(begun.ok ? ok(party) : begun, place);
  }

  async #settle(begun: Result<Party>, place: Place): Promise<Result<Party>> {
    const { signal } = this.#closing;
    if (begun.ok && !signal.aborted) {
      this.#active = begun.value;
      return begun;
    }
    if (begun.ok) await begun.value.close();
    await place.embedded?.close();
    return begun.ok ? this.#stopped() : begun;
  }

  /** People wait for this: device and connection are on their way while the code is stretched. */
  async #beginWith(
    place: Place,
    start: (keys: PartyKeys) => ControlSessionStart,
    context: PartyContext,
    ahead = this.#goAhead(place, context),
  ): Promise<Result<Party>> {
    const keys = place.keys ?? (await derivePartyKeys(place.code));
    const party = this.#make({ ...place, keys }, context, ahead.startedAtMs);
    const { connection, raised } = ahead;
    const begun = await party.begin(start(keys), { connection, raised, signal: this.#closing.signal });
    return begun.ok ? ok(party) : begun;
  }

  #goAhead(
    { servers, embedded }: Place,
    { rendezvous, sighted, tunnel }: PartyContext,
  ): Omit<HeadStart, 'signal'> & { readonly startedAtMs: number } {
    const isHome = embedded !== null && rendezvous !== null;
    const startedAtMs = this.#options.ports.clock.now();
    return {
      startedAtMs,
      connection: this.#connect(servers),
      raised: isHome ? sighted.raise() : tunnel.up(),
    };
  }

  #connect(servers: readonly string[], signal = this.#closing.signal): Promise<Result<ControlConnection>> {
    const { ports, stores, app, log, count } = this.#options;
    const { clock, openControl: open } = ports;
    const peer = { open, identity: stores.keys.identity, app, clock, log: log.child('control'), count };
    return connectAsPeer(servers, peer, signal);
  }

  /** Null: none of them answered yet, or there is none. */
  async #dialBriefly(servers: readonly string[]): Promise<ControlConnection | null> {
    if (servers.length === 0) return null;
    const patience = new AbortController();
    const cancel = this.#options.ports.clock.after(SERVERS_FIRST_MS, () => patience.abort());
    const connected = await this.#connect(servers, AbortSignal.any([patience.signal, this.#closing.signal]));
    cancel();
    return connected.ok ? connected.value : null;
  }

  #make(facts: PartyFacts, context: PartyContext, startedAtMs: number): Party {
    const party = new Party(facts, context, startedAtMs);
    party.setCadence(this.#isGame);
    return party;
  }

  /** What a party that is entered now is given. */
  #makeContext(settings: Settings): PartyContext {
    const { stores, helper } = this.#options;
    const { interfaceName: name, wireguardPort: listenPort, mtu } = settings;
    const { privateKey } = stores.keys.wireguard;
    const { ports } = this.#options;
    const { clock, random, outside, openRendezvous } = ports;
    const tunnel = new Tunnel(helper, { name, privateKey, listenPort, mtu });
    const servers = settings.stunServers;
    return {
      ...this.#options,
      settings,
      startServers: (seed) => this.#startHeirsServers(settings, seed),
      tunnel,
      sighted: new SightedTunnel({ tunnel, servers, outside, clock, random: random.bytes }),
      rendezvous: openRendezvous(settings),
    };
  }

  /** Over for us; unless we are leaving it anyway. */
  async #end(reason: Fault): Promise<void> {
    const party = this.#active;
    const isOver = reason.code === 'party.invite-expired' && party !== null && party.facts.reign !== null;
    this.#options.emit({
      type: 'notice',
      fault: isOver ? fault('party.over', { name: party.name }) : reason,
      life: UNTIL_ENTERED,
    });
    party?.forget();
    await this.#work;
    if (party === null || this.#active !== party || this.#activity !== 'idle') return;
    await this.#exclusively('leaving', async () => {
      await party.close();
      return ok(await this.#drop(party));
    });
  }

  async #drop(party: Party): Promise<void> {
    if (this.#active === party) this.#active = null;
    await party.facts.embedded?.close();
    this.#options.emit({ type: 'party-left' });
  }

  /** Where a new party lives: at the server of the settings, or here. */
  async #findHost(code: InviteCode): Promise<Result<Omit<Place, 'code'>>> {
    const settings = this.#options.stores.settings.get();
    const { controlServer } = settings;
    if (controlServer !== null) return ok({ servers: [controlServer], embedded: null, reign: null });
    const keys = await derivePartyKeys(code);
    const started = await this.#startServers(settings, keys.partyId, { seed: 'anew' });
    if (!started.ok) return started;
    return ok({ servers: [started.value.ownUrl], embedded: started.value, reign: null, keys });
  }

  /** An heir takes other ports where those of the settings are another program's; its members are told which. */
  async #startHeirsServers(settings: Settings, seed: PartySeed): Promise<Result<EmbeddedServers>> {
    const started = await this.#startServers(settings, seed.id, { seed });
    if (started.ok || started.fault.code !== 'serve.port-taken') return started;
    return this.#startServers({ ...settings, embeddedControlPort: 0, embeddedRelayPort: 0 }, seed.id, {
      seed,
    });
  }

  /** @param before - where they were when the party was last here: invites say so. */
  async #startServers(
    settings: Settings,
    party: string,
    { before = [], seed = null }: { before?: readonly string[]; seed?: EmbeddedOptions['seed'] },
  ): Promise<Result<EmbeddedServers>> {
    const { dataDir, ports, log, emit } = this.#options;
    const startAt = (at: OwnPorts): Promise<Result<EmbeddedServers>> =>
      startEmbeddedServers({
        dataDir,
        party,
        seed,
        ...at,
        mapsPorts: settings.portMapping,
        onChange: () => emit({ type: 'reachability-changed' }),
        ports,
        log: log.child('servers'),
      });
    const [wanted, ...others] = ownPorts(settings, before);
    const first = await startAt(wanted);
    for (const at of others) {
      const started = first.ok || first.fault.code !== 'serve.port-taken' ? first : await startAt(at);
      if (started.ok || started.fault.code !== 'serve.port-taken') return started;
    }
    // Not even in a row of spare ones: the ports that people know are the ones to name.
    return first;
  }

  #alone<T>(activity: Activity, work: () => Promise<Result<T>>): Promise<Result<T>> {
    if (this.#activity !== 'idle')
      return Promise.resolve(fail(fault('party.busy', { doing: this.#activity })));
    if (this.#active !== null) {
      return Promise.resolve(fail(fault('party.already-in-one', { name: this.#active.view().name })));
    }
    return this.#exclusively(activity, work);
  }

  /** The engine ends meanwhile. */
  #stopped(): Result<never> {
    return fail(fault('engine.not-running', { dataDir: this.#options.dataDir }));
  }

  /** What is done with the party that we are in. @fault party.busy @fault party.none */
  async #inParty<T>(activity: Activity, work: (party: Party) => Promise<Result<T>>): Promise<Result<T>> {
    if (this.#activity !== 'idle') return fail(fault('party.busy', { doing: this.#activity }));
    const party = this.#active;
    if (party === null) return fail(fault('party.none', {}));
    return this.#exclusively(activity, () => work(party));
  }

  #exclusively<T>(activity: Activity, work: () => Promise<Result<T>>): Promise<Result<T>> {
    invariant(this.#activity === 'idle', 'one at a time');
    this.#activity = activity;
    this.#options.emit({ type: 'activity-changed' });
    const working = work().finally(() => {
      this.#activity = 'idle';
      this.#options.emit({ type: 'activity-changed' });
    });
    this.#work = working.catch(() => undefined);
    return working;
  }
}
