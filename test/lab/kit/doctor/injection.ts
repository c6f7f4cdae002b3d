/** One row of the doctor's score: what happens to a healthy ward, and the causes that the doctor should then name. */
import type { FaultCode } from '../../../../shared/faults/fault.ts';
import type { RemedyId } from '../../../../shared/model/doctor.ts';
import type { BadLine, Badness } from './bad-line.ts';
import { type Scene, shell, type Ward, type WardOptions } from './ward.ts';

export type Undo = () => Promise<unknown> | unknown;

export interface Injection extends WardOptions {
  readonly title: string;
  /** Direct unless said otherwise. */
  readonly scene?: Scene;
  /** Empty: nothing is wrong. One of these causes, where the same can be told by two, e.g. away and silent of somebody asleep; and no other. */
  readonly expected: readonly FaultCode[];
  /** What the player's doctor should name of the same; absent: it isn't asked. */
  readonly friendFinds?: readonly FaultCode[];
  /** How long it has been so when the doctor is asked, in ms. */
  readonly lastsMs?: number;
  /** Mends it, as the doctor proves. */
  readonly remedy?: RemedyId;
  /** The remedy helps once people have done their part, which is to undo it. */
  readonly remedyNeedsUndo?: true;
  /** Undone, it leaves nothing behind: the next row may take the same ward. */
  readonly isTraceless?: true;
  /** Also run where only few are. */
  readonly inSubset?: true;
  happen(ward: Ward): Promise<Undo | undefined>;
}

/** What isn't undone. */
export function forGood(act: (ward: Ward) => unknown): Injection['happen'] {
  return async (ward) => {
    await act(ward);
    return undefined;
  };
}

/** A shell text that is run on alice's machine. */
export function onAlice(script: string | ((ward: Ward) => string)): Injection['happen'] {
  return forGood((ward) => shell(ward.alice.host, typeof script === 'string' ? script : script(ward)));
}

type Spoil = (ward: Ward, badness: Badness) => Promise<BadLine>;

/** A line that is bad, mostly noticed in a game: members are asked more often then. */
export function badLine(
  place: keyof typeof places,
  badness: Badness,
  { inGame = false } = {},
): Injection['happen'] {
  return async (ward) => {
    if (inGame) await ward.beginGame();
    const line = await places[place](ward, badness);
    return () => line.mend();
  };
}

const places = {
  'own home': (ward, badness) => ward.badLan(badness),
  'own uplink': (ward, badness) => ward.badUplink(ward.aliceHome, badness),
  'player’s uplink': (ward, badness) => ward.badUplink(ward.homeOfBob, badness),
  'servers’ line': (ward, badness) => ward.badServerLine(badness),
} satisfies Record<string, Spoil>;
