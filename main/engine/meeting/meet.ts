/** Runs an {@link Approach}: from a code to a tunnel in which the host of the party is found. */
import { hostAddress, parseSubnet, type Subnet } from '../../../shared/address.ts';
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log/log.ts';
import { type PartyKeys, pairPresharedKey } from '../../crypto/party-keys.ts';
import type { Machine } from '../machine/machine.ts';
import { findClash, ownNetworks, rejectSubnet } from '../machine/own-networks.ts';
import { Gatherer } from '../path/reachability/gatherer.ts';
import type {
  Door,
  HostRecord,
  Identity,
  MeetingFacts,
  Rendezvous,
  Seeking,
} from '../rendezvous/rendezvous.ts';
import { Approach, type ApproachEffect, type ApproachEvent } from './approach.ts';
import { meetingFacts } from './facts.ts';
import type { SightedTunnel } from './sighted-tunnel.ts';

export interface MeetOptions {
  readonly rendezvous: Rendezvous;
  readonly party: PartyKeys;
  readonly identity: Identity;
  /** Own WireGuard key, base64. */
  readonly ownKey: string;
  readonly keepaliveSeconds: number;
  /** It is up. */
  readonly sighted: SightedTunnel;
  readonly machine: Pick<
    Machine,
    'interfaces' | 'shortLivedIpv6' | 'routedNetworks' | 'defaultRoutes' | 'sourceFor'
  >;
  readonly clock: Clock;
  readonly log: Log;
  /** Calls it off. */
  readonly signal: AbortSignal;
}

/** A tunnel that is up, with our address in the party and a session with the host. */
export interface Met {
  readonly hostKey: string;
  readonly subnet: Subnet;
  /** Ours in the subnet. */
  readonly place: number;
  /** Of the control server, through the tunnel. */
  readonly url: string;
}

const LOOK_EVERY_MS = 100;

/**
 * Meets the host of a party. Leaves no tunnel behind when it fails.
 * @fault meeting.nobody @fault meeting.nat @fault meeting.blocked @fault meeting.no-endpoint
 * @fault rendezvous.unreachable @fault rendezvous.clock @fault tunnel.address-conflict @fault party.subnet-refused
 */
export async function meet(options: MeetOptions): Promise<Result<Met>> {
  const meeting = new RunningMeeting(options);
  const met = await meeting.ended;
  await meeting.close();
  if (!met.ok) await options.sighted.tunnel.down();
  return met;
}

/** How WireGuard's port is reached, as far as it is known before there is a party. */
export function ownFacts({
  sighted,
  machine,
  ownKey,
}: Pick<MeetOptions, 'sighted' | 'machine' | 'ownKey'>): MeetingFacts {
  const gatherer = new Gatherer(machine, () => undefined);
  gatherer.see(sighted.seen);
  gatherer.start(sighted.tunnel.listenPort);
  return meetingFacts(gatherer.current(), ownKey);
}

class RunningMeeting {
  readonly ended: Promise<Result<Met>>;
  readonly #options: MeetOptions;
  readonly #approach: Approach;
  readonly #seeking: Seeking;
  readonly #end: (met: Result<Met>) => void;
  #own: MeetingFacts;
  #door: Door | null = null;
  #hostKey = '';
  #isOver = false;
  #isLooking = false;
  #work: Promise<void> = Promise.resolve();
  #cancelWake = (): void => undefined;
  #cancelLook = (): void => undefined;

  constructor(options: MeetOptions) {
    const { rendezvous, party, identity, clock, signal } = options;
    const { promise, resolve } = Promise.withResolvers<Result<Met>>();
    this.ended = promise;
    this.#options = options;
    this.#end = (met) => {
      this.#isOver = true;
      resolve(met);
    };
    this.#own = ownFacts(options);
    this.#approach = new Approach(this.#own, { nowMs: clock.now(), mayRenew: true });
    this.#seeking = rendezvous.seek(party, identity, (event) => this.#feed(event));
    signal.addEventListener('abort', () => this.#fail(fault('meeting.nobody', {})));
    if (signal.aborted) this.#fail(fault('meeting.nobody', {}));
    this.#feed({ type: 'time' });
  }

