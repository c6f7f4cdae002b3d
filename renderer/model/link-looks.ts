/** How each state of a link is shown: one shape, one colour, and where it stands among the three steps. */
import type { LinkState } from '../../shared/model/snapshot.ts';

export type Shape = 'dot' | 'half' | 'triangle' | 'ring';
export type Tone = 'good' | 'relayed' | 'busy' | 'fair' | 'poor' | 'off';

export interface LinkLooks {
  readonly shape: Shape;
  readonly tone: Tone;
  /** 1–3 while connecting; null otherwise. */
  readonly step: 1 | 2 | 3 | null;
}

export const CONNECT_STEPS = ['finding', 'reaching', 'securing'] as const satisfies readonly LinkState[];

export const linkLooks: Readonly<Record<LinkState, LinkLooks>> = {
  finding: { shape: 'half', tone: 'busy', step: 1 },
  reaching: { shape: 'half', tone: 'busy', step: 2 },
  securing: { shape: 'half', tone: 'busy', step: 3 },
  relayed: { shape: 'dot', tone: 'relayed', step: null },
  direct: { shape: 'dot', tone: 'good', step: null },
  unsteady: { shape: 'triangle', tone: 'fair', step: null },
  lost: { shape: 'triangle', tone: 'poor', step: null },
  away: { shape: 'ring', tone: 'off', step: null },
};
