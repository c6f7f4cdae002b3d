import { type ReactNode, useEffect, useRef } from 'react';

/** Takes the focus when its step appears, so that keyboard and screen reader go on from here. */
export function StepTitle({ children }: { readonly children: ReactNode }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <h1 ref={title} tabIndex={-1} data-quiet-focus>
      {children}
    </h1>
  );
}
