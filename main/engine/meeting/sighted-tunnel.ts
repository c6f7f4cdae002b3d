/** The tunnel of a party whose WireGuard port was looked at from outside before WireGuard took it. */
import { formatEndpoint } from '../../../shared/address.ts';
import type { Result } from '../../../shared/result.ts';
import type { Clock } from '../../base/clock.ts';
import type { Tunnel } from '../helper/tunnel.ts';
import type { Outside } from '../nat/outside.ts';
import { type SightedPort, sightPort } from '../nat/sight-port.ts';

export interface SightedTunnelOptions {
  readonly tunnel: Tunnel;
  /** STUN servers, `host:port`; none: nothing is learned. */
  readonly servers: readonly string[];
  readonly outside: Outside;
  readonly clock: Clock;
  readonly random: (length: number) => Uint8Array;
}

/** Of decoys; members' ids are longer. */
const KEEPER = 'keep-open';

export class SightedTunnel {
  readonly tunnel: Tunnel;
  readonly #options: SightedTunnelOptions;
  #seen: SightedPort | null = null;
  #keepsOpen = false;

  constructor(options: SightedTunnelOptions) {
    this.tunnel = options.tunnel;
    this.#options = options;
  }

  /** How servers outside saw its port; null: it is not known. */
  get seen(): SightedPort | null {
    return this.#seen;
  }

  /** Looks at the port and raises the tunnel on it. Faults as those of {@link Tunnel.up}. */
  raise(): ReturnType<Tunnel['up']> {
    return this.#raiseOn(this.tunnel.device.listenPort);
  }

  /** The same after a restart: where WireGuard kept sessions, nothing is looked at, since it keeps its port, too. */
  async resume(): ReturnType<Tunnel['up']> {
    const raised = await this.tunnel.up();
    if (!raised.ok || raised.value.adopted) return raised;
    const lowered = await this.tunnel.down();
    return lowered.ok ? this.raise() : lowered;
  }

  /** Raises it on another port, whatever the settings say: what the router remembers of the one before is in the way. */
  async renew(): Promise<Result<unknown>> {
    const lowered = await this.tunnel.down();
    if (!lowered.ok && lowered.fault.code !== 'tunnel.interface-missing') return lowered;
    return this.#raiseOn(0);
  }

  /** Keeps what the router made of the port for as long as nobody else does. */
  async keepOpen(isWanted: boolean): Promise<void> {
    if (isWanted === this.#keepsOpen) return;
    const towards = this.#seen?.servers.slice(0, 1) ?? [];
    this.#keepsOpen = isWanted && towards.length > 0;
    if (towards.length > 0) await this.tunnel.setDecoys(KEEPER, isWanted ? towards.map(formatEndpoint) : []);
  }

  async #raiseOn(port: number): ReturnType<Tunnel['up']> {
    this.#keepsOpen = false;
    this.#seen = await sightPort({ ...this.#options, ...this.#options.outside, port });
    this.tunnel.listenOn(this.#seen?.port ?? null);
    const raised = await this.tunnel.up();
    if (raised.ok || raised.fault.code !== 'tunnel.port-taken' || port !== 0) return raised;
    // Somebody else was faster.
    this.#seen = null;
    this.tunnel.listenOn(null);
    return this.tunnel.up();
  }
}
