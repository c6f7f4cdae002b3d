import { setTimeout as delay } from 'node:timers/promises';
import { app } from 'electron';
import type { Log } from '../base/log/log.ts';
import type { Engine } from '../engine/engine-contract.ts';

/** Taking a tunnel down takes well under a second; longer than this, the helper's own clean-up does better. */
const STOP_LIMIT_MS = 10_000;

/** Holds every way to quit until the engine has taken its tunnel down, once, and lets go after 10 s at the latest. */
export function stopBeforeQuit(
  engine: Pick<Engine, 'stop'>,
  log: Log,
  limitMs: number = STOP_LIMIT_MS,
): void {
  let stopping = false;
  let stopped = false;
  app.on('before-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    if (stopping) return;
    stopping = true;
    void stop(engine, log, limitMs).then(() => {
      stopped = true;
      app.quit();
    });
  });
}

async function stop(engine: Pick<Engine, 'stop'>, log: Log, limitMs: number): Promise<void> {
  const overdue = delay(limitMs, 'overdue', { ref: false });
  try {
    if ((await Promise.race([engine.stop(), overdue])) === 'overdue')
      log.error('engine did not stop in time');
  } catch (error) {
    log.error('engine failed to stop', { error });
  }
}
