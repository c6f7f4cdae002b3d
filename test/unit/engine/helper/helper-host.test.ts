import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../../../main/engine/events.ts';
import {
  type ConnectedHelper,
  HelperHost,
  type TunnelReadiness,
} from '../../../../main/engine/helper/helper-host.ts';
import { thisMachine } from '../../../../main/engine/machine/this-machine.ts';
import { type Fault, fault } from '../../../../shared/faults/fault.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import { FakeClock } from '../../../world/fake-clock.ts';

/** A helper that answers `environment` as told and notes every verb. */
function makeHelper(environment: Result<unknown> = ok({ backend: 'kernel', wgVersion: 'v1' })) {
  const verbs: string[] = [];
  let closed = (): void => undefined;
  const helper: ConnectedHelper = {
    call: async (verb) => {
      verbs.push(verb);
      return (verb === 'environment' ? environment : ok({})) as never;
    },
    onClose: (listener) => {
      closed = listener;
      return () => undefined;
    },
    close: () => undefined,
  };
  return { helper, verbs, lose: () => closed() };
}

function makeHost(launch: (mayAsk: boolean) => Promise<Result<ConnectedHelper>>) {
  const told = { states: [] as TunnelReadiness[], losses: 0, ready: [] as string[] };
  const clock = new FakeClock();
  const emit = (event: EngineEvent): void => {
    if (event.type === 'activity-changed') told.states.push(host.readiness);
    if (event.type === 'helper-lost') told.losses++;
    if (event.type === 'helper-ready') told.ready.push(event.isBack ? 'back' : 'first');
  };
  const host = new HelperHost({ launch, clock, wireguardHint: thisMachine.wireguardHint, emit });
  return { host, told, clock };
}

const missing: Fault = fault('helper.unreachable', { reason: 'not-running' });

describe('the host of the helper', () => {
  it('starts one helper for all who need it at the same time', async () => {
    let launches = 0;
    const { host } = makeHost(async () => {
      launches++;
      return ok(makeHelper().helper);
    });
    await Promise.all([host.ensure({ mayAsk: true }), host.ensure({ mayAsk: true })]);
    expect(await host.ensure({ mayAsk: false })).toEqual(ok({ backend: 'kernel' }));
    expect(launches).toBe(1);
  });

  it('tells once that one is ready, and whether one was lost before', async () => {
    const helpers = [makeHelper(), makeHelper()];
    let started = 0;
    const { host, told } = makeHost(async () => {
      const next = helpers[started++];
      return next === undefined ? fail(missing) : ok(next.helper);
    });
    await host.ensure({ mayAsk: false });
    await host.ensure({ mayAsk: true });
    expect(told.ready).toEqual(['first']);
    helpers[0]?.lose();
    await host.ensure({ mayAsk: false });
    expect(told.ready).toEqual(['first', 'back']);
  });

  it('asks the person although a start that must not ask is under way', async () => {
    const asked: boolean[] = [];
    const { host } = makeHost(async (mayAsk) => {
      asked.push(mayAsk);
      return mayAsk ? ok(makeHelper().helper) : fail(missing);
    });
    const [quiet, asking] = await Promise.all([
      host.ensure({ mayAsk: false }),
      host.ensure({ mayAsk: true }),
    ]);
    expect([quiet.ok, asking.ok]).toEqual([false, true]);
    expect(asked).toEqual([false, true]);
  });

  it('counts what is asked and answered', async () => {
    const counted: string[] = [];
    const host = new HelperHost({
      launch: async () => ok(makeHelper().helper),
      clock: new FakeClock(),
      wireguardHint: thisMachine.wireguardHint,
      emit: () => undefined,
      count: (type, fate) => counted.push(`${type} ${fate}`),
    });
    await host.call('shutdown', {});
    await host.ensure({ mayAsk: false });
    await host.call('interface.down', { name: 'lanrage0' });
    expect(counted).toEqual(['helper.interface.down sent', 'helper.interface.down received']);
  });

  it('says why a helper that runs is of no use', async () => {
    const failed = fault('command.failed', { command: 'wg', exitCode: 1, stderr: '' });
    const { host, told } = makeHost(async () => ok(makeHelper(fail(failed)).helper));
    expect(await host.ensure({ mayAsk: false })).toEqual(fail(failed));
    expect(told.states.at(-1)).toEqual({ state: 'helper-missing', backend: null, fault: failed });
  });

  it('says once that the helper was lost, and starts another when it is needed', async () => {
    const made = [makeHelper(), makeHelper()];
    const left = [...made];
    const { host, told } = makeHost(async () => {
      const next = left.shift();
      return next === undefined ? fail(missing) : ok(next.helper);
    });
    await host.ensure({ mayAsk: false });
    made[0]?.lose();
    expect(told).toMatchObject({ losses: 1, states: [{ state: 'ready' }, { state: 'helper-missing' }] });
    expect(await host.call('status', { name: 'lanrage0' })).toEqual(fail(missing));
    expect((await host.ensure({ mayAsk: false })).ok).toBe(true);
  });

  it('starts one that keeps ending again after a pause that grows, and says so', async () => {
    const made: ReturnType<typeof makeHelper>[] = [];
    const { host, told, clock } = makeHost(async () => {
      const next = makeHelper();
      made.push(next);
      return ok(next.helper);
    });
    const pauses: number[] = [];
    for (let i = 0; i < 5; i++) {
      await host.ensure({ mayAsk: false });
      const before = clock.now();
      const { losses } = told;
      made.at(-1)?.lose();
      // Nobody starts it meanwhile without having been asked to.
      if (told.losses === losses) expect((await host.ensure({ mayAsk: false })).ok).toBe(false);
      while (told.losses === losses) await clock.advance(1000);
      pauses.push(clock.now() - before);
    }
    expect(pauses).toEqual([0, 2000, 4000, 8000, 16_000]);
    expect(made).toHaveLength(5);
    const faults = told.states.flatMap((state) => (state.fault === null ? [] : [state.fault]));
    expect(faults.map(({ code }) => code)).toEqual([
      'helper.unreachable',
      'helper.unreachable',
      'helper.keeps-ending',
      'helper.keeps-ending',
      'helper.keeps-ending',
    ]);
  });

  it('does not keep a person waiting, and forgets losses of long ago', async () => {
    const made: ReturnType<typeof makeHelper>[] = [];
    const { host, told, clock } = makeHost(async () => {
      const next = makeHelper();
      made.push(next);
      return ok(next.helper);
    });
    await host.ensure({ mayAsk: false });
    made.at(-1)?.lose();
    await host.ensure({ mayAsk: false });
    made.at(-1)?.lose();
    expect((await host.ensure({ mayAsk: true })).ok).toBe(true);
    // The pause that it did not wait for tells nobody any more.
    await clock.advance(60_000);
    expect(told.losses).toBe(1);
    await clock.advance(10 * 60_000);
    made.at(-1)?.lose();
    expect(told.losses).toBe(2);
  });

  it('shuts down a helper that was still starting when everything stopped', async () => {
    const { helper, verbs } = makeHelper();
    const starting = Promise.withResolvers<Result<ConnectedHelper>>();
    const { host } = makeHost(() => starting.promise);
    const ensured = host.ensure({ mayAsk: true });
    await host.shutdown();
    starting.resolve(ok(helper));
    expect((await ensured).ok).toBe(false);
    expect(verbs).toEqual(['shutdown']);
  });
});
