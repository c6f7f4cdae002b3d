/** Why a helper ended before it listened; it has no other way to say so. */
export const HELPER_EXIT = {
  badArguments: 2,
  notRoot: 3,
  /** The socket folder, or one above it, can be changed by others than root. */
  unsafeFolder: 4,
  /** Another helper serves the same token. */
  alreadyRunning: 5,
  /** It could not be set up or taken away; why stands in its output. */
  serviceFailed: 6,
} as const;
