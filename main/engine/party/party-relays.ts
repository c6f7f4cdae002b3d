/** The relays of a party's server, as the server last told. */
import { formatEndpoint } from '../../../shared/address.ts';
import type { RelayInfo } from '../../../shared/control/messages.ts';

export class PartyRelays {
  #list: readonly RelayInfo[] = [];
  #chosen: string | null = null;
  #serverAddress = '';

  /** Where the control server was reached: relays without endpoints of their own are there. */
  get serverAddress(): string {
    return this.#serverAddress;
  }

  get list(): readonly RelayInfo[] {
    return this.#list;
  }

  /** The one where members meet. */
  get chosen(): string | null {
    return this.#chosen;
  }

  set(list: readonly RelayInfo[], chosen: string | null, serverAddress: string = this.#serverAddress): void {
    this.#list = list;
    this.#chosen = chosen;
    this.#serverAddress = serverAddress;
  }

  find(relayId: string): RelayInfo | undefined {
    return this.#list.find(({ id }) => id === relayId);
  }

  /** Relays answer STUN on their own port, with a second address RFC 5780's tests too. @returns `host:port` of each. */
  stunServers(): string[] {
    return this.#list.map(
      ({ endpoints, port }) => endpoints[0] ?? formatEndpoint({ address: this.#serverAddress, port }),
    );
  }

  /** Whether a WireGuard key is that of a relay or its probe. */
  hasKey(key: string): boolean {
    return this.#list.some(({ publicKey, probe }) => key === publicKey || key === probe?.publicKey);
  }
}
