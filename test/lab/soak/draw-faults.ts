/** In which order a soak breaks what: all of a bag before any comes again, so that a short soak knows each fault as well. */

/** @param random - 0 ≤ x < 1. */
export function* drawFrom<T>(bag: readonly T[], random: () => number): Generator<T, never> {
  for (;;) {
    const left = [...bag];
    while (left.length > 0) yield* left.splice(Math.floor(random() * left.length), 1);
  }
}
