import { useEffect, useState } from 'react';

/** Becomes true once `active` has held for `delayMs`: quick things need no skeleton and no list of steps. */
export function useAfter(active: boolean, delayMs: number): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    if (!active) return;
    const timer = setTimeout(() => setPassed(true), delayMs);
    return () => {
      clearTimeout(timer);
      setPassed(false);
    };
  }, [active, delayMs]);
  return active && passed;
}
