/** Carries games' announcements on Linux: in the kernel, by a table of nftables for each tunnel. */
import { z } from 'zod';
import { type Fault, fault } from '../../../shared/faults/fault.ts';
import { fail, ok } from '../../../shared/result.ts';
import { parseJson } from '../../base/parse-json.ts';
import { runCommand } from '../../base/run-command.ts';
import type { DiscoveryCounts, DiscoveryRelay } from './backend.ts';
import { DISCOVERY_PURPOSE, discoveryRuleset } from './discovery-ruleset.ts';
import { PRESENCE_TIMEOUT_MS, type RunTool } from './tools.ts';
import { openTunnelTables, tableOf } from './tunnel-tables.ts';

const NOTHING: DiscoveryCounts = { sent: 0, received: 0, capped: 0 };
/** Only tried, never put in place. */
const DUP_ALONE = `table ip lanrage_probe {
  chain copy { dup to 127.0.0.1 device "lo"
  }
}
`;
const countersSchema = z.object({
  nftables: z.array(z.object({ counter: z.object({ name: z.string(), packets: z.int() }).optional() })),
});

/** @param nft - its path; null: there is none, which is told to who asks. */
export async function openLinuxDiscovery(
  nft: string | null,
  run: RunTool = runCommand,
  exists?: (name: string) => boolean,
): Promise<DiscoveryRelay> {
  if (nft === null) return withoutNft;
  const program = nft;
  const tables = openTunnelTables(program, DISCOVERY_PURPOSE, run, exists);
  await tables.sweep();

  async function counts(name: string): Promise<DiscoveryCounts> {
    const args = ['-j', 'list', 'counters', 'table', 'ip', tableOf(name, DISCOVERY_PURPOSE)];
    const listed = await run({ file: program, args, check: false, timeoutMs: PRESENCE_TIMEOUT_MS });
    const parsed = listed.ok ? countersSchema.safeParse(parseJson(listed.value.stdout)) : undefined;
    const found = (parsed?.data?.nftables ?? []).flatMap(({ counter }) => counter ?? []);
    const of = (which: keyof DiscoveryCounts) => found.find((each) => each.name === which)?.packets ?? 0;
    return { sent: of('sent'), received: of('received'), capped: of('capped') };
  }

  /** Why a script was refused: most likely this kernel was built without what copies. */
  async function explain({ code }: Fault): Promise<Fault<'tunnel.discovery-unavailable'>> {
    if (code !== 'command.failed') {
      return fault('tunnel.discovery-unavailable', { reason: 'tool-not-run', program, problem: code });
    }
    const tried = await run({
      file: program,
      args: ['-c', '-f', '-'],
      input: DUP_ALONE,
      timeoutMs: PRESENCE_TIMEOUT_MS,
    });
    const reason = tried.ok ? 'rules-refused' : 'no-kernel-dup';
    return fault('tunnel.discovery-unavailable', { reason });
  }

  return {
    async set(name, terms) {
      const loaded = await tables.load(discoveryRuleset({ name, ...terms, counts: await counts(name) }));
      return loaded.ok ? ok(undefined) : fail(await explain(loaded.fault));
    },
    clear: tables.clear,
    counts,
    sweep: async () => void (await tables.sweep()),
  };
}

const withoutNft: DiscoveryRelay = {
  set: async () => fail(fault('tunnel.discovery-unavailable', { reason: 'program-missing', program: 'nft' })),
  clear: async () => undefined,
  counts: async () => NOTHING,
  sweep: async () => undefined,
};
