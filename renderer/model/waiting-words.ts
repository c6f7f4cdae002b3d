/** What is said of a setting that is saved and not in force yet. */
import type { WaitingSetting } from '../../shared/model/settings/waiting.ts';
import { settingsTexts } from '../settings-texts.ts';
import type { EngineState } from '../stores/engine-store.ts';
import { toText } from './setting-text.ts';

export type ShownWaiting = NonNullable<EngineState['snapshot']>['waiting'][number];

/** For what it waits, and what holds until then. */
export function waitsFor({ until, inForce }: Pick<ShownWaiting, 'until' | 'inForce'>): string {
  const words = settingsTexts();
  return `${words.waitsFor[until]} ${words.untilThen(valueWords(inForce))}`;
}

function valueWords(value: WaitingSetting['inForce'] | ShownWaiting['inForce']): string {
  const { on, off, none } = settingsTexts().values;
  if (typeof value === 'boolean') return value ? on : off;
  return toText(value) || none;
}
