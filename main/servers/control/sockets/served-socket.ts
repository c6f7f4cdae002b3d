/** What the control server needs of a WebSocket; `ws` has it, and so has a test without a network. */
export interface ServedSocket {
  /** Bytes that wait for the other end to take them. */
  readonly bufferedAmount: number;
  send(text: string): void;
  /** Closes in order. @param reason - at most 123 bytes (RFC 6455 §5.5). */
  close(code: number, reason: string): void;
  /** Closes by force, without a word. */
  terminate(): void;
  on(event: 'message', listener: (data: { toString(): string }, isBinary: boolean) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
}