  async close(): Promise<void> {
    this.#cancelWake();
    this.#cancelLook();
    await Promise.all([this.#seeking.stop(), this.#work]);
  }

  #feed(event: ApproachEvent): void {
    if (this.#isOver) return;
    const { clock, log } = this.#options;
    const effects = this.#approach.handle(event, clock.now());
    if (event.type !== 'time') log.debug('meeting', { event, effects });
    for (const effect of effects) this.#do(effect);
    this.#cancelWake();
    const { nextAtMs } = this.#approach;
    if (this.#isOver || nextAtMs === Number.POSITIVE_INFINITY) return;
    this.#cancelWake = clock.after(Math.max(0, nextAtMs - clock.now()), () => this.#feed({ type: 'time' }));
  }

  #do(effect: ApproachEffect): void {
    switch (effect.type) {
      case 'ask':
        this.#seeking.ask(this.#own);
        return;
      case 'knock':
        this.#inOrder(async () => this.#seeking.knock(this.#own, effect.instance));
        return;
      case 'point':
        this.#inOrder(() => this.#point(effect.record, effect.endpoint));
        return;
      case 'renew':
        this.#inOrder(() => this.#renew());
        return;
      case 'met':
        this.#finish(effect.record);
        return;
      case 'failed':
        this.#fail(effect.fault);
    }
  }

  #fail(why: Fault): void {
    this.#end(fail(why));
  }

  #finish({ wireguardKey, door }: HostRecord): void {
    const subnet = parseSubnet(door.subnet);
    const host = subnet === null ? null : hostAddress(subnet, door.host);
    if (subnet === null || host === null) return;
    const url = `ws://${host}:${door.port}`;
    this.#end(ok({ hostKey: wireguardKey, subnet, place: this.#door?.place ?? door.place, url }));
  }

  async #point({ wireguardKey, door }: HostRecord, endpoint: string): Promise<void> {
    const { sighted, party, ownKey, keepaliveSeconds } = this.#options;
    const seated = await this.#sit(door);
    if (!seated.ok) {
      this.#fail(seated.fault);
      return;
    }
    if (this.#hostKey !== '' && this.#hostKey !== wireguardKey)
      await sighted.tunnel.removePeer(this.#hostKey);
    this.#hostKey = wireguardKey;
    const set = await sighted.tunnel.setPeers([
      {
        publicKey: wireguardKey,
        presharedKey: pairPresharedKey(party.pskKey, ownKey, wireguardKey),
        endpoint,
        allowedIps: [`${seated.value.host}/32`],
        keepaliveSeconds,
        fresh: true,
      },
    ]);
    if (set.ok) this.#lookSoon();
    else this.#options.log.warn('could not set the host', { fault: set.fault });
  }

  /** Takes the place in the party that the host keeps for us. */
  async #sit(door: Door): Promise<Result<{ readonly host: string }>> {
    const { sighted, machine } = this.#options;
    const subnet = parseSubnet(door.subnet);
    const own = subnet === null ? null : hostAddress(subnet, door.place);
    const host = subnet === null ? null : hostAddress(subnet, door.host);
    if (subnet === null || own === null || host === null || own === host) {
      return fail(fault('party.subnet-refused', { subnet: door.subnet }));
    }
    if (sameDoor(door, this.#door)) return ok({ host });
    const unfit = rejectSubnet(subnet);
    if (unfit !== null) return fail(unfit);
    const clash = findClash(subnet, ownNetworks(machine, sighted.tunnel.name));
    if (clash !== undefined) {
      return fail(fault('tunnel.address-conflict', { subnet: door.subnet, device: clash.device }));
    }
    // Its peer may go by an address that the one before doesn't allow.
    if (this.#door !== null) await sighted.tunnel.removePeer(this.#hostKey);
    this.#hostKey = '';
    this.#door = door;
    const assigned = await sighted.tunnel.assign(own, subnet.prefix);
    return assigned.ok ? ok({ host }) : assigned;
  }

  async #renew(): Promise<void> {
    const { sighted } = this.#options;
    const renewed = await sighted.renew();
    if (!renewed.ok) {
      this.#fail(renewed.fault);
      return;
    }
    this.#door = null;
    this.#hostKey = '';
    this.#own = ownFacts(this.#options);
    this.#feed({ type: 'renewed', own: this.#own });
  }

  #inOrder(step: () => Promise<void>): void {
    this.#work = this.#work.then(() => (this.#isOver ? undefined : step()));
  }

  #lookSoon(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#cancelLook = this.#options.clock.after(LOOK_EVERY_MS, () => void this.#look());
  }

  async #look(): Promise<void> {
    const status = await this.#options.sighted.tunnel.status();
    this.#isLooking = false;
    if (this.#isOver) return;
    const host = status.ok ? status.value.peers.find(({ publicKey }) => publicKey === this.#hostKey) : null;
    if (host?.latestHandshake != null) this.#feed({ type: 'linked' });
    else this.#lookSoon();
  }
}

function sameDoor(a: Door, b: Door | null): boolean {
  return a.subnet === b?.subnet && a.host === b.host && a.place === b.place;
}
