/**
 * What path two players must find, by the logic of RFC 4787 alone: what a NAT of each kind does, and who can therefore
 * send to whom. It shares nothing with the engine's own plan, which it judges.
 */
import type { DirectKind, RelayedReason } from '../../../../shared/model/reachability.ts';
import type { HomeOptions } from '../home.ts';

/** One player's network. */
export interface Side {
  readonly kind: Kind;
  /** Its router grants ports by PCP, NAT-PMP and UPnP. */
  readonly grantsPorts?: boolean;
  readonly ipv6?: HomeOptions['ipv6'];
}

interface Behaviour {
  /** RFC 4787 §4.1: every destination sees the same port. */
  readonly keepsPort: boolean;
  /** RFC 4787 §5: who gets in besides those that were sent to. */
  readonly letsIn: 'anybody' | 'same address' | 'nobody';
  /** Its router has the public address itself, so that a port that it grants leads there. */
  readonly holdsPublicAddress?: boolean;
  readonly passesUdp?: false;
}

const behaviours = {
  open: { keepsPort: true, letsIn: 'anybody' },
  'full-cone': { keepsPort: true, letsIn: 'anybody', holdsPublicAddress: true },
  'address-restricted': { keepsPort: true, letsIn: 'same address', holdsPublicAddress: true },
  'port-restricted': { keepsPort: true, letsIn: 'nobody', holdsPublicAddress: true },
  /** Two port-restricted ones in a row. */
  double: { keepsPort: true, letsIn: 'nobody' },
  'address-dependent': { keepsPort: false, letsIn: 'nobody', holdsPublicAddress: true },
  symmetric: { keepsPort: false, letsIn: 'nobody', holdsPublicAddress: true },
  'udp-blocked': { keepsPort: false, letsIn: 'nobody', passesUdp: false },
} as const satisfies Record<string, Behaviour>;

export type Kind = keyof typeof behaviours;
export const kinds = Object.keys(behaviours) as Kind[];

/** A path and how it came about, or why it is no better one. */
export type Path = `direct: ${DirectKind}` | `relay over ${'UDP' | 'TCP'}: ${RelayedReason | 'unknown'}`;

/** Predicts the path of two players in two homes. */
export function expectPath(a: Side, b: Side): Path {
  const one: Behaviour = behaviours[a.kind];
  const other: Behaviour = behaviours[b.kind];
  if (one.passesUdp === false || other.passesUdp === false) return 'relay over TCP: udp-blocked';
  // What has no router in front of it is in one network with its like: the lab's Internet is one.
  if (a.kind === 'open' && b.kind === 'open') return 'direct: lan';
  if (hasIpv6(a) && hasIpv6(b)) return 'direct: ipv6';
  // Each knows where the other one is, and sends there: both filters open.
  if (one.keepsPort && other.keepsPort) return 'direct: punched';
  // Only one knows where to send, and comes from a port that the other one can't know.
  if (one.keepsPort || other.keepsPort) {
    const known = one.keepsPort ? one : other;
    if (known.letsIn !== 'nobody') return 'direct: punched';
  }
  if (isGranted(a) || isGranted(b)) return 'direct: mapped';
  return one.keepsPort || other.keepsPort
    ? 'relay over UDP: port-dependent-meets-port-filtering'
    : 'relay over UDP: both-sides-port-dependent';
}

function hasIpv6({ ipv6 = 'none' }: Side): boolean {
  return ipv6 !== 'none';
}

function isGranted({ kind, grantsPorts = false }: Side): boolean {
  const { holdsPublicAddress = false }: Behaviour = behaviours[kind];
  return grantsPorts && holdsPublicAddress;
}
