import { fault } from '../../shared/faults/fault.ts';
import type { LanrageApi } from '../../shared/ipc/api.ts';
import type { Result } from '../../shared/result.ts';
import { connectEngine } from '../headless/connect-engine.ts';
import { type Answer, type Context, done, failed, type Outcome } from './command.ts';

/** Asks the running engine one thing. @fault engine.not-running @fault engine.unauthorised */
export function askEngine<T>(
  context: Context,
  ask: (api: LanrageApi) => Promise<Result<T>>,
  describe: (value: T) => Answer,
): Promise<Outcome> {
  return withEngine(context, async (api) => {
    const result = await ask(api);
    return result.ok ? done(describe(result.value)) : failed(result.fault);
  });
}

/**
 * Works with the running engine for a while; ends when the work does, or with the engine.
 * @fault engine.not-running @fault engine.unauthorised
 */
export async function withEngine(
  { dataDir }: Pick<Context, 'dataDir'>,
  work: (api: LanrageApi) => Promise<Outcome>,
): Promise<Outcome> {
  const connection = await connectEngine(dataDir);
  if (!connection.ok) return failed(connection.fault);
  const { api, closed, close } = connection.value;
  const gone = closed.then(() => failed(fault('engine.not-running', { dataDir })));
  try {
    return await Promise.race([work(api), gone]);
  } finally {
    close();
  }
}
