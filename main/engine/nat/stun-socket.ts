/** A UDP socket of its own with a STUN client on it. */
import type { Clock } from '../../base/clock.ts';
import type { OpenUdp } from '../../base/udp.ts';
import { StunClient } from './stun-client.ts';

export interface StunSocket {
  readonly client: StunClient;
  /** The local port. */
  readonly port: number;
  /** Why the system last refused to send to this address, e.g. ENETUNREACH; null: it never did. */
  errorTo(address: string): string | null;
  /** Ends what is under way as not answered, and frees the port. */
  close(): void;
}

export type OpenedSocket = StunSocket | { readonly error: string };

/** What asking over STUN takes of the world around. */
export interface StunMeans {
  readonly openUdp: OpenUdp;
  readonly clock: Clock;
  /** Random bytes that can't be guessed. */
  readonly random: (length: number) => Uint8Array;
}

export interface SocketOptions extends StunMeans {
  readonly family: 4 | 6;
  /** 0 lets the system choose. */
  readonly port: number;
}

/** Opens it on all addresses of the family. `error` is the system's name of why it can't be had, e.g. EADDRINUSE. */
export async function openStunSocket({
  family,
  port,
  openUdp,
  clock,
  random,
}: SocketOptions): Promise<OpenedSocket> {
  const errors = new Map<string, string>();
  const onDatagram: Parameters<OpenUdp>[0]['onDatagram'] = (datagram, from) => client.receive(datagram, from);
  const opened = await openUdp({ family, port, onDatagram });
  if ('error' in opened) return opened;
  const client = new StunClient({
    clock,
    random,
    send: (datagram, to) =>
      opened.send(datagram, to, (error) => {
        if (error !== null) errors.set(to.address, error);
      }),
  });
  return {
    client,
    port: opened.port,
    errorTo: (address) => errors.get(address) ?? null,
    close() {
      client.close();
      opened.close();
    },
  };
}
