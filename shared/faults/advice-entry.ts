import type { CallName } from '../ipc/api.ts';
import type { FaultArgs, FaultCode } from './fault.ts';

/** Something that helps, as one button. `Text` is how a copied text is given: made from the facts, or ready. */
export type Remedy<Text = string> =
  /** Runs a call that takes no input. */
  | {
      readonly kind: 'do';
      readonly call: Extract<CallName, 'setUpTunnel' | 'leaveParty'>;
      readonly label: string;
    }
  | { readonly kind: 'open'; readonly screen: 'create' | 'join' | 'settings'; readonly label: string }
  /** Puts a command or a path on the clipboard. */
  | { readonly kind: 'copy'; readonly text: Text; readonly label: string };

/** low: good to know · medium: something asked for did not happen · high: nothing works until it is solved. */
export type Severity = 'low' | 'medium' | 'high';

/** What people read when a fault happens. Plain English; never a secret. */
export interface Advice<C extends FaultCode> {
  /** At most 40 characters, without a full stop. */
  readonly title: string;
  /** What happened, why, and what to do: one to three sentences. */
  readonly text: (args: FaultArgs[C]) => string;
  readonly severity: Severity;
  readonly remedies: readonly Remedy<(args: FaultArgs[C]) => string>[];
}

/** Advice for each of some codes; leaving one out does not compile. */
export type AdviceFor<C extends FaultCode> = { readonly [K in C]: Advice<K> };
