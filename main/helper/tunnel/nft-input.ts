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
/** What nft(8) takes for a name; the script is root's, and people are told to type the like. */
const PLAIN = /^[A-Za-z][A-Za-z0-9_./-]{0,63}$/;

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

  async function load(lines: readonly string[]): Promise<boolean> {
    if (lines.length === 0) return true;
    const input = `${lines.join('\n')}\n`;
    const done = await run({ file: nft, args: ['-f', '-'], input, timeoutMs: PRESENCE_TIMEOUT_MS });
    return done.ok;
  }

  const removals = (found: Awaited<ReturnType<typeof gates>>, isMeant: (name: string) => boolean): string[] =>
    found.flatMap(({ rules }) =>
      rules.flatMap(({ family, table, chain, handle, comment }) => {
        const name = nameInTag(comment);
        return name !== null && isMeant(name)
          ? [`delete rule ${family} ${table} ${chain} handle ${handle}`]
          : [];
      }),
    );

  return {
    async find() {
      for (const { chain } of await gates()) {
        if (await others(chain)) continue;
        return { kind: 'nftables', chain: placeOf(chain) };
      }
      return null;
    },
    async open(name, terms) {
      const found = await gates();
      const own: string[] = [];
      for (const { chain } of found) {
        if (await others(chain)) continue;
        const place = placeOf(chain);
        if (place === null) return false;
        own.push(...rulesFor(name, terms).map((rule) => `insert rule ${place} ${rule}`));
      }
      return load([...removals(found, (one) => one === name), ...own]);
    },
    async close(isMeant) {
      await load(removals(await gates(), isMeant));
    },
  };
}

/** As scripts name it; null: it can't be named there. */
function placeOf({ family, table, name }: Chain): string | null {
  const place = [family, table, name];
  return place.every((part) => PLAIN.test(part)) ? place.join(' ') : null;
}

/** One each: to these ports, and pings. */
function rulesFor(name: string, { own, subnet, ports }: OpenTerms): string[] {
  const to = ports.map(({ first, last }) => (first === last ? first : `${first}-${last}`)).join(', ');
  const what = [`udp dport { ${to} }`, `tcp dport { ${to} }`, 'icmp type echo-request'];
  const way = `iifname "${name}" ip saddr ${subnet} ip daddr ${own}`;
  return what.map((packets) => `${way} ${packets} counter accept comment "${tagOf(name)}"`);
}
