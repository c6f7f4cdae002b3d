import { useUi } from '../../stores/ui-store.ts';

/** Says changes of state to screen readers; never figures that change each second. */
export function LiveRegion() {
  const said = useUi((ui) => ui.said);
  return (
    <div role="status" aria-live="polite" className="unseen">
      <span key={said.id}>{said.text}</span>
    </div>
  );
}
