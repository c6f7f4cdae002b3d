/** The one party that an engine is in: create, join, leave, resume, each to its end before the next begins. */
import { formatSubnet, parseSubnet } from '../../../shared/address.ts';
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import { formatCode, type InviteCode, makeCode, parseCode } from '../../../shared/invite/code.ts';
import { parseInvite } from '../../../shared/invite/link.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import type { Snapshot } from '../../../shared/model/snapshot.ts';
import { fail, invariant, ok, type Result } from '../../../shared/result.ts';
import { within } from '../../base/time.ts';
import { derivePartyKeys, type PartyKeys } from '../../crypto/party-keys.ts';
import type { PartySeed } from '../../servers/serve.ts';
import type { Membership } from '../config/membership-store.ts';
import { connectAsPeer } from '../control/connect-as-peer.ts';
import type { ControlSessionStart } from '../control/membership-request.ts';
import type { EngineEvent, EngineListener } from '../events.ts';
import type { HelperHost } from '../helper/helper-host.ts';
import { Tunnel } from '../helper/tunnel.ts';
import { chooseSubnet, ownNetworks } from '../machine/own-networks.ts';
import { sealAbout } from './about.ts';
import { type EmbeddedServers, startEmbeddedServers } from './embedded-servers.ts';
import { Party } from './party.ts';
import type { PartyContext, PartyFacts } from './party-context.ts';
import { inviteOf } from './party-view.ts';

const CLOSE_WAIT_MS = 5000;
/** A router that maps ports mostly says so within half of it; the invite on the screens is completed later, too. */
const ROUTER_WAIT_MS = 1000;

type Activity = Snapshot['activity'];
/** Where a party begins; with its keys where they were needed before. */
type Place = Omit<PartyFacts, 'keys'> & Partial<Pick<PartyFacts, 'keys'>>;

export interface PartyManagerOptions
  extends Omit<PartyContext, 'tunnel' | 'settings' | 'stores' | 'startServers'> {
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
      const subnet = chooseSubnet(wanted, ownNetworks(ports.machine));
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
      if (servers.length === 0) return fail(fault('party.server-needed', {}));
      const place = { code: invite.value.code, servers, embedded: null, reign: null };
      const begun = await this.#begin(place, () => ({ type: 'join' }));
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
      if (!back.ok) this.#options.emit({ type: 'notice', fault: back.fault });
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
    const embedded = membership.hosting ? await this.#startServers(settings, keys.partyId) : null;
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
    const begun = prepared.ok ? await this.#beginWith(place, start) : prepared;
    if (begun.ok && !signal.aborted) {
      this.#active = begun.value;
      return begun;
    }
    if (begun.ok) await begun.value.close();
    await place.embedded?.close();
    return begun.ok ? this.#stopped() : begun;
  }

  /** People wait for this: device and connection are on their way while the code is stretched. */
  async #beginWith(place: Place, start: (keys: PartyKeys) => ControlSessionStart): Promise<Result<Party>> {
    const { ports, stores, app, log, count } = this.#options;
    const { clock } = ports;
    const context = this.#makeContext(stores.settings.get());
    const startedAtMs = clock.now();
    const { identity } = stores.keys;
    const peer = { open: ports.openControl, identity, app, clock, log: log.child('control'), count };
    const connection = connectAsPeer(place.servers, peer, this.#closing.signal);
    const raised = context.tunnel.up();
    const keys = place.keys ?? (await derivePartyKeys(place.code));
    const party = this.#make({ ...place, keys }, context, startedAtMs);
    const begun = await party.begin(start(keys), { connection, raised, signal: this.#closing.signal });
    return begun.ok ? ok(party) : begun;
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
    return {
      ...this.#options,
      settings,
      startServers: (seed) => this.#startHeirsServers(settings, seed),
      tunnel: new Tunnel(helper, { name, privateKey, listenPort, mtu }),
    };
  }

  /** Over for us; unless we are leaving it anyway. */
  async #end(reason: Fault): Promise<void> {
    const party = this.#active;
    const isOver = reason.code === 'party.invite-expired' && party !== null && party.facts.reign !== null;
    this.#options.emit({
      type: 'notice',
      fault: isOver ? fault('party.over', { name: party.name }) : reason,
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
    const started = await this.#startServers(settings, keys.partyId, 'anew');
    if (!started.ok) return started;
    return ok({ servers: [started.value.ownUrl], embedded: started.value, reign: null, keys });
  }

  /** An heir takes other ports where those of the settings are another program's; its members are told which. */
  async #startHeirsServers(settings: Settings, seed: PartySeed): Promise<Result<EmbeddedServers>> {
    let chosen = settings;
    for (let tries = 0; ; tries++) {
      const started = await this.#startServers(chosen, seed.id, seed);
      if (started.ok || started.fault.code !== 'serve.port-taken' || tries > 1) return started;
      const isRelay = started.fault.args.protocol === 'udp';
      chosen = { ...chosen, [isRelay ? 'embeddedRelayPort' : 'embeddedControlPort']: 0 };
    }
  }

  #startServers(
    settings: Settings,
    party: string,
    seed: PartySeed | 'anew' | null = null,
  ): Promise<Result<EmbeddedServers>> {
    const { dataDir, ports, log, emit } = this.#options;
    return startEmbeddedServers({
      dataDir,
      party,
      seed,
      controlPort: settings.embeddedControlPort,
      relayPort: settings.embeddedRelayPort,
      mapsPorts: settings.portMapping,
      onChange: () => emit({ type: 'reachability-changed' }),
      ports,
      log: log.child('servers'),
    });
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
