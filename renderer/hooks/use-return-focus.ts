import { useEffect, useRef } from 'react';
import { focusIsLost } from '../actions/focus-is-lost.ts';

/** Gives the focus back to what opened `open`, once that is closed and the focus would otherwise be nowhere. */
export function useReturnFocus(open: string | null, openerOf: (id: string) => HTMLElement | null): void {
  const before = useRef<string | null>(null);
  useEffect(() => {
    const closed = open === null ? before.current : null;
    before.current = open;
    if (closed !== null && focusIsLost()) openerOf(closed)?.focus();
  });
}
