import type { LanrageApi } from '../../shared/ipc/api.ts';
import type { Result } from '../../shared/result.ts';
import { connectEngine } from '../headless/connect-engine.ts';
import { type Answer, type Context, done, failed, type Outcome } from './command.ts';

/** Asks the running engine one thing. @fault engine.not-running @fault engine.unauthorised */
export async function askEngine<T>(
  { dataDir }: Context,
  ask: (api: LanrageApi) => Promise<Result<T>>,
  describe: (value: T) => Answer,
): Promise<Outcome> {
  const connection = await connectEngine(dataDir);
  if (!connection.ok) return failed(connection.fault);
  try {
    const result = await ask(connection.value.api);
    return result.ok ? done(describe(result.value)) : failed(result.fault);
  } finally {
    connection.value.close();
  }
}
