/** The relays that the control server lists; pure. */
import type { RelayInfo } from '../../../../../shared/control/messages.ts';
import type { HeldRelay } from './held-relay.ts';
import { endpointsOf } from './relay-peer.ts';

export class ListedRelays {
  #all: readonly RelayInfo[] = [];
  #serverAddress = '';

  all(): readonly RelayInfo[] {
    return this.#all;
  }

  /** Where relays without endpoints are. */
  get serverAddress(): string {
    return this.#serverAddress;
  }

  set(all: readonly RelayInfo[], serverAddress: string): void {
    this.#all = all;
    this.#serverAddress = serverAddress;
  }

  has(id: string): boolean {
    return this.#all.some((info) => info.id === id);
  }

  /** The one that has this endpoint. */
  at(endpoint: string | null): RelayInfo | null {
    if (endpoint === null) return null;
    return this.#all.find((info) => this.#endpoints(info).includes(endpoint)) ?? null;
  }

  /** Whether it has another key, or another place now: nothing of what we hold is of use. */
  hasMoved({ info: { id, publicKey }, peer }: HeldRelay): boolean {
    const now = this.#all.find((info) => info.id === id);
    if (now === undefined) return false;
    return now.publicKey !== publicKey || !this.#endpoints(now).some((endpoint) => peer.serves(endpoint));
  }

  #endpoints(info: RelayInfo): readonly string[] {
    return endpointsOf(info, this.#serverAddress);
  }
}
