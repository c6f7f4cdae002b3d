import type { CallOutput } from '../../shared/ipc/api.ts';
import type { LinkTestRequest, LinkTestType } from '../../shared/model/link-test.ts';
import type { Result } from '../../shared/result.ts';
import { beginLinkTest } from '../model/link-test-run.ts';
import { engine } from '../stores/connect.ts';
import { workStore } from '../stores/work-store.ts';

/** Those with one member; `routing` is about all of them. */
export type PeerLinkTest = Exclude<LinkTestType, 'routing'>;

/** Tests the link to a member. Sizes and times are the contract's own defaults. */
export async function startLinkTest(
  type: PeerLinkTest,
  peer: string,
): Promise<Result<CallOutput<'startLinkTest'>>> {
  workStore.setState({ linkTest: beginLinkTest(type, peer) });
  // Every type takes a place and has defaults for the rest, which the union can't say.
  const started = await engine().startLinkTest({ type, to: peer } as LinkTestRequest);
  workStore.setState(({ linkTest }) => ({
    linkTest: started.ok ? linkTest && { ...linkTest, run: started.value.run } : null,
  }));
  return started;
}

export function stopLinkTest(run: number): Promise<Result<CallOutput<'stopLinkTest'>>> {
  return engine().stopLinkTest({ run });
}
