/** One end of a pair behind two relays. */
import { PathSilence } from '../../../../../../main/engine/path/path-silence.ts';
import type { OwnLeg, PeerLeg } from '../../../../../../main/engine/path/relays/rank-relays.ts';
import {
  type PairState,
  RelayChoice,
  type RelayChoiceEffect,
  type RelayChoiceEvent,
} from '../../../../../../main/engine/path/relays/relay-choice.ts';
import { RelayLeg } from '../../../../../../main/engine/path/relays/relay-leg.ts';
import { ToldLegs } from '../../../../../../main/engine/path/relays/told-legs.ts';
import type { RelaySignal } from '../../../../../../main/engine/path/signal.ts';
import type { World } from '../../pair/world.ts';
import { RELAYS, type RelayId } from './relay-ids.ts';

export interface EndWays {
  readonly world: World;
  readonly decides: boolean;
  readonly game: boolean;
  /** What a binding request to the relay takes now; null: no answer. */
  rttMs(relay: RelayId): number | null;
  signal(body: RelaySignal): void;
  tell(legs: readonly PeerLeg[]): void;
  send(relay: RelayId): void;
  shakeHands(relay: RelayId): void;
  onChange(): void;
}

const TICK_MS = 50;
const MEASURE_EVERY_MS = 10_000;
const SEARCH_EVERY_MS = 1000;
const NEWS_EVERY_MS = 1000;
const ECHO_EVERY_MS = { calm: 1000, game: 200 };
/** The link shakes hands again where nothing else does. */
const RETRY_MS = 2500;

export class ModelEnd {
  readonly choice: RelayChoice;
  heardAtMs = 0;
  readonly #ways: EndWays;
  readonly #silence = new PathSilence();
  readonly #told = new ToldLegs();
  readonly #legs = new Map(RELAYS.map((id) => [id, { leg: new RelayLeg(), isDown: false }]));
  /** Where its WireGuard sends what is for the other end; null: nowhere yet. */
  #endpoint: RelayId | null = null;
  #isSecured = false;
  #hadSession = false;
  #retryAtMs = 0;

  constructor(ways: EndWays) {
    const { world, decides, game } = ways;
    this.#ways = ways;
    this.choice = new RelayChoice(decides);
    this.#silence.setPace(game, 0);
    for (const relay of RELAYS) this.#measureLater(relay, 0);
    world.every(TICK_MS, () => this.#tick());
    world.every(NEWS_EVERY_MS, () => {
      const news = this.#told.update(this.#ownLegs());
      if (news !== null) ways.tell(news);
    });
    world.every(game ? ECHO_EVERY_MS.game : ECHO_EVERY_MS.calm, () => this.#echo());
  }

  get isHearing(): boolean {
    return this.#isSecured && !this.#silence.isDead(this.#ways.world.nowMs);
  }

  signalled(body: RelaySignal): void {
    this.#feed({ type: 'signal', body });
  }

  learn(legs: readonly PeerLeg[]): void {
    this.#feed({ type: 'peer', legs });
  }

  /** The handshake that it began is done. */
  secured(relay: RelayId): void {
    this.hear(relay);
    this.#echo();
  }

  /** WireGuard follows what it can read. */
  hear(relay: RelayId): void {
    const { nowMs } = this.#ways.world;
    this.heardAtMs = nowMs;
    this.#silence.heard(nowMs);
    this.#endpoint = relay;
    this.#isSecured = true;
    this.#hadSession = true;
  }

  get #pair(): PairState {
    if (!this.#hadSession) return 'new';
    return this.isHearing ? 'well' : 'silent';
  }

  #tick(): void {
    const { world, decides } = this.#ways;
    const { nowMs } = world;
    this.#silence.tick(nowMs);
    this.#doubt(nowMs);
    this.#feed({ type: 'own', legs: this.#ownLegs(), home: 'a' });
    if (this.#endpoint !== null) this.#feed({ type: 'seen', relay: this.#endpoint });
    this.#feed({ type: 'tick', pair: this.#pair });
    if (decides && !this.isHearing && nowMs >= this.#retryAtMs) this.#renew();
  }

  /** The silence of the pair has its relay asked, which a living one answers. */
  #doubt(nowMs: number): void {
    const relay = asId(this.choice.relay);
    const known = relay === null ? undefined : this.#legs.get(relay);
    if (relay === null || known === undefined || !this.#hadSession || !this.#silence.isDead(nowMs)) return;
    if (this.#ways.rttMs(relay) === null) known.isDown = true;
  }

  #echo(): void {
    if (this.#endpoint !== null) this.#ways.send(this.#endpoint);
  }

  #renew(): void {
    const relay = asId(this.choice.relay);
    this.#retryAtMs = this.#ways.world.nowMs + RETRY_MS;
    if (relay !== null) this.#ways.shakeHands(relay);
  }

  #feed(event: RelayChoiceEvent): void {
    for (const effect of this.choice.handle(event, this.#ways.world.nowMs)) this.#carryOut(effect);
  }

  #carryOut(effect: RelayChoiceEffect): void {
    if (effect.type === 'signal') {
      this.#ways.signal(effect.body);
      return;
    }
    if (effect.relay !== this.#endpoint) this.#ways.onChange();
    // The end that doesn't decide waits for the other's handshake.
    if (effect.renew && this.#ways.decides) this.#renew();
  }

  #ownLegs(): OwnLeg[] {
    return RELAYS.map((id) => {
      const known = this.#legs.get(id);
      const isUp = known !== undefined && !known.isDown && known.leg.answeredAtMs !== null;
      return { id, rttMs: known?.leg.rttMs ?? null, state: isUp ? 'up' : 'down' };
    });
  }

  #measureLater(relay: RelayId, ms: number): void {
    const { world, rttMs } = this.#ways;
    world.after(ms, () => {
      const known = this.#legs.get(relay);
      if (known === undefined) return;
      const tookMs = rttMs(relay);
      if (tookMs !== null) {
        known.leg.answered(tookMs, world.nowMs);
        known.isDown = false;
      } else if (known.leg.missed()) known.isDown = true;
      const isLost = known.isDown || known.leg.answeredAtMs === null;
      this.#measureLater(relay, isLost ? SEARCH_EVERY_MS : MEASURE_EVERY_MS * (0.75 + 0.5 * world.random()));
    });
  }
}

function asId(relay: string | null): RelayId | null {
  return RELAYS.find((id) => id === relay) ?? null;
}
