/**
 * Keeps a tunnel's address to the tunnel. Linux takes packets for any address of its own on any interface, unless
 * `rp_filter` is 1: a neighbour on the LAN who knows a party address could send to it in a member's name. One table of
 * nftables for each interface drops what comes for it any other way.
 */
import { formatIpv4, parseIpv4 } from '../../../shared/address.ts';
import { runCommand } from '../../base/run-command.ts';
import type { TunnelGuard } from './backend.ts';
import { interfaceExists } from './linux-device.ts';
import { subnetOf } from './local-networks.ts';
import { PRESENCE_TIMEOUT_MS, type RunTool } from './tools.ts';

const TABLE_OF_OURS = /^table ip (lanrage\d{1,4})_guard$/;
/** Before connection tracking, so that what is dropped leaves no trace there; as a number also for old versions. */
const PRIORITY_RAW = -300;

/** Null when nftables doesn't work here. @param nft - its path. */
export async function openLinuxGuard(
  nft: string,
  run: RunTool = runCommand,
  exists: (name: string) => boolean = interfaceExists,
): Promise<TunnelGuard | null> {
  let tail: Promise<unknown> = Promise.resolve();

  /** One after the other, so that no sweep takes away what is being set. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = tail.then(work);
    tail = done;
    return done;
  }

  async function load(ruleset: string): Promise<void> {
    const done = await run({ file: nft, args: ['-f', '-'], input: ruleset, timeoutMs: PRESENCE_TIMEOUT_MS });
    if (!done.ok) process.stderr.write(`the tunnel's guard: ${done.fault.code}\n`);
  }

  async function listGuarded(): Promise<readonly string[] | null> {
    const listed = await run({ file: nft, args: ['list', 'tables', 'ip'], timeoutMs: PRESENCE_TIMEOUT_MS });
    if (!listed.ok) return null;
    return listed.value.stdout.split('\n').flatMap((line) => TABLE_OF_OURS.exec(line.trim())?.[1] ?? []);
  }

  async function sweep(): Promise<boolean> {
    const guarded = await listGuarded();
    const gone = (guarded ?? []).filter((name) => !exists(name));
    if (gone.length > 0) await load(gone.map(removal).join(''));
    return guarded !== null;
  }

  if (!(await sweep())) return null;
  return {
    set: (name, address) => inTurn(() => load(guardRuleset(name, address))),
    clear: (name) => inTurn(() => load(removal(name))),
    sweep: async () => void (await inTurn(sweep)),
  };
}

/**
 * The network's broadcast address is this machine's as well. The rest of the network isn't: packets of a container on
 * this machine to a member, which it may forward, pass.
 */
export function guardRuleset(name: string, address: string): string {
  const [host = '', prefix = ''] = address.split('/');
  const { base } = subnetOf(parseIpv4(host) ?? 0, Number(prefix));
  const broadcast = formatIpv4(base + 2 ** (32 - Number(prefix)) - 1);
  return `${removal(name)}table ip ${tableOf(name)} {
  chain incoming {
    type filter hook prerouting priority ${PRIORITY_RAW}; policy accept;
    iifname != { "lo", "${name}" } ip daddr { ${host}, ${broadcast} } counter drop
  }
}
`;
}

/** Fine when there is none: it is made first. */
function removal(name: string): string {
  return `table ip ${tableOf(name)}\ndelete table ip ${tableOf(name)}\n`;
}

function tableOf(name: string): string {
  return `${name}_guard`;
}
