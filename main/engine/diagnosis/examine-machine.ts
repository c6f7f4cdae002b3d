/** This machine and its party, as the doctor measures them. */
import { isIP } from 'node:net';
import { formatSubnet, parseSubnet } from '../../../shared/address.ts';
import type { LatencySummary, Subject } from '../../../shared/model/metrics.ts';
import type { NatReport } from '../../../shared/model/nat-report.ts';
import type { Snapshot } from '../../../shared/model/snapshot.ts';
import { parseServerAddress } from '../../../shared/stun/server-address.ts';
import { bareHost, portOf } from '../../../shared/url-host.ts';
import type { Log } from '../../base/log/log.ts';
import { pause, within } from '../../base/time.ts';
import type { HelperHost } from '../helper/helper-host.ts';
import type { LinkTestProbes } from '../link-test/test-context.ts';
import { firewallCommand } from '../machine/firewall-command.ts';
import { addressedNetworks, findClash } from '../machine/own-networks.ts';
import { askStun } from '../nat/ask-stun.ts';
import { discoverBehaviour } from '../nat/discover-behaviour.ts';
import type { SettingsInForce } from '../party/in-force.ts';
import type { PartyManager } from '../party/party-manager.ts';
import type { Ports } from '../ports.ts';
import type { Stores } from '../stores.ts';
import { SampleWindow } from '../telemetry/metrics/sample-window.ts';
import type { ExaminedMachine } from './examined-machine.ts';
import { reachesInternet } from './reach-internet.ts';

export interface ExamineOptions {
  readonly ports: Ports;
  readonly stores: Pick<Stores, 'keys'>;
  readonly inForce: Pick<SettingsInForce, 'get'>;
  readonly helper: HelperHost;
  readonly parties: PartyManager;
  readonly log: Log;
  readonly probes: Pick<LinkTestProbes, 'pathMtu'>;
  snapshot(): Snapshot;
  figures(subject: Subject): LatencySummary | null;
  measureEchoes: ExaminedMachine['echoes'];
  readonly inbound: ExaminedMachine['inbound'];
}

const CONNECT_MS = 2000;
/** Systems ask anew after 1 s and 3 s: a line that loses packets is no server that is down. */
const CONTROL_MS = 6000;
const PING_EVERY_MS = 50;
const PING_TIMEOUT_MS = 1000;
/** The system's resolver asks again after 5 s. */
const RESOLVE_MS = 6000;
const STUN_MS = 1500;
const NAT_MS = 3000;
/** WireGuard tries again after 5 s; the relay is asked more often than that. */
const HANDSHAKE_MS = 3000;
const LOOK_EVERY_MS = 200;
/** A tool that hangs may hang up the helper as well. */
const HELPER_MS = 1000;
const PORTAL_CHECK_URL = 'http://connectivity-check.ubuntu.com/';

