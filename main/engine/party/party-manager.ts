/** The one party that an engine is in: create, join, leave, resume, each to its end before the next begins. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatSubnet, parseSubnet } from '../../../shared/address.ts';
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import { formatCode, makeCode, parseCode } from '../../../shared/invite/code.ts';
import { parseInvite } from '../../../shared/invite/link.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import type { Snapshot } from '../../../shared/model/snapshot.ts';
import { fail, invariant, ok, type Result } from '../../../shared/result.ts';
import { derivePartyKeys, type PartyKeys } from '../../crypto/party-keys.ts';
import { connectAsPeer } from '../control/connect-as-peer.ts';
import type { SessionStart } from '../control/membership-request.ts';
import { sealAbout } from './about.ts';
import { ActiveParty } from './active-party.ts';
import { type EmbeddedServers, startEmbeddedServers } from './embedded-servers.ts';
import { chooseSubnet, ownNetworks } from './own-networks.ts';
import type { PartyContext, PartyFacts, PartyListener } from './party-context.ts';
import { inviteOf } from './party-view.ts';

const CLOSE_WAIT_MS = 5000;
/** A router that maps ports mostly says so within half of it; the invite on the screens is completed later, too. */
const ROUTER_WAIT_MS = 1000;

type Activity = Snapshot['activity'];

export interface PartyManagerOptions {
  readonly dataDir: string;
  settings(): Settings;
  /** Makes the context of a new party; starts the helper, with the system's prompt, where it isn't running. */
  prepare(): Promise<Result<PartyContext>>;
  readonly listener: Omit<PartyListener, 'onEnded'>;
  readonly embedded: Pick<PartyContext, 'clock' | 'log'>;
}

export class PartyManager {
  readonly #options: PartyManagerOptions;
  #activity: Activity = 'idle';
  #active: ActiveParty | null = null;
  /** Settles with what is under way. */
  #work: Promise<unknown> = Promise.resolve();
  readonly #closing = new AbortController();

  constructor(options: PartyManagerOptions) {
    this.#options = options;
  }

  get activity(): Activity {
    return this.#activity;
  }

  get active(): ActiveParty | null {
    return this.#active;
  }

