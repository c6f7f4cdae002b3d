/**
 * firewalld: rich rules of the running firewall, never of the saved one. It may own its table, so that nobody else writes
 * there, and it makes that table anew when it is reloaded. Rich rules have no comments: a priority tells whose they are.
 */
import type { FirewallWay, OpenTerms } from './firewall.ts';
import { PRESENCE_TIMEOUT_MS, type RunTool } from './tools.ts';

/** Before all that people write; minus the interface's number. They go down to -32768. */
const FIRST_PRIORITY = -30_000;
const MOST_NUMBERS = 2_700;

/** @param firewallCmd - path of `firewall-cmd`. */
export function firewalldWay(firewallCmd: string, run: RunTool): FirewallWay {
  async function ask(args: readonly string[]): Promise<string | null> {
    const done = await run({ file: firewallCmd, args, timeoutMs: PRESENCE_TIMEOUT_MS });
    return done.ok ? done.value.stdout : null;
  }

  /** That an interface is in; firewalld's default where it is in none. */
  async function zoneOf(name: string): Promise<string[]> {
    const zone = (await ask([`--get-zone-of-interface=${name}`]))?.trim();
    return zone === undefined || !/^[\w-]+$/.test(zone) ? [] : [`--zone=${zone}`];
  }

  /** Those that see packets, as options. */
  async function zones(): Promise<string[][]> {
    const active = ((await ask(['--get-active-zones'])) ?? '').split('\n').flatMap((line) => {
      const zone = /^[\w-]+/.exec(line)?.[0];
      return zone === undefined ? [] : [[`--zone=${zone}`]];
    });
    return [[], ...active];
  }

  const way: FirewallWay = {
    find: async () => ((await ask(['--state'])) === null ? null : { kind: 'firewalld', chain: null }),
    async open(name, terms) {
      const priority = priorityOf(name);
      if (priority === null) return false;
      await way.close((one) => one === name);
      const zone = await zoneOf(name);
      for (const rule of rulesOf(priority, terms)) {
        if ((await ask([...zone, `--add-rich-rule=${rule}`])) !== null) continue;
        await way.close((one) => one === name);
        return false;
      }
      return true;
    },
    async close(isMeant) {
      for (const zone of await zones()) {
        const rules = ((await ask([...zone, '--list-rich-rules'])) ?? '').split('\n');
        for (const rule of rules) {
          const name = nameByPriority(rule);
          if (name !== null && isMeant(name)) await ask([...zone, `--remove-rich-rule=${rule}`]);
        }
      }
    },
  };
  return way;
}

function priorityOf(name: string): number | null {
  const number = Number(name.slice('lanrage'.length));
  return number < MOST_NUMBERS ? FIRST_PRIORITY - number : null;
}

function nameByPriority(rule: string): string | null {
  const priority = Number(/^rule priority="(-\d+)" family="ipv4"/.exec(rule)?.[1]);
  const number = FIRST_PRIORITY - priority;
  return number >= 0 && number < MOST_NUMBERS ? `lanrage${number}` : null;
}

/** The address is the interface's alone: the tunnel's guard drops what comes for it by another. */
function rulesOf(priority: number, { own, subnet, ports }: OpenTerms): string[] {
  const way = `rule priority="${priority}" family="ipv4" source address="${subnet}" destination address="${own}"`;
  const toPorts = ports.flatMap(({ first, last }) =>
    ['udp', 'tcp'].map((protocol) => `port port="${first}-${last}" protocol="${protocol}"`),
  );
  return [...toPorts, 'icmp-type name="echo-request"'].map((what) => `${way} ${what} accept`);
}
