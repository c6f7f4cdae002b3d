/** One network namespace: made, entered, configured and taken down with all processes in it. */
import { must, run } from './command.ts';

/** How long killed processes may take to vanish before taking down gives up, in ms. */
const VANISH_MS = 5_000;

/** Names of the network namespaces of this machine. */
export function namespaceNames(): readonly string[] {
  return run('ip', ['netns', 'list'])
    .stdout.split('\n')
    .map((line) => line.split(' ')[0] ?? '')
    .filter((name) => name !== '');
}

/** Nobody else has the lab's addresses: to look for duplicates would take each interface a second. */
const WITHOUT_DAD = ['all', 'default'].map((device) => `net.ipv6.conf.${device}.accept_dad=0`);

/** Makes a namespace with loopback up. */
export function createNamespace(name: string): void {
  must('ip', ['netns', 'add', name]);
  must(...inNamespace(name, 'sysctl', ['-qew', ...WITHOUT_DAD]));
  ip(name, ['link set lo up']);
}

/** Runs lines of `ip` within a namespace. */
export function ip(namespace: string, lines: readonly string[]): void {
  must('ip', ['-n', namespace, '-batch', '-'], `${lines.join('\n')}\n`);
}

/**
 * A line that makes a bridge. Without an address of its own it takes the lowest of its ports': each port that is plugged
 * later may change it, and whoever learned the one before sends into nothing until it asks again.
 */
export function addBridge(device: string): string {
  return `link add ${device} address 02:00:00:00:00:01 type bridge`;
}

/** Loads an nftables ruleset into a namespace. */
export function nft(namespace: string, ruleset: string): void {
  must(...inNamespace(namespace, 'nft', ['-f', '-']), ruleset);
}

/** The command that runs `file` in a namespace under the very process id that it is started with. */
export function inNamespace(namespace: string, file: string, args: readonly string[]): [string, string[]] {
  return ['nsenter', [`--net=/run/netns/${namespace}`, '--', file, ...args]];
}

/** Ids of all processes in a namespace, whoever started them. */
export function processesIn(namespace: string): readonly number[] {
  return run('ip', ['netns', 'pids', namespace])
    .stdout.split('\n')
    .filter((line) => line !== '')
    .map(Number);
}

/** Ends every process in a namespace by its id and removes the namespace with its interfaces and rules. */
export function removeNamespace(namespace: string): void {
  killAll(namespace);
  const { code, stderr } = run('ip', ['netns', 'del', namespace]);
  // Its owner may have removed it while it ended.
  if (code !== 0 && namespaceNames().includes(namespace)) throw new Error(`${namespace} stays: ${stderr}`);
}

/** Ends every process in a namespace except those named, by id, and waits until they are gone. */
export function killAll(namespace: string, except: readonly number[] = []): void {
  const deadline = Date.now() + VANISH_MS;
  for (;;) {
    const left = processesIn(namespace).filter((pid) => !except.includes(pid));
    if (left.length === 0) return;
    if (Date.now() > deadline) throw new Error(`processes ${left} of ${namespace} can't be ended`);
    for (const pid of left) kill(pid);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
