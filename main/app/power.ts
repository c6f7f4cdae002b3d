/** What the system says of its power, passed to the engine: links are looked after at once on waking. */
import { powerMonitor } from 'electron';
import type { Log } from '../base/log/log.ts';
import type { Engine } from '../engine/engine-contract.ts';

export function followPower(engine: Pick<Engine, 'wake'>, log: Log): void {
  powerMonitor.on('suspend', () => log.info('the computer goes to sleep'));
  powerMonitor.on('resume', () => {
    log.info('the computer woke up');
    engine.wake();
  });
}
