import { expect, it } from 'vitest';
import { applyWaiting } from '../../../main/engine/apply-waiting.ts';
import { fault } from '../../../shared/faults/fault.ts';
import type { WaitingSetting } from '../../../shared/model/settings/waiting.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';

const mtu: WaitingSetting = { name: 'mtu', until: 'tunnel', inForce: 1420 };
const keepalive: WaitingSetting = { name: 'keepaliveSeconds', until: 'party', inForce: 25 };
const apiPort: WaitingSetting = { name: 'apiPort', until: 'start', inForce: 8666 };

/** An engine in which that waits, and what it did about it. */
function engineWith(waiting: readonly WaitingSetting[], outcome: Result<void> = ok(undefined)) {
  const done: string[] = [];
  let left = waiting;
  const make = (what: string, brings: readonly WaitingSetting['until'][]) => async () => {
    done.push(what);
    if (outcome.ok) left = left.filter(({ until }) => !brings.includes(until));
    return outcome;
  };
  const parties = { restartTunnel: make('tunnel', ['tunnel']), reenter: make('party', ['tunnel', 'party']) };
  return { done, apply: () => applyWaiting({ inForce: { waiting: () => [...left] }, parties }) };
}

it('restarts the tunnel for what waits for the tunnel alone', async () => {
  const { done, apply } = engineWith([mtu]);
  expect(await apply()).toEqual(ok({ applied: ['mtu'], waiting: [] }));
  expect(done).toEqual(['tunnel']);
});

it('enters the party again for what waits for a party, which makes the tunnel anew as well', async () => {
  const { done, apply } = engineWith([keepalive, mtu]);
  expect(await apply()).toEqual(ok({ applied: ['keepaliveSeconds', 'mtu'], waiting: [] }));
  expect(done).toEqual(['party']);
});

it('leaves what waits for the next start, and says so', async () => {
  const { apply } = engineWith([apiPort, mtu]);
  expect(await apply()).toEqual(ok({ applied: ['mtu'], waiting: [apiPort] }));
});

it('touches nothing where only a new start helps, or nothing waits', async () => {
  const late = engineWith([apiPort]);
  expect(await late.apply()).toEqual(fail(fault('settings.needs-restart', { settings: 'apiPort' })));
  const none = engineWith([]);
  expect(await none.apply()).toEqual(ok({ applied: [], waiting: [] }));
  expect([late.done, none.done]).toEqual([[], []]);
});

it('says why it could not be done', async () => {
  const refused = fail(fault('tunnel.port-taken', { port: 51_820 }));
  expect(await engineWith([mtu], refused).apply()).toEqual(refused);
});
