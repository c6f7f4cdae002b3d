/** What goes wrong in homes and on machines. Each is over when its promise is, unless it says otherwise. */
import { setTimeout as sleep } from 'node:timers/promises';
import { must } from '../command.ts';
import { commandLineOf } from '../command-line.ts';
import type { Home } from '../home.ts';
import type { LabHost } from '../host.ts';
import { ORDINARY_NETWORK } from '../internet.ts';
import { inNamespace, ip, nft } from '../namespace.ts';

/** Lets a home's router drop everything from and to an address, for good. */
export function block({ routers: [router = ''] }: Home, address: string): void {
  nft(
    router,
    `table ip blocked {
      chain forwarding {
        type filter hook forward priority -10;
        ip daddr ${address} drop
        ip saddr ${address} drop
      }
    }`,
  );
}

/** Lets a home's routers forget their NAT tables. */
export function forgetMappings({ routers }: Home): void {
  for (const router of routers) must(...inNamespace(router, 'conntrack', ['-F']));
}

/** Lets a home's router forget its NAT table and give other ports from now on, as after a restart. */
export function giveOtherPorts(home: Home): void {
  const [router = ''] = home.routers;
  // Below the ports that a system chooses by itself: those would be kept.
  nft(
    router,
    `flush chain ip nat postrouting
     add rule ip nat postrouting oifname "wan" meta l4proto udp masquerade to :10000-19999
     add rule ip nat postrouting oifname "wan" masquerade`,
  );
  forgetMappings(home);
}

/** Gives the home another public address, as providers do at night. */
export function changePublicAddress({ routers: [router = ''], publicAddress }: Home, address: string): void {
  ip(router, [
    `addr del ${publicAddress}/24 dev wan`,
    `addr add ${address}/24 dev wan`,
    `route replace ${ORDINARY_NETWORK} dev wan`,
  ]);
}

/** Gives a host another address in its LAN, as a router does when a lease ends. */
export function changeHostAddress({ hosts: [host] }: Home): void {
  moveHost(host, host.address, laterAddress(host));
}

/** Gives it back the one that it had before {@link changeHostAddress}. */
export function takeBackHostAddress({ hosts: [host] }: Home): void {
  moveHost(host, laterAddress(host), host.address);
}

function laterAddress({ address }: LabHost): string {
  return address.replace(/\d+$/, '77');
}

function moveHost({ namespace }: LabHost, from: string, to: string): void {
  ip(namespace, [
    `addr del ${from}/24 dev eth0`,
    `addr add ${to}/24 dev eth0`,
    `route replace default via ${to.replace(/\d+$/, '1')}`,
  ]);
}

/** Pulls a host's network plug for a while. */
export async function unplug({ hosts: [host] }: Home, ms: number): Promise<void> {
  ip(host.namespace, ['link set eth0 down']);
  await sleep(ms);
  // The address stays, the routes go: the system's DHCP client brings them back.
  ip(host.namespace, ['link set eth0 up', `route replace default via ${host.address.replace(/\d+$/, '1')}`]);
}

/** Lets processes of a host stand still for a while. @param which - matches their command lines; all unless given. */
export async function freeze(host: LabHost, ms: number, which = /./): Promise<void> {
  const pids = processesOf(host, which);
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  await sleep(ms);
  for (const pid of pids) process.kill(pid, 'SIGCONT');
}

/** Ends processes of a host as a crash would. */
export function crash(host: LabHost, which: RegExp): void {
  for (const pid of processesOf(host, which)) process.kill(pid, 'SIGKILL');
}

function processesOf(host: LabHost, which: RegExp): readonly number[] {
  const pids = host.processes().filter((pid) => which.test(commandLineOf(pid)));
  if (pids.length === 0) throw new Error(`${host.name} has no process like ${which}`);
  return pids;
}
