/** What is done to machines and routers of the lab, so that something is wrong with them. */
import { LabHost } from '../host.ts';
import { nft } from '../namespace.ts';
import type { Undo } from './injection.ts';

let filters = 0;

/** Adds a rule that comes before the namespace's own. @returns its undo. */
export function filter(namespace: string | undefined, hook: 'input' | 'forward', rule: string): Undo {
  const table = `ip bad${filters++}`;
  return addTable(namespace, table, `chain dropping { type filter hook ${hook} priority -10; ${rule}; };`);
}

/** Leads what comes from a router's home to the router itself. @returns its undo. */
export function redirect(router: string | undefined, rule: string): Undo {
  const chain = 'chain prerouting { type nat hook prerouting priority -110;';
  return addTable(router, 'ip redirecting', `${chain} iifname "lan" ${rule}; };`);
}

function addTable(namespace = '', table: string, chain: string): Undo {
  nft(namespace, `table ${table} { ${chain} }`);
  return () => nft(namespace, `delete table ${table}`);
}

/** Shell text that makes an interface with an address. */
export function newInterface(name: string, address: string): string {
  return `ip link add ${name}0 type veth peer name ${name}1; ip addr add ${address} dev ${name}0;
    ip link set ${name}0 up; ip link set ${name}1 up`;
}

export interface RouterPage {
  readonly router: string | undefined;
  /** A machine at home, from whose address follows the router's. */
  readonly host: LabHost;
  readonly port: number;
  readonly status: number;
  /** By how much its clock is wrong. */
  readonly seconds?: number;
}

/** A page that a router itself answers. @returns its undo. */
export async function routerPage({
  router = '',
  host,
  port,
  status,
  seconds = 0,
}: RouterPage): Promise<Undo> {
  const address = host.address.replace(/\d+$/, '1');
  const args = [address, port, status, seconds];
  const page = new LabHost('router', router, address).tool('../doctor/tools/web-page', args);
  await page.json((line) => line.ready === true);
  return () => page.kill('SIGKILL');
}
