/** What games do with a network: ping, TCP and UDP between two machines of the lab. */
import type { LabHost } from './host.ts';

const TCP_PORT = 5001;
export const UDP_ECHO_PORT = 5002;
const TRANSFER_BYTES = 2_000_000;
const DATAGRAMS = 25;
/** As much as one packet of the tunnel carries: 1420 minus IPv4 and UDP headers. */
const DATAGRAM_BYTES = 1392;

/** Starts the echoes that the others speak to. */
export async function serveEchoes(host: LabHost): Promise<void> {
  const tools = [host.tool('tcp-echo', [TCP_PORT]), host.tool('udp-echo', [UDP_ECHO_PORT])];
  await Promise.all(tools.map((tool) => tool.json((line) => line.ready === true)));
}

/** How many of three pings, a fifth of a second apart, came back: fewer may, while a path is moved. */
export async function pings(from: LabHost, address: string): Promise<number> {
  const { stdout } = await from.exec('ping', ['-c', '3', '-i', '0.2', '-W', '2', address]);
  return Number(/(\d+) received/.exec(stdout)?.[1] ?? 0);
}

/** Sends 2 MB over TCP to the address's echo: true when every byte came back. */
export async function transfers(from: LabHost, address: string): Promise<boolean> {
  const transfer = await from.script<{ intact: boolean; bytes: number }>('tcp-transfer', [
    address,
    TCP_PORT,
    TRANSFER_BYTES,
  ]);
  return transfer.intact && transfer.bytes === TRANSFER_BYTES;
}

/** Sends full-size datagrams to the address's echo: the share that came back unchanged, 0–1. */
export async function echoes(from: LabHost, address: string): Promise<number> {
  const args = [address, UDP_ECHO_PORT, DATAGRAMS, DATAGRAM_BYTES];
  const { sent, answered } = await from.script<{ sent: number; answered: number }>('udp-ask', args);
  return answered / sent;
}

/** What became of a stream of 50 datagrams a second each way. */
export interface StreamFigures {
  readonly sent: number;
  readonly lost: number;
  /** Longest time without an answer, in ms; 20 is none at all. */
  readonly gapMs: number;
}

/** A stream that is under way. */
export interface Stream {
  /** Counts from now on, as from when a fault is over. */
  countFromNow(): void;
  end(): Promise<StreamFigures>;
}

/** Starts a stream to the address's echo. */
export function startStream(from: LabHost, address: string): Stream {
  const stream = from.tool('udp-stream', [address, UDP_ECHO_PORT]);
  return {
    countFromNow: () => stream.kill('SIGUSR1'),
    end: () => {
      stream.kill('SIGTERM');
      return stream.json<StreamFigures>((line) => typeof line.gapMs === 'number');
    },
  };
}
