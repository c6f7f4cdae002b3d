import { useState } from 'react';
import type { Fault } from '../../shared/faults/fault.ts';
import type { Result } from '../../shared/result.ts';

interface ActionState {
  readonly busy: boolean;
  /** Why the last run failed; null while it runs again. */
  readonly fault: Fault | null;
}

/** Runs an action for one place of the screen and keeps its outcome there, so that a fault shows where it happened. */
export function useAction<A extends readonly unknown[], T>(
  action: (...args: A) => Promise<Result<T>>,
): ActionState & { readonly run: (...args: A) => Promise<Result<T>>; readonly forget: () => void } {
  const [state, setState] = useState<ActionState>({ busy: false, fault: null });
  return {
    ...state,
    forget: () => setState((now) => (now.fault === null ? now : { ...now, fault: null })),
    async run(...args) {
      setState({ busy: true, fault: null });
      const result = await action(...args);
      setState({ busy: false, fault: result.ok ? null : result.fault });
      return result;
    },
  };
}
