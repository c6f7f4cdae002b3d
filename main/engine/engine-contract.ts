/** The engine as its hosts (Electron main, headless, tests) see it. */
import type { EventName, EventValue, Handlers } from '../../shared/ipc/api.ts';
import type { Result } from '../../shared/result.ts';

export interface Engine {
  readonly handlers: Handlers;
  /** Calls back for each event until the returned function is called. */
  on<N extends EventName>(name: N, listener: (value: EventValue<N>) => void): () => void;
  /**
   * Opens settings and keys, checks WireGuard, and takes up the party that a crash or restart interrupted.
   * Resolves once page and socket may open; the party is resumed in the background.
   */
  start(): Promise<Result<void>>;
  /** The computer was asleep, or its network is another one: looks after servers and paths at once. */
  wake(): void;
  /** Takes tunnel and embedded servers down; membership stays and is resumed at the next start. */
  stop(): Promise<void>;
}
