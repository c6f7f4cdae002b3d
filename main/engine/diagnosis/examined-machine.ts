/** What the doctor can measure of this machine and its party. All I/O stands behind it; checks only ask and judge. */
import type { InterfaceStatus } from '../../../shared/helper/verbs.ts';
import type { InvitingFacts } from '../../../shared/model/inviting.ts';
import type { LatencySummary } from '../../../shared/model/metrics.ts';
import type { NatReport } from '../../../shared/model/nat-report.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import type { Snapshot } from '../../../shared/model/snapshot.ts';
import type { Result } from '../../../shared/result.ts';
import type { InboundBothEnds } from '../link-test/look-inbound.ts';
import type { Machine } from '../machine/machine.ts';
import type { TunnelDamage } from '../machine/tunnel-damage.ts';

export interface RelayAnswer {
  readonly endpoint: string;
  /** Null: none. */
  readonly ms: number | null;
}

export interface ExaminedMachine {
  /** Forgets what the checks of a run share: another run begins. */
  renew(): void;
  snapshot(): Snapshot;
  /** The settings that what runs was made with; where nothing does, those that it will be made with. */
  inForce(): Settings;

  /** Asks the helper for WireGuard, without asking the person. Faults of the helper. */
  environment(): Promise<
    Result<{
      readonly backend: string | null;
      readonly wgVersion: string | null;
      readonly guarded?: boolean | undefined;
    }>
  >;
  /** How WireGuard is installed here, in one line. */
  readonly wireguardHint: Machine['wireguardHint'];
  /** Runs WireGuard's tool, where the helper looks for it; the helper itself looks once. */
  readonly tryTool: Machine['tryWireguardTool'];
  /** Whether tunnels are steered by that tool: true where nobody says. */
  needsTool(): Promise<boolean>;
  /** WireGuard's own view of our device. */
  device(): Promise<Result<InterfaceStatus>>;
  /** Base64 of our WireGuard key, and of each member's as its record says, by peer id. */
  keys(): { readonly own: string; readonly members: ReadonlyMap<string, string> };
  /** Interfaces of this user's that a crash left and that no helper looks after. */
  strayInterfaces(): Promise<readonly string[]>;
  /** The network that another interface of this machine is in and that overlaps a subnet; null: none. */
  clash(subnet: string): { readonly device: string; readonly subnet: string } | null;
  /** What somebody else took from the tunnel of the party that we are in; null: nothing, or there is none. */
  tunnelDamage(): Promise<TunnelDamage | null>;
  /** Whether a UDP port can be bound now. */
  isPortFree(port: number): Promise<boolean>;
  /** Wall clock of the control server minus ours, ms; null when it can't be asked. */
  clockOffsetMs(signal: AbortSignal): Promise<number | null>;
  /** How far our clock is behind what it was when the party heard of us last, ms; 0: it isn't, or there is no party. */
  clockSetBackMs(): number;
  /** Free bytes where LANrage writes. */
  freeDiskBytes(): Promise<number>;
  /** 0–1 of all cores over a few seconds, and by how much our own event loop is late at worst, ms. */
  load(): Promise<{ readonly cpuRatio: number; readonly lateMs: number }>;

  /** Addresses of the default gateways, IPv4 first. */
  gateways(): Promise<readonly string[]>;
  /** Pings, one each 50 ms; null: this machine doesn't let us. */
  ping(address: string, count: number, signal: AbortSignal): Promise<LatencySummary | null>;
  /** Whether somebody in the Internet answers and proves to be who was asked; by address, so without names. */
  reachesInternet(signal: AbortSignal): Promise<boolean>;
  /** Resolves the name of a control or STUN server; null where none of them has a name. `reason`: why there is no answer. */
  resolve(
    signal: AbortSignal,
  ): Promise<
    | { readonly name: string; readonly ms: number; readonly reason: null; readonly address: string }
    | { readonly name: string; readonly ms: null; readonly reason: 'no-such-name' | 'no-answer' }
    | null
  >;
  /** Whether a page of this network answers in the place of others, asked over plain HTTP. */
  portal(signal: AbortSignal): Promise<'yes' | 'no' | 'unknown'>;
  /** Measures the NAT anew. */
  nat(signal: AbortSignal): Promise<NatReport>;
  /** Opens a TCP connection to the party's control server. @returns ms or null. */
  reachControl(signal: AbortSignal): Promise<{ readonly server: string; readonly ms: number | null } | null>;
  /** Has the router and somebody outside asked whether newcomers can come in; null: there is no party. */
  checkInviting(): Promise<InvitingFacts | null>;
  /** Asks the relays that the engine holds over UDP, from sockets of their own; the party's is the first. */
  askRelays(signal: AbortSignal): Promise<readonly RelayAnswer[]>;
  /** Whether a relay has taken us in, waiting a moment for it. */
  isRelayReached(signal: AbortSignal): Promise<boolean>;
  /** Whether the firewalls at both ends let in what nobody asked for. */
  inbound(address: string, signal: AbortSignal): Promise<InboundBothEnds>;
  /** What opens ours by hand, empty where that isn't known; and whether the helper can. */
  firewall(): Promise<{ readonly command: string; readonly canOpen: boolean }>;
  /** Echo figures of a member over the last minute; null: none were sent. */
  figures(peer: string): LatencySummary | null;
  /** Echo figures by member, measured anew at five a second for some seconds; checks of one run share them. */
  echoes(): Promise<ReadonlyMap<string, LatencySummary>>;
  /** Largest IP packet that reaches a member through the tunnel; null: could not be measured. */
  tunnelMtu(address: string, signal: AbortSignal): Promise<number | null>;
}
