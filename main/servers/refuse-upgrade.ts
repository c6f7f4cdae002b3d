import type { Duplex } from 'node:stream';

/**
 * Answers a request to become a WebSocket with a refusal, and ends the connection.
 * @param status - code and reason, as on the first line of the answer.
 */
export function refuseUpgrade(socket: Duplex, status: string): void {
  const answer = `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
  // Nobody watches the socket any more: a client that keeps its end open would stay for ever.
  socket.end(answer, () => socket.destroy());
}