  /** Makes a party, with servers of our own unless the settings name one. */
  create(name: string): Promise<Result<{ code: string; invite: string }>> {
    return this.#alone('creating', async () => {
      const wanted = parseSubnet(this.#options.settings().subnet);
      invariant(wanted !== null, 'a subnet in the settings has been checked');
      const subnet = chooseSubnet(wanted, ownNetworks());
      if (!subnet.ok) return subnet;
      const host = await this.#findHost();
      if (!host.ok) return host;
      const place = { code: makeCode(randomBytes(15)), ...host.value };
      const begun = await this.#begin(place, (keys) => ({
        type: 'create',
        subnet: formatSubnet(subnet.value),
        about: sealAbout(name, keys),
      }));
      if (!begun.ok) return begun;
      // What people pass on first should lead friends elsewhere here as well.
      if (place.embedded !== null) {
        await Promise.race([place.embedded.routerAsked, sleep(ROUTER_WAIT_MS, undefined, { ref: false })]);
      }
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
      const { controlServer } = this.#options.settings();
      const named = invite.value.servers;
      const servers = named.length > 0 || controlServer === null ? named : [controlServer];
      if (servers.length === 0) return fail(fault('party.server-needed', {}));
      const place = { code: invite.value.code, servers, embedded: null };
      const begun = await this.#begin(place, () => ({ type: 'join' }));
      if (!begun.ok) return fail(nameServer(begun.fault, servers));
      const { name, self } = begun.value.view();
      return ok({ name, address: self.address });
    });
  }

  /** Leaves the party; with servers of our own, it ends for all. */
  async leave(): Promise<Result<Record<never, never>>> {
    if (this.#active === null && this.#activity === 'idle') return fail(fault('party.none', {}));
    if (this.#activity !== 'idle') return fail(fault('party.busy', { doing: this.#activity }));
    return this.#exclusively('leaving', async () => {
      const party = this.#active;
      await party?.leave();
      this.#active = null;
      await party?.facts.embedded?.close();
      return ok({});
    });
  }

  /** Takes the party up that the last run was in, if any. */
  async resume(context: PartyContext): Promise<Result<void>> {
    if (this.#closing.signal.aborted) return ok(undefined);
    const membership = context.memberships.load();
    if (membership === null || this.#active !== null || this.#activity !== 'idle') return ok(undefined);
    return this.#exclusively('resuming', async () => {
      const code = parseCode(membership.code);
      if (!code.ok) return code;
      const embedded = membership.hosting ? await this.#startServers() : null;
      if (embedded?.ok === false) return embedded;
      const keys = await derivePartyKeys(code.value);
      // The ports of our own servers may have been set anew.
      const servers = embedded === null ? membership.servers : [embedded.value.ownUrl];
      const facts = { code: code.value, keys, servers, embedded: embedded?.value ?? null };
      const party = this.#make(facts, context, context.clock.now());
      this.#active = party;
      const resumed = await party.resume(membership);
      if (!resumed.ok) await this.#drop(party);
      return resumed;
    });
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
    await Promise.race([this.#work, sleep(CLOSE_WAIT_MS, undefined, { ref: false })]);
    if (this.#active !== null) await this.#drop(this.#active, 'close');
  }

  async #begin(
    place: Omit<PartyFacts, 'keys'>,
    start: (keys: PartyKeys) => SessionStart,
  ): Promise<Result<ActiveParty>> {
    const context = await this.#options.prepare();
    const stopped = fail(fault('engine.not-running', { dataDir: this.#options.dataDir }));
    const { signal } = this.#closing;
    const prepared = context.ok && signal.aborted ? stopped : context;
    const begun = prepared.ok ? await this.#beginWith(prepared.value, place, start) : prepared;
    if (begun.ok && !signal.aborted) {
      this.#active = begun.value;
      return begun;
    }
    if (begun.ok) await begun.value.close();
    await place.embedded?.close();
    return begun.ok ? stopped : begun;
  }

  /** People wait for this: device and connection are on their way while the code is stretched. */
  async #beginWith(
    context: PartyContext,
    place: Omit<PartyFacts, 'keys'>,
    start: (keys: PartyKeys) => SessionStart,
  ): Promise<Result<ActiveParty>> {
    const startedAtMs = context.clock.now();
    const peer = {
      open: context.openControl,
      identity: context.keys.identity,
      app: context.app,
      clock: context.clock,
      log: context.log.child('control'),
      count: context.count,
    };
    const connection = connectAsPeer(place.servers, peer, this.#closing.signal);
    const raised = context.tunnel.up();
    const keys = await derivePartyKeys(place.code);
    const party = this.#make({ ...place, keys }, context, startedAtMs);
    const begun = await party.begin(start(keys), { connection, raised });
    return begun.ok ? ok(party) : begun;
  }

  #make(facts: PartyFacts, context: PartyContext, startedAtMs: number): ActiveParty {
    const onEnded = (reason: Fault): void => {
      const { listener } = this.#options;
      listener.onNotice(reason);
      const cleared = context.memberships.clear();
      if (!cleared.ok) listener.onNotice(cleared.fault);
      void this.#end(party);
    };
    const listener = { ...this.#options.listener, onEnded };
    const party: ActiveParty = new ActiveParty(facts, context, listener, startedAtMs);
    return party;
  }

  /** Over for us; unless we are leaving it anyway. */
  async #end(party: ActiveParty): Promise<void> {
    await this.#work;
    if (this.#active !== party || this.#activity !== 'idle') return;
    await this.#exclusively('leaving', async () => ok(await this.#drop(party, 'close')));
  }

  async #drop(party: ActiveParty, how?: 'close'): Promise<void> {
    if (how === 'close') await party.close();
    if (this.#active === party) this.#active = null;
    await party.facts.embedded?.close();
    this.#options.listener.onChange();
  }

  /** Where a new party lives: at the server of the settings, or here. */
  async #findHost(): Promise<Result<Pick<PartyFacts, 'servers' | 'embedded'>>> {
    const { controlServer } = this.#options.settings();
    if (controlServer !== null) return ok({ servers: [controlServer], embedded: null });
    const started = await this.#startServers();
    return started.ok ? ok({ servers: [started.value.ownUrl], embedded: started.value }) : started;
  }

  #startServers(): Promise<Result<EmbeddedServers>> {
    const settings = this.#options.settings();
    const { clock, log } = this.#options.embedded;
    return startEmbeddedServers({
      dataDir: this.#options.dataDir,
      controlPort: settings.embeddedControlPort,
      relayPort: settings.embeddedRelayPort,
      mapsPorts: settings.portMapping,
      onChange: () => this.#options.listener.onChange(),
      clock,
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

  #exclusively<T>(activity: Activity, work: () => Promise<Result<T>>): Promise<Result<T>> {
    invariant(this.#activity === 'idle', 'one at a time');
    this.#activity = activity;
    this.#options.listener.onChange();
    const working = work().finally(() => {
      this.#activity = 'idle';
      this.#options.listener.onChange();
    });
    this.#work = working.catch(() => undefined);
    return working;
  }
}

/** The server can't know under which name it was asked. */
function nameServer(found: Fault, servers: readonly string[]): Fault {
  return found.code === 'party.not-found' ? fault('party.not-found', { server: servers.join(', ') }) : found;
}
