/** A NAT in front of one player, by the words of RFC 4787 §4.1 and §5; for a public address, a mere firewall. */

export type Behaviour = 'endpoint-independent' | 'address-dependent' | 'address-and-port-dependent';

export interface NatKind {
  /** none: the machine has the public address itself. */
  readonly mapping: Behaviour | 'none';
  readonly filtering: Behaviour;
}

export function endpoint(address: string, port: number): string {
  return `${address}:${port}`;
}

export function addressOf(text: string): string {
  return text.slice(0, text.lastIndexOf(':'));
}

const FIRST_PORT = 20_000;

export class ModelNat {
  readonly kind: NatKind;
  /** The public one; another one after the player moved. */
  address: string;
  readonly #port: number;
  /** A port that the router granted. */
  readonly #granted: number | null;
  readonly #ports = new Map<string, number>();
  readonly #opened = new Map<number, Set<string>>();
  /** Who came in by the port that was granted. */
  readonly #asked = new Set<string>();
  #nextPort: number;

  /**
   * @param port - of the machine's WireGuard. @param granted - a port that lets everybody in; null: none.
   * @param firstPort - of those that it gives out.
   */
  constructor(
    kind: NatKind,
    address: string,
    port: number,
    granted: number | null,
    // Two players behind one address get ports of their own.
    firstPort = FIRST_PORT + 10_000 * (port % 2),
  ) {
    this.kind = kind;
    this.address = address;
    this.#port = port;
    this.#granted = granted;
    this.#nextPort = firstPort;
  }

  /** The public endpoint from which a packet to `to` comes. */
  send(to: string): string {
    // What answers goes out where the question came in.
    if (this.#granted !== null && this.#asked.has(to)) return endpoint(this.address, this.#granted);
    const key = keyOf(this.kind.mapping, to);
    let port = this.#ports.get(key);
    if (port === undefined) {
      port = this.kind.mapping === 'none' ? this.#port : this.#nextPort++;
      this.#ports.set(key, port);
    }
    this.#open(port, to);
    return endpoint(this.address, port);
  }

  /** Whether a packet from `from` to the public port comes through. */
  takes(port: number, from: string): boolean {
    if (port === this.#granted) {
      this.#asked.add(from);
      return true;
    }
    const opened = this.#opened.get(port);
    if (opened === undefined) return this.kind.mapping === 'none' && port === this.#port && this.#isOpen;
    switch (this.kind.filtering) {
      case 'endpoint-independent':
        return true;
      case 'address-dependent':
        return opened.has(addressOf(from));
      case 'address-and-port-dependent':
        return opened.has(from);
    }
  }

  /** Forgets everything, as when it restarts: all ports change. */
  flush(): void {
    this.#ports.clear();
    this.#opened.clear();
    this.#asked.clear();
  }

  get #isOpen(): boolean {
    return this.kind.filtering === 'endpoint-independent';
  }

  #open(port: number, to: string): void {
    let opened = this.#opened.get(port);
    if (opened === undefined) {
      opened = new Set();
      this.#opened.set(port, opened);
    }
    opened.add(to);
    opened.add(addressOf(to));
  }
}

function keyOf(mapping: NatKind['mapping'], to: string): string {
  if (mapping === 'address-and-port-dependent') return to;
  return mapping === 'address-dependent' ? addressOf(to) : '';
}
