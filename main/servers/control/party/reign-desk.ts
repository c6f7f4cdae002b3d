import type { z } from 'zod';
import type { ControlPush } from '../../../../shared/control/messages.ts';
import type { reignSchema } from '../../../../shared/control/succession.ts';

export type SignedReign = z.output<typeof reignSchema>;

export interface ReignDesk {
  /** What everybody is told who is or comes here; null: an operator's server. */
  told: Extract<ControlPush, { type: 'control.next' }> | null;
  /** Another says that it runs the party; answers who does, as far as we know now. */
  claimed: (reign: SignedReign) => SignedReign | null;
}
