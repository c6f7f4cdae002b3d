/**
 * Firewalls that are written for nftables: rules in their own chains, before all others. A table of ours would not do: what
 * one chain lets through, the next one may still drop.
 */
import { z } from 'zod';
import { parseJson } from '../../base/parse-json.ts';
import { type FirewallWay, nameInTag, type OpenTerms, tagOf } from './firewall.ts';
import { PRESENCE_TIMEOUT_MS, type RunTool } from './tools.ts';

const placeSchema = z.object({ family: z.string(), table: z.string() });
const chainSchema = placeSchema.extend({
  name: z.string(),
  type: z.string().optional(),
  hook: z.string().optional(),
  policy: z.string().optional(),
});
const ruleSchema = placeSchema.extend({ chain: z.string(), handle: z.int(), comment: z.string().optional() });
const listSchema = z.object({
  nftables: z.array(z.object({ chain: chainSchema.optional(), rule: ruleSchema.optional() })),
});
type Chain = z.infer<typeof chainSchema>;
type Rule = z.infer<typeof ruleSchema>;

/** Those whose packets a party's can be. */
const FAMILIES = ['ip', 'inet'];
const OWN_TABLE = /^lanrage\d{1,4}_/;
/** What may stand in a command that people are told to type. */
const PLAIN = /^[A-Za-z0-9_.-]{1,64}$/;

/** @param isOthers - whether a chain is looked after by another way. */
export function nftWay(
  nft: string,
  run: RunTool,
  isOthers: (chain: { family: string; table: string; name: string }) => Promise<boolean>,
): FirewallWay {
  async function list(args: readonly string[]): Promise<z.infer<typeof listSchema>['nftables']> {
    const done = await run({
      file: nft,
      args: ['-j', '-a', 'list', ...args],
      timeoutMs: PRESENCE_TIMEOUT_MS,
    });
    const parsed = done.ok ? listSchema.safeParse(parseJson(done.value.stdout)) : undefined;
    return parsed?.data?.nftables ?? [];
  }

  /** Chains that see what comes in, with their rules; without those that let everything through. */
  async function gates(): Promise<{ readonly chain: Chain; readonly rules: readonly Rule[] }[]> {
    const chains = (await list(['chains'])).flatMap(({ chain }) =>
      chain?.hook === 'input' &&
      chain.type === 'filter' &&
      FAMILIES.includes(chain.family) &&
      !OWN_TABLE.test(chain.table)
        ? chain
        : [],
    );
    const found = await Promise.all(
      chains.map(async (chain) => {
        const { family, table, name } = chain;
        const listed = await list(['chain', family, table, name]);
        return { chain, rules: listed.flatMap(({ rule }) => rule ?? []) };
      }),
    );
    return found.filter(({ chain, rules }) => chain.policy === 'drop' || rules.length > 0);
  }

  async function others(chain: Chain): Promise<boolean> {
    return isOthers(chain);
  }

  async function load(commands: readonly object[]): Promise<boolean> {
    if (commands.length === 0) return true;
    const input = JSON.stringify({ nftables: commands });
    const done = await run({ file: nft, args: ['-j', '-f', '-'], input, timeoutMs: PRESENCE_TIMEOUT_MS });
    return done.ok;
  }

  const removals = (found: Awaited<ReturnType<typeof gates>>, isMeant: (name: string) => boolean): object[] =>
    found.flatMap(({ rules }) =>
      rules.flatMap(({ family, table, chain, handle, comment }) => {
        const name = nameInTag(comment);
        return name !== null && isMeant(name) ? [{ delete: { rule: { family, table, chain, handle } } }] : [];
      }),
    );

  return {
    async find() {
      for (const { chain } of await gates()) {
        if (await others(chain)) continue;
        const place = [chain.family, chain.table, chain.name];
        return { kind: 'nftables', chain: place.every((part) => PLAIN.test(part)) ? place.join(' ') : null };
      }
      return null;
    },
    async open(name, terms) {
      const found = await gates();
      const own: object[] = [];
      for (const { chain } of found) {
        if (await others(chain)) continue;
        const { family, table, name: chainName } = chain;
        const place = { family, table, chain: chainName, comment: tagOf(name) };
        own.push(...expressions(name, terms).map((expr) => ({ insert: { rule: { ...place, expr } } })));
      }
      return load([...removals(found, (one) => one === name), ...own]);
    },
    async close(isMeant) {
      await load(removals(await gates(), isMeant));
    },
  };
}

/** One rule each: to these ports, and pings. */
function expressions(name: string, { own, subnet, ports }: OpenTerms): object[][] {
  const [addr = '', len = ''] = subnet.split('/');
  const match = (left: object, right: unknown): object => ({ match: { op: '==', left, right } });
  const payload = (protocol: string, field: string): object => ({ payload: { protocol, field } });
  const way = [
    match({ meta: { key: 'iifname' } }, name),
    match(payload('ip', 'saddr'), { prefix: { addr, len: Number(len) } }),
    match(payload('ip', 'daddr'), own),
  ];
  const through = [{ counter: null }, { accept: null }];
  const toPorts = {
    set: ports.map(({ first, last }) => (first === last ? first : { range: [first, last] })),
  };
  return [
    ...['udp', 'tcp'].map((protocol) => [...way, match(payload(protocol, 'dport'), toPorts), ...through]),
    [...way, match(payload('icmp', 'type'), 'echo-request'), ...through],
  ];
}
