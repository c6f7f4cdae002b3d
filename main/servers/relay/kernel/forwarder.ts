/** Who forwards transport data instead of the relay's own process: the core's side of forwarding in the kernel. */
import type { Client, Route } from '../client.ts';

/** What stands in the way of the kernel. */
export type KernelObstacle =
  /** It was not asked for, or the relay was closed. */
  | 'off'
  | 'not-linux'
  | 'needs CAP_NET_ADMIN'
  | 'needs nft'
  /** `net.ipv4.ip_forward`, or for a relay on IPv6 `net.ipv6.conf.all.forwarding`, is 0. */
  | 'needs net.ipv4.ip_forward'
  /** nft or the kernel lacks something, or refused something that worked before. */
  | 'nft refused'
  /** What the kernel took over did not leave the machine: a firewall, or the routing. */
  | 'not let through';

/** Figures of forwarding in the kernel, since the start; a second old at most. */
export interface KernelStats {
  readonly mode: 'kernel' | 'user-space';
  /** null in mode `kernel`. */
  readonly obstacle: KernelObstacle | null;
  /** Routes that the kernel has at the moment. */
  readonly routes: number;
  readonly packets: number;
  /** UDP payload, as user space counts. */
  readonly bytes: number;
}

/** Takes routes over and gives them back. Calls return at once; what goes wrong only leaves packets to user space. */
export interface Forwarder {
  /** For each packet that user space forwarded on a confirmed route between two proved addresses. */
  offer(route: Route): void;
  /** The route is gone, or its pair is held. */
  withdraw(route: Route): void;
  /** The client is elsewhere: no route from it or to it is right any more. */
  withdrawAll(client: Client): void;
  stats(): KernelStats;
}

/** Leaves everything to user space. */
export function userSpaceOnly(obstacle: KernelObstacle): Forwarder {
  const stats: KernelStats = { mode: 'user-space', obstacle, routes: 0, packets: 0, bytes: 0 };
  const leave = () => undefined;
  return { offer: leave, withdraw: leave, withdrawAll: leave, stats: () => stats };
}
