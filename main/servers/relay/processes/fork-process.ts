/** One further process of the relay, as the first one sees it. */
import { fork } from 'node:child_process';
import type { Order, Report } from './messages.ts';

export interface RelayProcess {
  readonly pid: number;
  tell(order: Order): void;
  /** Ends it at once. */
  kill(): void;
  /** Lets it end, which it does when nobody holds the channel. Resolves when it is gone. */
  close(): Promise<void>;
}

export interface RelayProcessListener {
  onReport(report: Report): void;
  /** Called once, however it ended. */
  onExit(reason: string): void;
}

export type StartProcess = (listener: RelayProcessListener) => RelayProcess;

/** @param entry - the file of relay-worker.ts, or what it was built into. */
export function processStarter(entry: string): StartProcess {
  return (listener) => {
    const child = fork(entry, [], { serialization: 'advanced' });
    const gone = new Promise<void>((resolve) => {
      const end = (reason: string): void => {
        resolve();
        listener.onExit(reason);
      };
      child.once('exit', (code, signal) => end(signal ?? `exit code ${code}`));
      // It could not be started: then there is no exit.
      child.on('error', (error) => child.pid === undefined && end(error.message));
    });
    child.on('message', (report) => listener.onReport(report as Report));
    return {
      pid: child.pid ?? 0,
      tell(order) {
        // The callback takes the failure: `onExit` tells of a process that is gone.
        if (child.connected) child.send(order, () => undefined);
      },
      kill: () => child.kill('SIGKILL'),
      close() {
        if (child.connected) child.disconnect();
        return gone;
      },
    };
  };
}
