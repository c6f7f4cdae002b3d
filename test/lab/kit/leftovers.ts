/** What a product that should be gone has left behind, one line a thing; an empty list is a clean machine. */
import { existsSync } from 'node:fs';
import { run } from './command.ts';
import { commandLineOf } from './command-line.ts';
import { helperRecords, helperSockets } from './helper-files.ts';
import type { LabHost } from './host.ts';
import { wireguardSocket } from './interface-names.ts';
import type { Internet } from './internet.ts';
import { inNamespace } from './namespace.ts';

/** A product that ran, by what it may leave. */
export interface Product {
  readonly host: LabHost;
  readonly interfaceName: string;
  readonly dataDir: string;
}

/** The rules that every network namespace has from birth: local, main and default table. */
const BORN_RULES = 3;

/** Lists what is left of tunnels on a machine of the lab: interfaces, rules, sockets and wireguard-go itself. */
export function tunnelLeftovers({ host, interfaceName }: Omit<Product, 'dataDir'>): readonly string[] {
  const list = (file: string, ...args: string[]): string[] =>
    run(...inNamespace(host.namespace, file, args))
      .stdout.split('\n')
      .filter((line) => line !== '');
  const tunnels = host.processes().filter((pid) => /wireguard-go/.test(commandLineOf(pid)));
  return [
    ...list('ip', '-o', 'link').filter((line) => /\b(lanrage|wg)\d/.test(line)),
    ...list('ip', 'rule').slice(BORN_RULES),
    ...list('nft', 'list', 'ruleset'),
    ...tunnels.map((pid) => `process ${pid}: ${commandLineOf(pid)}`),
    ...(existsSync(wireguardSocket(interfaceName)) ? [wireguardSocket(interfaceName)] : []),
  ];
}

/** Lists all that is left of a product on a machine of the lab: of its tunnel, its processes, sockets and records. */
export function productLeftovers({ host, interfaceName, dataDir }: Product): readonly string[] {
  return [
    ...tunnelLeftovers({ host, interfaceName }),
    ...host.processes().map((pid) => `process ${pid}: ${commandLineOf(pid)}`),
    ...helperRecords(interfaceName),
    ...helperSockets(dataDir),
  ];
}

/** Lists what is left of a closed Internet on this machine. */
export function internetLeftovers(internet: Internet): readonly string[] {
  const interfaces = run('ip', ['-o', 'link']).stdout.split('\n');
  const rules = run('nft', ['list', 'ruleset']).stdout.split('\n');
  return [
    ...internet.namespaces,
    ...interfaces.filter((line) => line.includes('lanrage')),
    ...rules.filter((line) => line.includes('lanrage')),
    ...internet.interfaceNames.map(wireguardSocket).filter((path) => existsSync(path)),
    ...internet.interfaceNames.flatMap(helperRecords),
  ];
}
