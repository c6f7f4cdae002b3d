import { type ComponentType, memo, useDeferredValue } from 'react';
import { useEngine } from '../stores/engine-store.ts';
import { languageNow } from '../texts.ts';

/**
 * Draws a part of a screen when there is time for it, in slices of a few ms, so that clicks and keys never wait for it;
 * not at all while its properties stay the same.
 */
export function unhurried<P extends object>(Component: ComponentType<P>): ComponentType<P> {
  const Kept: ComponentType<P> = memo(Component);
  return function Unhurried(props) {
    const drawn = useDeferredValue<P | null>(props, null);
    // What is kept would keep its words, too.
    const language = useEngine(languageNow);
    return drawn === null ? null : <Kept key={language} {...drawn} />;
  };
}
