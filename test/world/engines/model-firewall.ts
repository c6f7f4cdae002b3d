/** The firewall of a computer that is none, as systems have it by default: what was asked for comes in, and nothing else. */
import type { HostFirewall } from '../../../main/helper/tunnel/firewall.ts';
import { type Endpoint, formatEndpoint } from '../../../shared/address.ts';
import { ok } from '../../../shared/result.ts';

const LOOPBACK = '127.';

export class ModelFirewall {
  /** Interfaces that are let in. */
  readonly open = new Set<string>();
  /** Our port and the endpoint that was sent to. */
  readonly #asked = new Set<string>();

  sent(port: number, to: Endpoint): void {
    this.#asked.add(`${port} ${formatEndpoint(to)}`);
  }

  /** @param through - the tunnel that it came out of. */
  letsIn(from: Endpoint, port: number, through: string | null): boolean {
    if (from.address.startsWith(LOOPBACK) || this.#asked.has(`${port} ${formatEndpoint(from)}`)) return true;
    return through !== null && this.open.has(through);
  }
}

/** What the helper does about it. @param of - null: there is none. */
export function modelHostFirewall(of: () => ModelFirewall | null): HostFirewall {
  return {
    find: async () =>
      of() === null ? { kind: 'none', chain: null } : { kind: 'nftables', chain: 'inet filter input' },
    async open(name) {
      of()?.open.add(name);
      return ok(undefined);
    },
    close: async (name) => void of()?.open.delete(name),
    sweep: async () => undefined,
  };
}
