/** Asks a WireGuard device in user space over its socket: a program for each question would take ten times as long. */
import { connect } from 'node:net';
import { fault } from '../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { END } from './uapi-format.ts';

/** An answer takes less than a ms; whatever is behind this one hangs. */
const TIMEOUT_MS = 2_000;
/** 128 peers with 4 ranges each take 60 KB. */
const ANSWER_LIMIT = 1024 * 1024;

/**
 * @param path - of the socket. @returns the whole answer. It may hold secrets.
 * @fault tunnel.create-failed - nobody listens there, or no answer comes.
 */
export function askDevice(path: string, request: string): Promise<Result<string, 'tunnel.create-failed'>> {
  return new Promise((resolve) => {
    const socket = connect(path);
    let answer = '';
    const settle = (result: Result<string, 'tunnel.create-failed'>): void => {
      socket.destroy();
      resolve(result);
    };
    const giveUp = (problem: string) => () =>
      settle(
        fail(fault('tunnel.create-failed', { reason: 'tool-not-run', program: 'wireguard-go', problem })),
      );
    socket.setTimeout(TIMEOUT_MS, giveUp('command.timed-out'));
    socket.setEncoding('utf8');
    socket.once('error', giveUp('command.failed'));
    socket.once('end', giveUp('command.failed'));
    socket.on('data', (text: string) => {
      answer += text;
      if (answer.endsWith(END)) settle(ok(answer));
      else if (answer.length > ANSWER_LIMIT) giveUp('command.failed')();
    });
    socket.write(request);
  });
}
