/** Asks relays for a sign of life over STUN, from a socket of our own: WireGuard's would need its own port. */
import { isIpv6, parseEndpoint } from '../../../../shared/address.ts';
import { openStunSocket, type StunMeans, type StunSocket } from '../../nat/stun-socket.ts';
import type { Patience } from '../mesh/relays/relay-effects.ts';

export class RelayMeter {
  readonly #means: StunMeans;
  readonly #sockets = new Map<4 | 6, Promise<StunSocket | null>>();
  #closed = false;

  constructor(means: StunMeans) {
    this.#means = means;
  }

  /** @param onDone - gets the round trip in ms, longer where it had to be asked again; null: no answer. */
  ask(endpoint: string, patience: Patience, onDone: (afterMs: number | null) => void): void {
    void this.#ask(endpoint, patience).then(onDone);
  }

  /** Our addresses may have changed: asks from new sockets. */
  renew(): void {
    for (const socket of this.#sockets.values()) void socket.then((open) => open?.close());
    this.#sockets.clear();
  }

  close(): void {
    this.#closed = true;
    this.renew();
  }

  async #ask(endpoint: string, patience: Patience): Promise<number | null> {
    const to = parseEndpoint(endpoint);
    if (to === null || this.#closed) return null;
    const socket = await this.#socket(isIpv6(to.address) ? 6 : 4);
    const outcome = await socket?.client.request({ to, ...patience });
    return outcome?.kind === 'answered' ? outcome.afterMs : null;
  }

  #socket(family: 4 | 6): Promise<StunSocket | null> {
    const known = this.#sockets.get(family);
    if (known !== undefined) return known;
    const opening = openStunSocket({ ...this.#means, family, port: 0 }).then((opened) => {
      if (!('error' in opened)) return opened;
      // The next who asks tries again.
      this.#sockets.delete(family);
      return null;
    });
    this.#sockets.set(family, opening);
    return opening;
  }
}
