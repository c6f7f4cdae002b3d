import { describe, expect, it, vi } from 'vitest';
import { findChanges, type NetworkLook } from '../../../../main/engine/machine/network-changes.ts';
import { thisMachine } from '../../../../main/engine/machine/this-machine.ts';
import { watchNetwork } from '../../../../main/engine/machine/watch-network.ts';
import { Listeners } from '../../../../shared/listeners.ts';
import { FakeClock } from '../../../world/fake-clock.ts';

const BEFORE: NetworkLook = {
  nowMs: 10_000,
  uptimeMs: 90_000,
  wallMs: 1_700_000_000_000,
  network: 'eth0 10.0.0.2/24',
};

function after(passed: { now?: number; uptime?: number; wall?: number; network?: string }): NetworkLook {
  const { now = 2_000, uptime = now, wall = uptime, network = BEFORE.network } = passed;
  return {
    nowMs: BEFORE.nowMs + now,
    uptimeMs: BEFORE.uptimeMs + uptime,
    wallMs: BEFORE.wallMs + wall,
    network,
  };
}

describe('between two looks', () => {
  it.each([
    ['nothing happened', {}, []],
    ['the machine was busy', { now: 6_500 }, []],
    ['the process was stopped for a minute', { now: 62_000 }, ['sleep']],
    ['the machine slept, and its monotonic clock with it', { now: 2_000, uptime: 3_602_000 }, ['sleep']],
    [
      'the machine slept, and its uptime stood still',
      { now: 3_602_000, uptime: 2_000, wall: 3_602_000 },
      ['sleep'],
    ],
    ['the clock was set forward', { wall: 3_602_000 }, ['clock']],
    ['the clock was set back', { wall: -58_000 }, ['clock']],
    ['the clock was slewed', { wall: 3_500 }, []],
    ['an address changed', { network: 'eth0 10.0.0.3/24' }, ['addresses']],
    ['all at once', { now: 62_000, wall: 0, network: '' }, ['sleep', 'clock', 'addresses']],
  ])('%s', (_title, passed, changes) => {
    expect(findChanges(BEFORE, after(passed), 2_000)).toEqual(changes);
  });
});

describe('the watch', () => {
  function watch() {
    const clock = new FakeClock();
    const machine = { routes: ['eth0 10.0.0.1 100'], looks: 0, news: new Listeners<void>() };
    const onChange = vi.fn();
    const onLook = vi.fn();
    const stop = watchNetwork({
      machine: {
        interfaces: () => ({}),
        defaultRoutes() {
          machine.looks++;
          return machine.routes;
        },
        uptimeMs: () => clock.now(),
        onNetworkEvent: (listener) => machine.news.add(listener),
      },
      clock,
      onChange,
      onLook,
    });
    return { clock, machine, onChange, onLook, stop };
  }

  it('looks every two seconds and tells each change once', () => {
    const { clock, machine, onChange } = watch();
    clock.advance(6_000);
    expect(machine.looks).toBe(4);
    expect(onChange).not.toHaveBeenCalled();
    machine.routes = ['wlan0 192.168.1.1 600'];
    clock.advance(6_000);
    expect(onChange.mock.calls).toEqual([['addresses']]);
  });

  it('looks at once when the system has news, once for all that it says at the same moment', () => {
    const { clock, machine, onChange, onLook } = watch();
    machine.routes = ['wlan0 192.168.1.1 600'];
    for (let pieces = 0; pieces < 5; pieces++) machine.news.tell();
    clock.advance(200);
    expect(onChange.mock.calls).toEqual([['addresses']]);
    expect(onLook).toHaveBeenCalledTimes(1);
  });

  it('is silent once stopped, even from within a change', () => {
    const { clock, machine, onChange, stop } = watch();
    onChange.mockImplementation(stop);
    machine.routes = [];
    clock.advance(60_000);
    expect(onChange).toHaveBeenCalledTimes(1);
    expect(machine.looks).toBe(2);
    expect(machine.news.isEmpty).toBe(true);
  });

  it('reads the real machine, which does not change by being looked at', () => {
    const clock = new FakeClock();
    const onChange = vi.fn();
    const stop = watchNetwork({ machine: thisMachine, clock, onChange, onLook: () => undefined });
    for (let n = 0; n < 5; n++) clock.advance(2_000);
    stop();
    expect(onChange.mock.calls.filter(([change]) => change === 'addresses')).toEqual([]);
  });
});
