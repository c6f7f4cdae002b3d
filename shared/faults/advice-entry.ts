import type { CallName } from '../ipc/api.ts';
import type { FaultArgs, FaultCode } from './fault.ts';

/** What buttons of advice say, in English; each language has its own word for each. */
export type RemedyLabel =
  | 'Copy its address'
  | 'Copy the command'
  | 'Copy the path'
  | 'Copy the reference'
  | 'Create a party'
  | 'Join a party'
  | 'Join again'
  | 'Leave the party'
  | 'Open settings'
  | 'Set up'
  | 'Try again';

/**
 * Something that helps, as one button. `Text` is how a copied text is given: made from the facts, or ready;
 * `Label` likewise: as advice is written, or in the language of who reads it.
 */
export type Remedy<Text = string, Label = string> =
  /** Runs a call that takes no input. */
  | {
      readonly kind: 'do';
      readonly call: Extract<CallName, 'setUpTunnel' | 'leaveParty'>;
      readonly label: Label;
    }
  | { readonly kind: 'open'; readonly screen: 'create' | 'join' | 'settings'; readonly label: Label }
  /** Puts a command, a path or the like on the clipboard. */
  | {
      readonly kind: 'copy';
      readonly text: Text;
      readonly label: Label;
      /** A terminal shows it as something to type: our own words, never what somebody else said. */
      readonly isCommand?: true;
    };

/** low: good to know · medium: something asked for did not happen · high: nothing works until it is solved. */
export type Severity = 'low' | 'medium' | 'high';

/** The facts of a fault as its advice has them: `reason` in words already. */
export type Told<C extends FaultCode> = {
  readonly [K in keyof FaultArgs[C]]: K extends 'reason' ? string : FaultArgs[C][K];
};

/** The words of advice in one language. Plain; never a secret. */
export interface AdviceWords<C extends FaultCode> {
  /** At most 40 characters, without a full stop. */
  readonly title: string;
  /** What happened, why, and what to do: one to three sentences. */
  readonly text: (args: Told<C>) => string;
}

/** What people read when a fault happens, in English, and what they can do. */
export interface Advice<C extends FaultCode> extends AdviceWords<C> {
  readonly severity: Severity;
  readonly remedies: readonly Remedy<(args: Told<C>) => string, RemedyLabel>[];
}

/** Advice for each of some codes; leaving one out does not compile. */
export type AdviceFor<C extends FaultCode> = { readonly [K in C]: Advice<K> };

/** The words of another language for each of some codes; leaving one out does not compile. */
export type WordsFor<C extends FaultCode> = { readonly [K in C]: AdviceWords<K> };

export type LabelWords = Readonly<Record<RemedyLabel, string>>;
