/** In which order members would take the control server over. */
import type { Reachability } from '../../../shared/model/reachability.ts';

/** What decides it; from a member's own signed record, so that all agree. */
export interface Candidate {
  readonly id: string;
  /** Lower is better. */
  readonly standing: number;
}

/** How many others reach a member, judged by what it tells of its network: 0 everybody … 4 hardly anybody. */
export function standingOf({ candidates, mapping, filtering, udp }: Reachability): number {
  if (udp === 'blocked') return 4;
  if (candidates.some(({ type }) => type === 'mapped')) return 0;
  const [host] = candidates.filter(({ type }) => type === 'host').map(({ endpoint }) => endpoint);
  const isUntranslated = candidates.some(
    ({ type, endpoint }) => type === 'server-reflexive' && endpoint === host,
  );
  if (isUntranslated || (mapping === 'endpoint-independent' && filtering === 'endpoint-independent'))
    return 1;
  if (mapping === 'endpoint-independent') return 2;
  return mapping === 'unknown' ? 3 : 4;
}

/** Best standing first, then the lower peer id. */
export function orderHeirs(candidates: readonly Candidate[]): string[] {
  return [...candidates]
    .sort((a, b) => a.standing - b.standing || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id);
}
