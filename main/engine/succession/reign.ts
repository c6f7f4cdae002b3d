/** Who runs a party's control server, and which of two that say so is followed. */

/** That a member runs the control server, as it says and signs itself. */
export interface Reign {
  /** Rises with each takeover; with it agree all who know of the same ones. */
  readonly term: number;
  /** Peer id of the member. */
  readonly peer: string;
  /** Serves nobody but itself: whoever else holds the same term goes before it. */
  readonly acting: boolean;
  /** TCP, at its party address. */
  readonly port: number;
  /** Where others reach the same server from outside the tunnel, best guess first. */
  readonly urls: readonly string[];
  /** Peer ids of those who would take over, the next first. */
  readonly heirs: readonly string[];
  /** By the member's identity; base64url. */
  readonly signature: string;
}

/** Higher term, then one that serves others, then the lower peer id: the same answer at every member. */
export function outranks(a: Reign, b: Reign): boolean {
  if (a.term !== b.term) return a.term > b.term;
  if (a.acting !== b.acting) return b.acting;
  return a.peer < b.peer;
}
