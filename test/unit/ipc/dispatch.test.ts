import { describe, expect, it } from 'vitest';
import { currentLogContext } from '../../../main/base/log/log-context.ts';
import { createDispatcher } from '../../../main/ipc/dispatch.ts';
import { fault } from '../../../shared/faults/fault.ts';
import type { Handlers } from '../../../shared/ipc/api.ts';
import { channels } from '../../../shared/ipc/channels.ts';
import { fail, ok } from '../../../shared/result.ts';
import { recordingLog } from '../../mocks/recording-log.ts';

function setUp(handlers: Partial<Handlers>) {
  const log = recordingLog();
  return { dispatcher: createDispatcher(handlers as Handlers, log), lines: log.lines };
}

describe('the dispatcher', () => {
  it('hands a parsed input on and answers the output', async () => {
    const { dispatcher } = setUp({ createParty: async ({ name }) => ok({ code: name, invite: 'x' }) });
    expect(await dispatcher.call('createParty', { name: '  Friday LAN ' })).toEqual(
      ok({ code: 'Friday LAN', invite: 'x' }),
    );
  });

  it('hands on only what a patch names, so that no other setting falls back to its default', async () => {
    const patches: unknown[] = [];
    const { dispatcher } = setUp({
      updateSettings: async (patch) => {
        patches.push(patch);
        return fail(fault('storage.full', { path: '' }));
      },
    });
    await dispatcher.call('updateSettings', { mtu: 1300, controlServer: null });
    await dispatcher.call('updateSettings', { colour: 'red' });
    expect(patches).toEqual([{ mtu: 1300, controlServer: null }]);
  });

  it('passes an expected failure through', async () => {
    const { dispatcher } = setUp({ leaveParty: async () => fail(fault('party.none', {})) });
    expect(await dispatcher.call('leaveParty', {})).toEqual(fail(fault('party.none', {})));
  });

  it.each(['nothing', '', '__proto__', 'constructor', 'toString', 'snapshotChanged'])(
    'refuses the unknown call "%s"',
    async (name) => {
      const { dispatcher } = setUp({});
      expect(await dispatcher.call(name, {})).toEqual(
        fail(fault('ipc.bad-request', { at: '', reason: 'no-such-call' })),
      );
    },
  );

  it.each([
    ['createParty', { name: '' }, { at: 'name', reason: 'too-short', minimum: 1 }],
    ['createParty', null, { at: '', reason: 'not-understood' }],
    ['joinParty', { invite: 'x'.repeat(2001) }, { at: 'invite', reason: 'too-long', maximum: 2000 }],
    ['updateSettings', { nothing: 12 }, { at: 'nothing', reason: 'no-such-field' }],
    ['dismissNotice', { id: '1' }, { at: 'id', reason: 'not-number' }],
  ])('refuses a bad input of %s and says where', async (name, input, args) => {
    const { dispatcher } = setUp({});
    const result = await dispatcher.call(name, input);
    expect(result).toMatchObject({ ok: false, fault: { code: 'ipc.bad-request' } });
    expect(!result.ok && result.fault.args).toEqual(args);
  });

  it('refuses a value of a setting as that, with what would do', async () => {
    const { dispatcher } = setUp({});
    expect(await dispatcher.call('updateSettings', { mtu: 12 })).toEqual(
      fail(fault('settings.invalid', { key: 'mtu', at: '', reason: 'too-small', minimum: 576, unit: '' })),
    );
  });

  it('answers a bug with the correlation id under which the call was logged', async () => {
    const correlations: unknown[] = [];
    const log = { ...recordingLog(), error: () => correlations.push(currentLogContext().correlation) };
    const leaveParty = async () => {
      correlations.push(currentLogContext().correlation);
      throw new Error('boom');
    };
    const result = await createDispatcher({ leaveParty } as unknown as Handlers, log).call('leaveParty', {});
    expect(result).toMatchObject({ ok: false, fault: { code: 'engine.unexpected' } });
    const { reference } = (result as { fault: { args: { reference?: string } } }).fault.args;
    expect(reference).toMatch(/^[0-9a-f]{8}$/);
    expect(correlations).toEqual([reference, reference]);
  });

  it('treats a handler that throws before its promise as a bug too', async () => {
    const { dispatcher } = setUp({
      leaveParty: () => {
        throw new Error('boom');
      },
    });
    expect(await dispatcher.call('leaveParty', {})).toMatchObject({ fault: { code: 'engine.unexpected' } });
  });

  it('treats an output off its schema as a bug', async () => {
    const { dispatcher, lines } = setUp({ setUpTunnel: async () => ok({ backend: 7 as unknown as string }) });
    expect(await dispatcher.call('setUpTunnel', {})).toMatchObject({ fault: { code: 'engine.unexpected' } });
    expect(lines).toHaveLength(1);
  });

  it('knows every call that the channels name', async () => {
    const { dispatcher } = setUp({});
    for (const name of channels.calls) {
      const result = await dispatcher.call(name, null);
      expect(!result.ok && result.fault.args).not.toMatchObject({ reason: 'no-such-call' });
    }
  });
});
