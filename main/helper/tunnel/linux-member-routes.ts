/** Routes to single members with an MTU of their own, by `ip`. */
import { ok } from '../../../shared/result.ts';
import type { MemberRoutes } from './backend.ts';
import { attempt, runTool } from './tools.ts';

/** Tells our routes from those of others: a number that no routing daemon has (rt_protos of iproute2). */
const PROTOCOL = '76';

export function createMemberRoutes(ip: string): MemberRoutes {
  return {
    async set(name, address, mtu) {
      const route = [`${address}/32`, 'dev', name, 'proto', PROTOCOL];
      // There may be none; and one of somebody else's is neither removed nor replaced.
      await attempt(ip, ['route', 'del', ...route]);
      if (mtu === null) return ok(undefined);
      const added = await runTool(ip, ['route', 'add', ...route, 'scope', 'link', 'mtu', String(mtu)]);
      return added.ok ? ok(undefined) : added;
    },
    async clear(name) {
      await attempt(ip, ['route', 'flush', 'dev', name, 'proto', PROTOCOL]);
    },
  };
}
