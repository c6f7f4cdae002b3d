import { useCallback, useState } from 'react';
import type { LanrageApi } from '../../shared/ipc/api.ts';
import { engine } from '../stores/connect.ts';

/** What each engine said last, by what it was asked. */
const known = new WeakMap<LanrageApi, Map<string, unknown>>();

/** State that is there again when a screen is opened anew, also while the engine is away. Null before the first value. */
export function useRemembered<T>(name: string): readonly [T | null, (value: T) => void] {
  const [value, setValue] = useState(() => (of(engine()).get(name) ?? null) as T | null);
  const remember = useCallback(
    (next: T) => {
      of(engine()).set(name, next);
      setValue(next);
    },
    [name],
  );
  return [value, remember];
}

function of(api: LanrageApi): Map<string, unknown> {
  const values = known.get(api) ?? new Map<string, unknown>();
  known.set(api, values);
  return values;
}
