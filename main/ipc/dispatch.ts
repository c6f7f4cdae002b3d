/** The one way from any host to the engine: names and inputs are checked here, and nothing ever rejects. */
import { randomUUID } from 'node:crypto';
import { fault } from '../../shared/faults/fault.ts';
import type { CallName, Handlers } from '../../shared/ipc/api.ts';
import { calls } from '../../shared/ipc/contract.ts';
import { settingComplaint } from '../../shared/model/setting-complaint.ts';
import { valueComplaint } from '../../shared/model/value-complaint.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Log } from '../base/log/log.ts';
import { withLogContext } from '../base/log/log-context.ts';

/** Takes calls from outside. Answers every call, also after a bug; never rejects. */
export interface Dispatcher {
  /**
   * @fault ipc.bad-request - no such call, or an input that its schema refuses.
   * @fault settings.invalid - the same of a setting's value.
   * @fault engine.unexpected - a bug; `reference` is the correlation id of all that was logged for the call.
   */
  call(name: string, input: unknown): Promise<Result<unknown>>;
}

type Handler = (input: unknown) => Promise<Result<unknown>>;

/** Makes the dispatcher over an engine's handlers. A thrown error and an output off its schema are bugs, and logged. */
export function createDispatcher(handlers: Handlers, log: Log): Dispatcher {
  return {
    async call(name, input) {
      if (!isCallName(name)) return fail(fault('ipc.bad-request', { at: '', reason: 'no-such-call' }));
      const parsed = calls[name].input.safeParse(input);
      if (!parsed.success) {
        // What a person typed is answered as such, not as a call that was made wrongly.
        return name === 'updateSettings' && parsed.error.issues.every(({ path }) => path.length > 0)
          ? fail(fault('settings.invalid', settingComplaint(parsed.error)))
          : fail(fault('ipc.bad-request', valueComplaint(parsed.error)));
      }
      const reference = randomUUID().slice(0, 8);
      return withLogContext({ correlation: reference }, async () => {
        try {
          // The schema just parsed is the one that types this handler's input.
          const result = await (handlers[name] as Handler)(parsed.data);
          return result.ok ? ok(calls[name].output.parse(result.value)) : result;
        } catch (error) {
          log.error('call failed unexpectedly', { call: name, error });
          return fail(fault('engine.unexpected', { reference }));
        }
      });
    },
  };
}

function isCallName(name: string): name is CallName {
  return Object.hasOwn(calls, name);
}
