import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { stopOnSignals } from '../../../main/headless/stop-signals.ts';

describe('signals', () => {
  it('stop in order the first time and end the process the second, whichever they are', () => {
    const { events, source, clock } = watched();
    source.emit('SIGTERM');
    expect(events).toEqual(['stop']);
    clock.ms = 600;
    source.emit('SIGINT');
    expect(events).toEqual(['stop', 'exit 130']);
  });

  it('are one when npm passes on what the process has had already', () => {
    const { events, source, clock } = watched();
    source.emit('SIGINT');
    clock.ms = 20;
    source.emit('SIGINT');
    expect(events).toEqual(['stop']);
  });
});

function watched() {
  const events: string[] = [];
  const clock = { ms: 0 };
  const source = Object.assign(new EventEmitter(), { exit: (code: number) => events.push(`exit ${code}`) });
  stopOnSignals(
    () => events.push('stop'),
    source,
    () => clock.ms,
  );
  return { events, source, clock };
}
