/** Proxies in front of our HTTP listeners that are believed when they say for whom they speak. */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { plainAddress } from './household.ts';

export class TrustedProxies {
  readonly #networks = new BlockList();

  /** @param networks - each one for which `isNetwork` holds. */
  constructor(networks: readonly string[]) {
    for (const text of networks) {
      const [address = '', prefix] = text.split('/');
      const [family, bits] = isIP(address) === 6 ? (['ipv6', 128] as const) : (['ipv4', 32] as const);
      this.#networks.addSubnet(address, prefix === undefined ? bits : Number(prefix), family);
    }
  }

  /**
   * Whose request it is: who connected or, where that is a proxy of ours, the last in `X-Forwarded-For` that is none.
   * What stands before it could be anybody's invention.
   */
  clientOf(request: IncomingMessage): string {
    const connected = request.socket.remoteAddress ?? '';
    const forwarded = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
    let client = connected;
    for (const text of forwarded.reverse()) {
      const address = text.trim();
      if (!this.#trusts(client) || isIP(address) === 0) return client;
      client = address;
    }
    return client;
  }

  #trusts(address: string): boolean {
    const plain = plainAddress(address);
    const family = isIP(plain);
    return family !== 0 && this.#networks.check(plain, family === 6 ? 'ipv6' : 'ipv4');
  }
}