export function examineMachine(options: ExamineOptions): ExaminedMachine {
  const { ports, stores, inForce, helper, parties, log, snapshot } = options;
  const { clock, random, machine, outside, probing } = ports;
  const stun = { ...outside, clock, random: random.bytes };
  const nat = shared((): Promise<NatReport> => {
    const url = controlUrl();
    return discoverBehaviour({
      servers: stunServers(),
      budgetMs: NAT_MS,
      portalCheckUrl: PORTAL_CHECK_URL,
      ...(url !== null && { tcpServer: { host: bareHost(url), port: portOf(url) } }),
      outside,
      clock,
      random: random.bytes,
      log,
    });
  });

  const controlUrl = (): URL | null => {
    const text = snapshot().party?.server ?? inForce.get().controlServer;
    return text === null ? null : new URL(text);
  };
  const connect = async (host: string, port: number, limitMs: number): Promise<number | null> => {
    const startedAtMs = clock.now();
    const works = await outside.connects({ host, port }, limitMs);
    return works ? clock.now() - startedAtMs : null;
  };
  const connectToControl = async (limitMs: number): Promise<{ server: string; ms: number | null } | null> => {
    const url = controlUrl();
    return url === null ? null : { server: url.href, ms: await connect(bareHost(url), portOf(url), limitMs) };
  };
  const stunServers = (): string[] => {
    const { relay = null, hosting = false } = snapshot().party ?? {};
    // Our own sees nothing of our NAT.
    return [...(relay === null || hosting ? [] : [relay.endpoint]), ...inForce.get().stunServers];
  };

  const echoes = shared(options.measureEchoes);
  const environment = async () => {
    const ready = await helper.ensure({ mayAsk: false });
    // Without WireGuard the helper is there all the same, and says so.
    return ready.ok || ready.fault.code === 'tunnel.wireguard-missing'
      ? helper.call('environment', {})
      : ready;
  };

  return {
    renew() {
      nat.renew();
      echoes.renew();
    },
    snapshot,
    inForce: () => inForce.get(),
    environment,
    wireguardHint: () => machine.wireguardHint(),
    tryTool: () => machine.tryWireguardTool(),
    needsTool: () => {
      // wireguard-go is steered by its own socket there.
      const asked = environment().then(
        (found) => machine.platform !== 'linux' || !found.ok || found.value.backend !== 'wireguard-go',
      );
      return within(clock, HELPER_MS, asked, () => true);
    },
    device: () => helper.call('status', { name: inForce.get().interfaceName }),
    keys: () => ({
      own: stores.keys.wireguard.publicKey,
      members: parties.active?.memberKeys() ?? new Map(),
    }),
    figures: (peer) => options.figures(`peer:${peer}`),
    echoes: echoes.ask,

    async strayInterfaces() {
      const found = await environment();
      return found.ok ? (found.value.leftovers ?? []) : [];
    },
    clash(text) {
      const subnet = parseSubnet(text);
      const found = subnet === null ? undefined : findClash(subnet, addressedNetworks(machine.interfaces()));
      return found === undefined ? null : { device: found.device, subnet: formatSubnet(found.subnet) };
    },
    tunnelDamage: async () => (await parties.active?.tunnelDamage()) ?? null,
    isPortFree: (port) => machine.isPortFree(port),
    async clockOffsetMs(signal) {
      const url = controlUrl();
      if (url === null) return null;
      const page = new URL('/health', url.href.replace(/^ws/, 'http'));
      const startedAtMs = clock.now();
      const told = await outside.dateOf(page, CONNECT_MS, signal);
      // To the second; half the round trip is taken off.
      const tookMs = clock.now() - startedAtMs;
      return told === null ? null : told + 500 - (clock.date().getTime() - tookMs / 2);
    },
    // Records are numbered by the clock, and never fall.
    clockSetBackMs: () => Math.max(0, (parties.active?.kept?.recordSeq ?? 0) - clock.date().getTime()),
    freeDiskBytes: () => ports.disk.freeBytes(),
    load: () => machine.measureLoad(),

    async gateways() {
      const { ipv4, ipv6 } = await machine.gateways();
      return [ipv4, ipv6].filter((gateway) => gateway !== null);
    },
    async ping(address, count, signal) {
      const window = new SampleWindow();
      const family = isIP(address) === 6 ? 6 : 4;
      const pings = Array.from({ length: count }, async (_, i) => {
        await pause(clock, i * PING_EVERY_MS);
        if (signal.aborted) return null;
        const sentAtMs = clock.now();
        const { result } = await probing.ping.ping({
          to: address,
          family,
          timeoutMs: PING_TIMEOUT_MS,
          signal,
          onLate: () => undefined,
        });
        if (result.outcome === 'denied') return null;
        return { sentAtMs, rttMs: result.outcome === 'answered' ? result.rttMs : null };
      });
      const samples = (await Promise.all(pings)).filter((sample) => sample !== null);
      for (const sample of samples) window.add(sample);
      return samples.length === 0 ? null : window.summary(clock.now());
    },
    reachesInternet: () =>
      reachesInternet({ outside, stun, stunServers: stunServers(), controlUrl: controlUrl() }),
    async resolve() {
      const url = controlUrl();
      const hosts = [
        url === null ? '' : bareHost(url),
        ...stunServers().map((server) => parseServerAddress(server)?.host ?? ''),
      ];
      const name = hosts.find((host) => host !== '' && isIP(host) === 0 && host !== 'localhost');
      if (name === undefined) return null;
      const startedAtMs = clock.now();
      const resolved = await probing.names.resolveAnew(name, 'any', RESOLVE_MS);
      if ('address' in resolved)
        return { name, ms: clock.now() - startedAtMs, reason: null, address: resolved.address };
      return { name, ms: null, reason: resolved.reason === 'ENOTFOUND' ? 'no-such-name' : 'no-answer' };
    },
    portal: () => outside.looksLikePortal(PORTAL_CHECK_URL, CONNECT_MS),
    nat: nat.ask,
    reachControl: () => connectToControl(CONTROL_MS),
    async checkInviting() {
      const inviting = parties.active?.inviting;
      await inviting?.askAgain();
      return inviting?.view ?? null;
    },
    askRelays() {
      const { relay = null, relays = [] } = snapshot().party ?? {};
      const home = relay === null ? [] : [relay];
      const asked = [...home, ...relays.filter(({ mine }) => !mine)].map(async ({ endpoint }) => ({
        endpoint,
        ms: await askStun(endpoint, stun, STUN_MS),
      }));
      return Promise.all(asked);
    },
    async isRelayReached(signal) {
      const isReached = (): boolean => {
        const { relay = null, relays = [] } = snapshot().party ?? {};
        return relay?.reached === true || relays.some(({ mine, reached }) => mine && reached);
      };
      const endsAtMs = clock.now() + HANDSHAKE_MS;
      while (!isReached() && clock.now() < endsAtMs && !signal.aborted) await pause(clock, LOOK_EVERY_MS);
      return isReached();
    },
    inbound: options.inbound,
    async firewall() {
      const { interfaceName: name } = inForce.get();
      const found = await helper.call('firewall.find', { name });
      const command = firewallCommand(machine.platform, name, found.ok ? found.value : null);
      return { command, canOpen: found.ok && found.value.kind !== 'none' };
    },
    async tunnelMtu(address, signal) {
      const found = await options.probes.pathMtu(address, { signal });
      return found.ok ? found.value : null;
    },
  };
}

/** What several checks of a run want to know is asked once. */
function shared<T>(measure: () => Promise<T>): { ask(): Promise<T>; renew(): void } {
  let answer: Promise<T> | null = null;
  return {
    ask() {
      answer ??= measure();
      return answer;
    },
    renew() {
      answer = null;
    },
  };
}
