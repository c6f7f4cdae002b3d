/** What the relay knows about one admitted key that registered at least once. Changed only by the tables beside it. */
import type { ReplayWindow } from './noise/replay-window.ts';

/** Where a datagram came from, or goes to: an address, and the socket of the relay that it met. */
export interface Source {
  /**
   * Number of the relay's own socket, from 0. A client is reached through the socket that it registered at. Each TCP
   * tunnel is a socket of its own, with the number of no other; see `isTunnel`.
   */
  readonly socket: number;
  readonly address: string;
  readonly port: number;
}

/** One way of one pair: packets from the owner with this receiver index go to `to`. */
export interface Route {
  readonly from: Client;
  /** The receiver index, as this process reads it: little-endian. */
  readonly index: number;
  readonly to: Client;
  /** False until a response answered the initiation that taught the index. */
  readonly confirmed: boolean;
  usedAtMs: number;
}

/** The receiving half of a session between a client and the relay; the relay itself sends no transport data. */
export interface WireguardSession {
  readonly client: Client;
  /** The index that the relay gave out for it. */
  readonly index: number;
  readonly receivingKey: Uint8Array;
  readonly window: ReplayWindow;
  readonly createdAtMs: number;
}

export interface Client {
  /** Static public key, standard base64. */
  readonly key: string;
  readonly mac1Key: Uint8Array;
  /** null: not registered now. Other clients' routes to it wait for its return. */
  source: Source | null;
  /**
   * Bytes that may still be sent to `source`: as many as came from it, until an authenticated packet proves that the
   * client does receive there. Infinite from then on.
   */
  creditBytes: number;
  /** Routes for packets that this client sends, by receiver index. */
  readonly outbound: Map<number, Route>;
  /**
   * As in the paper, §6: `next` waits for its first packet, which makes it `current`; so does `doubted`, whose
   * handshake may be a recording: in a place of its own, where it takes nobody else's.
   */
  readonly sessions: {
    doubted: WireguardSession | null;
    next: WireguardSession | null;
    current: WireguardSession | null;
    previous: WireguardSession | null;
  };
}

/** Where the numbers of tunnels begin: far above those of UDP sockets. */
export const FIRST_TUNNEL_SOCKET = 65_536;

/** True for a client behind a TCP tunnel. Its address and port are TCP's, so they say nothing of its UDP mapping. */
export function isTunnel({ socket }: Source): boolean {
  return socket >= FIRST_TUNNEL_SOCKET;
}
