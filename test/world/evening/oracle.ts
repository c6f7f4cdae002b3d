/** What the best path between two NATs is, found by sending packets through them, not by the planner's rules. */
import { addressOf, endpoint, ModelNat, type NatKind } from '../nat.ts';

export type BestPath = 'lan' | 'mapped' | 'punched' | 'relay';

const RELAY = '198.51.100.1:3478';

/** @param nats - of both players. @param granted - whether each one's router grants a port. */
export function bestPath(
  nats: readonly [NatKind, NatKind],
  granted: readonly [boolean, boolean],
  isSameLan: boolean,
  isBlocked: boolean,
): BestPath {
  if (isSameLan) return 'lan';
  if (isBlocked) return 'relay';
  if (granted.includes(true)) return 'mapped';
  return punches(nats) ? 'punched' : 'relay';
}

/** Both open for what the relay saw of the other; then one dials, and what it sends and gets has to come through. */
function punches([kindA, kindB]: readonly [NatKind, NatKind]): boolean {
  // Where both ports change with each destination, WireGuard would follow ports that never end.
  if (isDependent(kindA) && isDependent(kindB)) return false;
  return dials(kindA, kindB) || dials(kindB, kindA);
}

function isDependent({ mapping }: NatKind): boolean {
  return mapping === 'address-dependent' || mapping === 'address-and-port-dependent';
}

function dials(dialling: NatKind, listening: NatKind): boolean {
  const from = new ModelNat(dialling, '203.0.113.1', 51_820, null);
  const to = new ModelNat(listening, '203.0.113.2', 51_821, null);
  const [seenFrom, seenTo] = [from.send(RELAY), to.send(RELAY)];
  to.send(seenFrom);
  const source = from.send(seenTo);
  if (!to.takes(portOf(seenTo), source)) return false;
  const answer = to.send(source);
  return from.takes(portOf(source), answer) && endpoint(addressOf(answer), portOf(answer)) === seenTo;
}

export function portOf(text: string): number {
  return Number(text.slice(text.lastIndexOf(':') + 1));
}
