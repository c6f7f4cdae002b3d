import { useCallback, useEffect, useState } from 'react';
import type { Fault } from '../../shared/faults/fault.ts';
import type { CallOutput } from '../../shared/ipc/api.ts';
import { engine } from '../stores/connect.ts';
import { useEngine } from '../stores/engine-store.ts';
import { useRemembered } from './use-remembered.ts';

/** Calls without input, and the event that brings each one's next value. */
const live = { getTargets: 'targets', getMetrics: 'metrics', getInsight: 'insight' } as const;
type LiveCall = keyof typeof live;

/** The engine asks strangers' hosts only for as long as somebody looks, which it takes for over a minute after a call. */
const ASK_AGAIN_MS = 30_000;

export interface Live<T> {
  /** The last one known; null before the first. */
  readonly value: T | null;
  /** Why there is none yet. */
  readonly fault: Fault | null;
  readonly retry: () => void;
  /** Shows what an action of this page has just got, before the event says so. */
  readonly put: (value: T) => void;
}

/** What the engine says now and from now on, as long as it is shown; asked for again when the engine was away. */
export function useLive<C extends LiveCall>(call: C): Live<CallOutput<C>> {
  const [value, put] = useRemembered<CallOutput<C>>(call);
  const [fault, setFault] = useState<Fault | null>(null);
  const online = useEngine(({ link }) => link === 'online');

  const retry = useCallback(() => {
    setFault(null);
    void engine()
      [call]({})
      .then((result) => {
        if (result.ok) put(result.value as CallOutput<C>);
        else setFault(result.fault);
      });
  }, [call, put]);

  useEffect(() => {
    if (!online) return;
    retry();
    const asking = setInterval(retry, ASK_AGAIN_MS);
    const off = engine().on(live[call], (next) => {
      setFault(null);
      put(next as CallOutput<C>);
    });
    return () => {
      clearInterval(asking);
      off();
    };
  }, [call, online, put, retry]);

  return { value, fault, retry, put };
}
