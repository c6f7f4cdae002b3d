/**
 * Runs a mesh: the one place where its events come from sockets, promises and the clock, and where its effects are carried
 * out.
 */
import type { PeerConfig } from '../../../../shared/helper/verbs.ts';
import { ok } from '../../../../shared/result.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Log } from '../../../base/log/log.ts';
import type { Random } from '../../../base/random.ts';
import type { Tunnel } from '../../helper/tunnel.ts';
import { askStun } from '../../nat/ask-stun.ts';
import type { Outside } from '../../nat/outside.ts';
import type { EchoPacket, SizeProbe } from '../link/echo-packet.ts';
import { Mesh, type MeshTerms } from '../mesh/mesh.ts';
import type { MeshEffect, MeshEvent } from '../mesh/mesh-events.ts';
import { toTick } from '../recording/columns.ts';
import { MeshRecorder } from '../recording/mesh-recorder.ts';
import type { OpenPipe, Pipe } from './pipe.ts';
import { RelayMeter } from './relay-meter.ts';

/** What a mesh tells the party around it. */
export type MeshNews =
  | Extract<
      MeshEffect,
      {
        type: 'signal' | 'hold' | 'explore' | 'loop' | 'transport' | 'tcp-only' | 'legs' | 'sample' | 'shown';
      }
    >
  /** Packets to a member are kept to so many bytes now; null: to the tunnel's MTU. */
  | { readonly type: 'packets-kept'; readonly member: string; readonly bytes: number | null };

export interface MeshRunnerOptions {
  readonly terms: MeshTerms;
  /** Program and version. */
  readonly app: string;
  readonly tunnel: Pick<Tunnel, 'setPeers' | 'removePeer' | 'setDecoys' | 'setPeerMtu' | 'status'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: Random;
  readonly outside: Outside;
  readonly openPipe: OpenPipe;
  /** Of the pair of us and a member; relays have none. */
  presharedKey(wireguardKey: string): string;
  /** @param to - address within the party. */
  sendEcho(to: string, packet: EchoPacket | SizeProbe): void;
  tell(news: MeshNews): void;
}

/** A relay on the same continent answers within a tenth of it. */
const HINT_BUDGET_MS = 1500;

export class MeshRunner {
  readonly #options: MeshRunnerOptions;
  readonly #mesh: Mesh;
  readonly #recorder: MeshRecorder;
  readonly #meter: RelayMeter;
  /** Tunnels that are open or being opened; null: none came about. */
  readonly #pipes = new Map<number, Promise<Pipe | null>>();
  readonly #waiting: MeshEvent[] = [];
  #isHandling = false;
  #cancelWake = (): void => undefined;
  /** When the mesh is told of the time next, monotonic ms. */
  #wakesAtMs = Number.POSITIVE_INFINITY;
  #closed = false;

  constructor(options: MeshRunnerOptions) {
    this.#options = options;
    const { terms, app, clock, random, outside } = options;
    this.#mesh = new Mesh(terms);
    const startedAt = new Date(clock.date().getTime() - (clock.now() - terms.startedAtMs));
    this.#recorder = new MeshRecorder({ terms, app, startedAt });
    this.#meter = new RelayMeter({ openUdp: outside.openUdp, clock, random: random.bytes });
  }

  /** To look at; only events change it. */
  get mesh(): Pick<Mesh, 'relays' | 'links' | 'link'> {
    return this.#mesh;
  }

  /** All that the mesh was told, to be played again; see {@link MeshRecorder}. */
  readLog(): Uint8Array {
    return this.#recorder.read();
  }

