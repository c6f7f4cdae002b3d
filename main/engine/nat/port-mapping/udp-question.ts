/** One question to the router over UDP, asked again until it is answered. */
import { createSocket } from 'node:dgram';
import type { Endpoint } from '../../../../shared/address.ts';
import type { Clock } from '../../../base/clock.ts';

/** RFC 6886 §3.1: a quarter of a second, doubled each time; ours ends after four, for somebody waits. */
const RETRY_AFTER_MS = [250, 500, 1_000] as const;
const GIVE_UP_AFTER_MS = 500;

export interface Question<T> {
  readonly to: Endpoint;
  readonly message: Uint8Array;
  /** Reads an answer; null for datagrams that are none, after which the wait goes on. */
  readonly read: (datagram: Uint8Array) => T | null;
  readonly clock: Clock;
}

/**
 * Asks, at most four times in 2¼ s. Each question has a socket and thus an unpredictable port of its own, connected:
 * datagrams from anywhere but the asked endpoint never reach it.
 * @returns null when there is no answer, at once when nobody listens there.
 */
export function askByUdp<T>({ to, message, read, clock }: Question<T>): Promise<T | null> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    let cancel = (): void => undefined;
    let settled = false;
    const settle = (answer: T | null): void => {
      if (settled) return;
      settled = true;
      cancel();
      socket.close();
      resolve(answer);
    };
    const send = (attempt: number): void => {
      socket.send(message, (error) => {
        if (error !== null) settle(null);
      });
      const wait = RETRY_AFTER_MS[attempt];
      cancel =
        wait === undefined
          ? clock.after(GIVE_UP_AFTER_MS, () => settle(null))
          : clock.after(wait, () => send(attempt + 1));
    };
    // A closed port comes back as an error of the socket (ICMP port unreachable).
    socket.on('error', () => settle(null));
    socket.on('message', (datagram) => {
      const answer = read(datagram);
      if (answer !== null) settle(answer);
    });
    socket.connect(to.port, to.address, () => send(0));
  });
}
