const FOCUSABLE = 'a[href], button:not([tabindex="-1"]), input, select, textarea, [tabindex="0"]';

/** Moves the focus to the first control of the next part of the window, around in a circle. */
export function focusNextZone(step: 1 | -1): void {
  const stops = Array.from(document.querySelectorAll<HTMLElement>('[data-zone]')).flatMap((zone) => {
    const first = Array.from(zone.querySelectorAll<HTMLElement>(FOCUSABLE)).find(
      (element) => element.getClientRects().length > 0,
    );
    return first === undefined ? [] : [{ zone, first }];
  });
  // The innermost zone counts: the details lie within the main part.
  const current = stops.findLastIndex(({ zone }) => zone.contains(document.activeElement));
  const from = current === -1 && step === -1 ? 0 : current;
  stops.at((from + step + stops.length) % Math.max(1, stops.length))?.first.focus();
}
