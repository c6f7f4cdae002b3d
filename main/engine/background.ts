/** Work that nobody waits for; a bug in it must not end a running game. */
import { fault } from '../../shared/faults/fault.ts';
import type { Log } from '../base/log/log.ts';
import { drawReference, type Random } from '../base/random.ts';
import type { Emit } from './events.ts';
import { AN_HOUR_MS } from './notice-life.ts';

export type InBackground = (work: Promise<unknown>) => void;

/** Does work whose end is not awaited, and tells people of what nobody foresaw. */
export function inBackgroundOf(log: Log, random: Random, emit: Emit): InBackground {
  return (work) => {
    work.catch((error: unknown) => {
      const reference = drawReference(random);
      log.error('background work failed unexpectedly', { reference, error });
      const life = { forMs: AN_HOUR_MS };
      emit({ type: 'notice', fault: fault('engine.unexpected', { reference }), life });
    });
  };
}
