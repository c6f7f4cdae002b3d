import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { stopOnSignals } from '../../../main/headless/stop-signals.ts';

describe('signals', () => {
  it('stop in order the first time and end the process the second, whichever they are', () => {
    const events: string[] = [];
    const source = Object.assign(new EventEmitter(), { exit: (code: number) => events.push(`exit ${code}`) });
    stopOnSignals(() => events.push('stop'), source);
    source.emit('SIGTERM');
    expect(events).toEqual(['stop']);
    source.emit('SIGINT');
    expect(events).toEqual(['stop', 'exit 130']);
  });
});
