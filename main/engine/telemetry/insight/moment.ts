/** One moment on both clocks: decisions use the monotonic one, people read the other. */
export interface Moment {
  /** Monotonic ms. */
  readonly nowMs: number;
  /** Wall-clock ms. */
  readonly wallMs: number;
}
