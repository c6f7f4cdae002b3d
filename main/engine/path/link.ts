/** One member's link: carries out what its core decides, one effect after the other. */
import type { PeerStatus } from '../../../shared/helper/verbs.ts';
import type { LinkState } from '../../../shared/model/snapshot.ts';
import type { Log } from '../../base/log/log.ts';
import type { Tunnel } from '../tunnel/tunnel.ts';
import { EchoProbe } from './echo-probe.ts';
import { LinkCore, type LinkEffect, type LinkEvent } from './link-core.ts';
import type { LinkSignal } from './signal.ts';

/** What a link needs to know of its member. */
export interface LinkMember {
  readonly id: string;
  readonly wireguardKey: string;
  /** Within the party's subnet. */
  readonly address: string;
  readonly presence: 'online' | 'away';
}

export interface LinkContext {
  readonly tunnel: Tunnel;
  readonly log: Log;
  readonly keepaliveSeconds: number;
  /** Own WireGuard key, base64. */
  readonly ownKey: string;
  relayEndpoint(): string | null;
  presharedKey(wireguardKey: string): string;
  sendSignal(to: string, kind: LinkSignal['kind']): void;
}

export class Link {
  member: LinkMember;
  readonly probe: EchoProbe;
  readonly core: LinkCore;
  /** WireGuard's figures of this peer, null while it isn't configured. */
  status: PeerStatus | null = null;
  readonly #context: LinkContext;
  /** Where its time to connect is counted from, monotonic ms. */
  readonly #startedAtMs: number;
  #connectMs: number | null = null;
  #effects: Promise<void> = Promise.resolve();

  constructor(
    member: LinkMember,
    context: LinkContext,
    options: { session: number; startedAtMs: number; nowMs: number; relayReached: boolean },
  ) {
    this.member = member;
    this.probe = new EchoProbe(options.session);
    this.#context = context;
    this.#startedAtMs = options.startedAtMs;
    this.core = new LinkCore({
      smallerKey: context.ownKey < member.wireguardKey,
      online: member.presence === 'online',
      relayReached: options.relayReached,
      nowMs: options.nowMs,
    });
  }

  /** From the start of reaching it to the first echo, in ms. */
  get connectMs(): number | null {
    return this.#connectMs;
  }

  /** Feeds the core and carries out its effects in order. */
  handle(event: LinkEvent, nowMs: number): void {
    const effects = this.core.handle(event, nowMs);
    if (effects.length === 0) return;
    this.#context.log.debug('link', { peer: this.member.id, event, stage: this.core.stage, effects });
    for (const effect of effects) {
      this.#effects = this.#effects.then(() => this.#carryOut(effect));
    }
  }

  /** Notes an echo that came back. */
  answered(nowMs: number): void {
    this.#connectMs ??= nowMs - this.#startedAtMs;
    this.handle({ type: 'echo', answered: true }, nowMs);
    this.handle({ type: 'heard' }, nowMs);
  }

  state(nowMs: number): LinkState {
    return this.core.state(nowMs);
  }

  /** Removes the WireGuard peer, after what is still under way. */
  async remove(): Promise<void> {
    await this.#effects;
    await this.#context.tunnel.removePeer(this.member.wireguardKey);
  }

  async #carryOut(effect: LinkEffect): Promise<void> {
    const { tunnel, log, keepaliveSeconds } = this.#context;
    if (effect.type === 'signal') {
      this.#context.sendSignal(this.member.id, effect.kind);
      return;
    }
    const endpoint = effect.fresh ? this.#context.relayEndpoint() : null;
    const result = await tunnel.setPeer({
      publicKey: this.member.wireguardKey,
      presharedKey: this.#context.presharedKey(this.member.wireguardKey),
      ...(endpoint === null ? {} : { endpoint }),
      allowedIps: [`${this.member.address}/32`],
      keepaliveSeconds: effect.keepalive ? keepaliveSeconds : 0,
      fresh: effect.fresh,
    });
    if (effect.fresh) this.probe.restart();
    if (!result.ok) log.warn('could not configure a peer', { peer: this.member.id, fault: result.fault });
  }
}
