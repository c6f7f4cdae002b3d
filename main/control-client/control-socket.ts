import type { Because } from '../../shared/faults/fault-reasons.ts';
import type { Result } from '../../shared/result.ts';

/** A connection that carries text frames to a control server. */
export interface ControlSocket {
  readonly isOpen: boolean;
  /** The server's address, a literal: as reached, or behind a proxy as its name says; empty where nobody knows. */
  readonly address: string;
  /** What its Date header said when the connection was made, Unix ms in whole seconds; absent where there was none. */
  readonly dated?: number;
  send(text: string): void;
  /** Told of each frame, in order; a later listener takes the place of an earlier one, and gets what came between. */
  onMessage(listener: (text: string) => void): void;
  /** Told once when it has closed, at once where it had. @param why - null where the other end closed it in order. */
  onClose(listener: (why: Because<'control.unreachable'> | null) => void): void;
  /** Closes in order, and by force where the other end doesn't agree within a second. */
  close(): void;
  /** Closes by force, without a word. */
  terminate(): void;
}

/**
 * Connects. @fault control.unreachable - nobody is there, or it takes too long. The signal calls it off.
 */
export type OpenControlSocket = (
  url: string,
  signal: AbortSignal,
) => Promise<Result<ControlSocket, 'control.unreachable'>>;
