/** TCP: the time until a connection stands. UDP: the time until any answer; a closed port says so by ICMP. */
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import type { ProbeOutcome } from '../../../../shared/model/target.ts';
import type { Address } from './names.ts';
import { PLAIN_ANSWER } from './probe.ts';
import { outcomeOfError } from './system-error.ts';

export interface ConnectProbe {
  readonly to: Address;
  readonly port: number;
  readonly timeoutMs: number;
  /** Gives up at once, as a time-out. */
  readonly signal: AbortSignal;
}

/** Connects and closes again without sending anything. */
export function probeTcp({ to, port, timeoutMs, signal }: ConnectProbe): Promise<ProbeOutcome> {
  const startedAt = performance.now();
  const socket = connect({ host: to.address, port, family: to.family });
  return settleOnce(
    timeoutMs,
    signal,
    () => socket.destroy(),
    (settle) => {
      socket.once('connect', () => settle(answer(startedAt)));
      socket.on('error', (error) => settle(outcomeOfError(error, to.family)));
    },
  );
}

/** What is sent means nothing to anybody; services that answer only what they understand stay silent. */
const QUESTION = Buffer.from('lanrage?\n');

/** Sends one datagram and waits for any answer from there. */
export function probeUdp({ to, port, timeoutMs, signal }: ConnectProbe): Promise<ProbeOutcome> {
  const socket = createSocket({ type: to.family === 4 ? 'udp4' : 'udp6' });
  let startedAt = performance.now();
  return settleOnce(
    timeoutMs,
    signal,
    () => socket.close(),
    (settle) => {
      // Connected, so that the kernel lets nobody else's datagrams in, and tells of ICMP errors.
      socket.on('connect', () => {
        startedAt = performance.now();
        socket.send(QUESTION, (error) => {
          if (error !== null) settle(outcomeOfError(error, to.family));
        });
      });
      socket.once('message', () => settle(answer(startedAt)));
      socket.on('error', (error) => settle(outcomeOfError(error, to.family)));
      socket.connect(port, to.address);
    },
  );
}

function answer(startedAt: number): ProbeOutcome {
  return { ...PLAIN_ANSWER, rttMs: performance.now() - startedAt, addresses: [] };
}

/** The first of what happens, a time-out included, and then the end of the socket. */
function settleOnce(
  timeoutMs: number,
  signal: AbortSignal,
  close: () => void,
  begin: (settle: (outcome: ProbeOutcome) => void) => void,
): Promise<ProbeOutcome> {
  return new Promise((resolve) => {
    let settled = false;
    const settle = (outcome: ProbeOutcome): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      close();
      resolve(outcome);
    };
    const giveUp = (): void => settle({ outcome: 'timeout' });
    const timer = setTimeout(giveUp, timeoutMs);
    timer.unref();
    signal.addEventListener('abort', giveUp, { once: true });
    begin(settle);
    if (signal.aborted) giveUp();
  });
}
