/** True while keys would go nowhere: nothing has the focus, or what has it is not on the screen any more. */
export function focusIsLost(): boolean {
  const focused = document.activeElement;
  // Browsers take the focus from a hidden element only at their next frame, so its boxes are asked.
  return focused === null || focused === document.body || focused.getClientRects().length === 0;
}