  /** Tells the mesh, and carries out what follows. */
  feed(event: MeshEvent): void {
    this.#waiting.push(event);
    // What an effect leads to at once comes after all that the event before led to.
    if (this.#isHandling) return;
    this.#isHandling = true;
    for (
      let next = this.#waiting.shift();
      next !== undefined && !this.#closed;
      next = this.#waiting.shift()
    ) {
      this.#handle(next);
    }
    this.#isHandling = false;
    this.#wakeLater();
  }

  /** Stops everything; WireGuard's peers stay as they are. */
  close(): void {
    this.#closed = true;
    this.#cancelWake();
    this.#meter.close();
    for (const pipe of this.#pipes.keys()) this.#closePipe(pipe);
  }

  #handle(event: MeshEvent): void {
    const { log, clock } = this.#options;
    const nowMs = toTick(clock.now());
    const effects = this.#mesh.handle(event, nowMs);
    this.#recorder.record(event, nowMs, effects);
    const isTelling = event.type !== 'time' && event.type !== 'status' && event.type !== 'echo';
    if (isTelling || effects.some(({ type }) => type === 'carry-out' || type === 'signal')) {
      log.debug('path', { event, effects });
    }
    for (const effect of effects) this.#do(effect);
  }

  #do(effect: MeshEffect): void {
    const { log, sendEcho, tell } = this.#options;
    switch (effect.type) {
      case 'carry-out':
        void this.#carryOut(effect);
        return;
      case 'look':
        void this.#look();
        return;
      case 'send-echo':
        sendEcho(effect.to, effect.packet);
        return;
      case 'limit':
        void this.#limit(effect);
        return;
      case 'ask-relay':
        this.#meter.ask(effect.endpoint, effect.patience, (afterMs) =>
          this.feed({
            type: 'relay-answered',
            ask: effect.ask,
            afterMs: afterMs === null ? null : toTick(afterMs),
          }),
        );
        return;
      case 'renew-askers':
        this.#meter.renew();
        return;
      case 'open-pipe':
        this.#openPipe(effect.pipe, effect.urls);
        return;
      case 'close-pipe':
        this.#options.clock.after(effect.afterMs, () => this.#closePipe(effect.pipe));
        return;
      case 'reset-pipe':
        void this.#pipes.get(effect.pipe)?.then((pipe) => pipe?.forgetSource());
        return;
      case 'ask-hint':
        void this.#askHint(effect.pipe, effect.endpoint);
        return;
      case 'relay-chosen':
        log.info('pair changes its relay', { peer: effect.member, relay: effect.relay });
        return;
      default:
        tell(effect);
    }
  }

  async #carryOut({ remove, peers, decoys }: Extract<MeshEffect, { type: 'carry-out' }>): Promise<void> {
    const { tunnel } = this.#options;
    for (const key of remove) await this.#warn(tunnel.removePeer(key), key);
    const configs = peers.map((peer) => this.#withSecret(peer));
    // Here, not a call deeper: the mesh must hear of it before the answer to a look that was asked for after it.
    const set = configs.length > 0 ? await tunnel.setPeers(configs) : ok({});
    if (!set.ok) await this.#setOneByOne(configs, set);
    for (const { group, endpoints } of decoys) await this.#warn(tunnel.setDecoys(group, endpoints), group);
    this.feed({ type: 'carried-out' });
  }

  /** Where one is refused, the others must not suffer for it. */
  async #setOneByOne(
    peers: readonly PeerConfig[],
    refused: Awaited<ReturnType<Tunnel['setPeers']>>,
  ): Promise<void> {
    const { tunnel } = this.#options;
    if (peers.length === 1) return this.#warn(Promise.resolve(refused), peers[0]?.publicKey ?? '');
    for (const peer of peers) await this.#warn(tunnel.setPeers([peer]), peer.publicKey);
  }

  #withSecret(peer: PeerConfig): PeerConfig {
    const isMember = peer.allowedIps.length > 0;
    return isMember ? { ...peer, presharedKey: this.#options.presharedKey(peer.publicKey) } : peer;
  }

  async #warn(doing: ReturnType<Tunnel['removePeer']>, peer: string): Promise<void> {
    const done = await doing;
    if (!done.ok) this.#options.log.warn('could not set a peer', { peer, fault: done.fault });
  }

  async #look(): Promise<void> {
    const status = await this.#options.tunnel.status();
    this.feed({ type: 'status', status: status.ok ? status.value : null });
  }

  async #limit({ member, address, bytes }: Extract<MeshEffect, { type: 'limit' }>): Promise<void> {
    const { tunnel, log } = this.#options;
    const set = await tunnel.setPeerMtu(address, bytes);
    if (set.ok) log.info('packets to a member are kept to', { member, bytes });
    else log.warn('could not limit packets to a member', { member, bytes, fault: set.fault });
    this.#options.tell({ type: 'packets-kept', member, bytes: set.ok ? bytes : null });
    this.feed({ type: 'limited', member, isSet: set.ok });
  }

  #openPipe(pipe: number, urls: readonly string[]): void {
    const { openPipe, clock, log, random } = this.#options;
    const opening = openPipe({ urls, clock, log, random: random.unit }).then((opened) => {
      if (!opened.ok) {
        this.#pipes.delete(pipe);
        this.feed({ type: 'pipe-refused', pipe });
        return null;
      }
      this.feed({ type: 'pipe-opened', pipe, endpoint: opened.value.endpoint });
      opened.value.onState((state) => {
        if (state === 'up') this.feed({ type: 'pipe-up', pipe });
      });
      return opened.value;
    });
    this.#pipes.set(pipe, opening);
  }

  #closePipe(pipe: number): void {
    void this.#pipes.get(pipe)?.then((open) => open?.close());
    this.#pipes.delete(pipe);
  }

  async #askHint(pipe: number, endpoint: string): Promise<void> {
    // From another socket than WireGuard's.
    const { outside, clock, random } = this.#options;
    const tookMs = await askStun(endpoint, { ...outside, clock, random: random.bytes }, HINT_BUDGET_MS);
    this.feed({ type: 'hinted', pipe, isAnswered: tookMs !== null });
  }

  #wakeLater(): void {
    const { clock } = this.#options;
    const nextAtMs = this.#closed ? Number.POSITIVE_INFINITY : this.#mesh.nextAtMs;
    // Most events change nothing about it.
    if (nextAtMs === this.#wakesAtMs) return;
    this.#cancelWake();
    this.#wakesAtMs = nextAtMs;
    if (nextAtMs === Number.POSITIVE_INFINITY) return;
    this.#cancelWake = clock.after(Math.max(0, nextAtMs - clock.now()), () => {
      this.#wakesAtMs = Number.POSITIVE_INFINITY;
      this.feed({ type: 'time' });
    });
  }
}
