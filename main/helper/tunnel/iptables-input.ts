/** Firewalls that are written for iptables, ufw's among them: rules at the head of the chain INPUT. */
import { type FirewallWay, nameInTag, type OpenTerms, tagOf } from './firewall.ts';
import { PRESENCE_TIMEOUT_MS, type RunTool } from './tools.ts';

/** Another program may hold its lock for a moment. */
const WAIT = ['-w', '2'];

/** What is called by this name does as iptables does: mostly it is one program with others, whose real path has another name. */
const CALLED = { argv0: 'iptables', timeoutMs: PRESENCE_TIMEOUT_MS };

/** @param iptables - its path. @param hasUfw - whether ufw looks after them. */
export function iptablesWay(iptables: string, run: RunTool, hasUfw: () => boolean): FirewallWay {
  /** As `iptables -S` has them. */
  async function rules(): Promise<readonly string[]> {
    const args = [...WAIT, '-S', 'INPUT'];
    const listed = await run({ ...CALLED, file: iptables, args });
    return listed.ok ? listed.value.stdout.split('\n').filter((line) => line !== '') : [];
  }

  async function change(args: readonly string[]): Promise<boolean> {
    const done = await run({ ...CALLED, file: iptables, args: [...WAIT, ...args] });
    return done.ok;
  }

  const way: FirewallWay = {
    async find() {
      const isIdle = (await rules()).every((line) => line === '-P INPUT ACCEPT');
      return isIdle ? null : { kind: hasUfw() ? 'ufw' : 'iptables', chain: null };
    },
    async open(name, terms) {
      await way.close((one) => one === name);
      for (const rule of rulesOf(name, terms)) {
        if (await change(['-I', 'INPUT', ...rule])) continue;
        await way.close((one) => one === name);
        return false;
      }
      return true;
    },
    async close(isMeant) {
      for (const line of await rules()) {
        const [add, chain, ...rule] = line.split(' ');
        const name = nameInTag(rule[rule.indexOf('--comment') + 1]?.replaceAll('"', ''));
        if (add === '-A' && chain === 'INPUT' && name !== null && isMeant(name))
          await change(['-D', 'INPUT', ...rule.map((word) => word.replaceAll('"', ''))]);
      }
    },
  };
  return way;
}

function rulesOf(name: string, { own, subnet, ports }: OpenTerms): string[][] {
  const way = ['-i', name, '-s', subnet, '-d', own];
  const end = ['-m', 'comment', '--comment', tagOf(name), '-j', 'ACCEPT'];
  const toPorts = ports.flatMap(({ first, last }) =>
    ['udp', 'tcp'].map((protocol) => ['-p', protocol, '--dport', `${first}:${last}`]),
  );
  return [...toPorts, ['-p', 'icmp', '--icmp-type', 'echo-request']].map((what) => [...way, ...what, ...end]);
}
