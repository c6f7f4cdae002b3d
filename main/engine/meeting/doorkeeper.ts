/** Runs an {@link Admission}: takes in those who come by the code alone, for as long as our party lasts. */
import { formatSubnet, hostAddress } from '../../../shared/address.ts';
import type { Reachability } from '../../../shared/model/reachability.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log/log.ts';
import type { PartyKeys } from '../../crypto/party-keys.ts';
import { pairPresharedKey } from '../../crypto/party-keys.ts';
import type { Tunnel } from '../helper/tunnel.ts';
import type { HostFacts, Hosting, Identity, PlaceState, Rendezvous } from '../rendezvous/rendezvous.ts';
import { Admission, type AdmissionEffect, type AdmissionEvent, type SeatedMember } from './admission.ts';
import { meetingFacts, type Obstacle } from './facts.ts';
import type { MeetingPlace } from './meeting-place.ts';

export interface DoorkeeperOptions {
  readonly rendezvous: Rendezvous;
  readonly party: PartyKeys;
  readonly identity: Identity;
  /** Own WireGuard key, base64. */
  readonly ownKey: string;
  readonly keepaliveSeconds: number;
  /** Where we sit, and the port of the control server there. */
  readonly place: MeetingPlace;
  readonly tunnel: Pick<Tunnel, 'setPeers' | 'removePeer' | 'setDecoys' | 'status'>;
  readonly clock: Clock;
  readonly log: Log;
  /** How WireGuard's port is reached now. */
  reachability(): Reachability;
  /** Somebody with the code can't get in, and why. */
  onHindered(whose: Obstacle): void;
  /** The state of a meeting place is another one. */
  onPlaces(): void;
}

export class Doorkeeper {
  readonly #options: DoorkeeperOptions;
  readonly #admission: Admission;
  readonly #hosting: Hosting;
  /** What is done to WireGuard, one thing after the other. */
  #work: Promise<void> = Promise.resolve();
  #cancelWake = (): void => undefined;
  #isClosed = false;
  #published = '';
  readonly #told = new Set<string>();

  /** Opens the meeting places at once. */
  constructor(options: DoorkeeperOptions) {
    this.#options = options;
    const { rendezvous, party, identity, onPlaces } = options;
    this.#admission = new Admission(this.#facts());
    this.#hosting = rendezvous.host(party, identity, (event) => {
      if (event.type === 'asked' || event.type === 'knocked') this.#feed(event);
      else if (event.type === 'places') onPlaces();
    });
    this.#publish();
  }

  places(): readonly PlaceState[] {
    return this.#hosting.places();
  }

  /** Whether WireGuard was made ready for the one with this key. */
  knows(wireguardKey: string): boolean {
    return this.#admission.knows(wireguardKey);
  }

  /** How we are reached may have changed. */
  look(): void {
    this.#feed({ type: 'own', facts: this.#facts() });
    this.#publish();
  }

  /** The roster is another one. */
  setMembers(members: readonly SeatedMember[]): void {
    this.#feed({ type: 'members', members });
    this.#publish();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelWake();
    await Promise.all([this.#hosting.stop(), this.#work]);
  }

  #facts() {
    const { reachability, ownKey } = this.#options;
    return meetingFacts(reachability(), ownKey);
  }

  #record(place: number): HostFacts {
    const { subnet, index, port, term } = this.#options.place;
    const door = { subnet: formatSubnet(subnet), host: index, port, place };
    return { ...this.#facts(), door, term };
  }

  #publish(): void {
    const record = this.#record(this.#admission.freePlace());
    const text = JSON.stringify(record);
    if (text === this.#published) return;
    this.#published = text;
    this.#hosting.publish(record);
  }

  #feed(event: AdmissionEvent): void {
    if (this.#isClosed) return;
    const effects = this.#admission.handle(event, this.#options.clock.now());
    for (const effect of effects) this.#do(effect);
    if (effects.length > 0) this.#publish();
    this.#wakeLater();
  }

  #do(effect: AdmissionEffect): void {
    const { log, onHindered } = this.#options;
    switch (effect.type) {
      case 'answer':
        // Its peer is there before it knows where we are.
        this.#inOrder(async () => this.#hosting.answer(effect.note, this.#record(effect.place)));
        return;
      case 'look':
        this.#look();
        return;
      case 'hindered':
        if (this.#told.has(effect.peer)) return;
        this.#told.add(effect.peer);
        log.info('somebody can not get in', { peer: effect.peer, whose: effect.whose });
        onHindered(effect.whose);
        return;
      default:
        this.#inOrder(() => this.#set(effect));
    }
  }

  async #set(effect: Extract<AdmissionEffect, { type: 'admit' | 'open' | 'dismiss' }>): Promise<void> {
    const { tunnel, log } = this.#options;
    const set =
      effect.type === 'dismiss'
        ? await tunnel.removePeer(effect.wireguardKey)
        : effect.type === 'open'
          ? await tunnel.setDecoys(effect.peer, effect.endpoints)
          : await this.#admit(effect);
    if (!set.ok) log.warn('could not let a guest in', { effect: effect.type, fault: set.fault });
  }

  #admit({ wireguardKey, place, endpoint, fresh }: Extract<AdmissionEffect, { type: 'admit' }>) {
    const { tunnel, party, ownKey, keepaliveSeconds, place: own, log } = this.#options;
    log.debug('guest', { place, endpoint });
    const address = hostAddress(own.subnet, place) ?? '';
    return tunnel.setPeers([
      {
        publicKey: wireguardKey,
        presharedKey: pairPresharedKey(party.pskKey, ownKey, wireguardKey),
        ...(endpoint !== null && { endpoint }),
        allowedIps: [`${address}/32`],
        keepaliveSeconds: endpoint === null ? 0 : keepaliveSeconds,
        fresh,
      },
    ]);
  }

  #inOrder(step: () => Promise<void>): void {
    this.#work = this.#work.then(() => (this.#isClosed ? undefined : step()));
  }

  #wakeLater(): void {
    this.#cancelWake();
    const { clock } = this.#options;
    const { nextAtMs } = this.#admission;
    if (this.#isClosed || nextAtMs === Number.POSITIVE_INFINITY) return;
    this.#cancelWake = clock.after(Math.max(0, nextAtMs - clock.now()), () => this.#wake());
  }

  #wake(): void {
    if (!this.#admission.isWaiting) {
      this.#feed({ type: 'time' });
      return;
    }
    this.#look();
  }

  #look(): void {
    this.#inOrder(async () => {
      const status = await this.#options.tunnel.status();
      this.#feed(status.ok ? { type: 'status', peers: status.value.peers } : { type: 'time' });
    });
  }
}
