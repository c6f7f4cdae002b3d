/** This machine and its party, as the doctor measures them. */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { access, constants, statfs } from 'node:fs/promises';
import { get } from 'node:http';
import { get as getSecure } from 'node:https';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { formatSubnet, parseSubnet } from '../../../shared/address.ts';
import type { HelperValue } from '../../../shared/helper/verbs.ts';
import type { LatencySummary, Subject } from '../../../shared/model/metrics.ts';
import type { NatReport } from '../../../shared/model/nat-report.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import type { Snapshot } from '../../../shared/model/snapshot.ts';
import type { Result } from '../../../shared/result.ts';
import { parseServerAddress } from '../../../shared/stun/server-address.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log/log.ts';
import type { Patient } from '../doctor/patient.ts';
import { SampleWindow } from '../metrics/sample-window.ts';
import type { PingChain } from '../monitor/icmp/ping-chain.ts';
import type { Names } from '../monitor/probes/names.ts';
import { askStun } from '../nat/ask-stun.ts';
import { discoverBehaviour } from '../nat/discover-behaviour.ts';
import { defaultGateways, localAddressTowards } from '../nat/port-mapping/gateway/default-gateways.ts';
import { connectsOverTcp, looksLikePortal } from '../nat/reach-outside.ts';
import { addressedNetworks, findClash } from '../party/own-networks.ts';
import type { TrialProbes } from '../trial/trial-context.ts';
import { measureLoad } from './measure-load.ts';

export interface PatientOptions {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly ping: PingChain;
  readonly names: Names;
  readonly probes: Pick<TrialProbes, 'pathMtu'>;
  snapshot(): Snapshot;
  settings(): Settings;
  environment(): Promise<Result<HelperValue<'environment'>>>;
  status(): Promise<Result<HelperValue<'status'>>>;
  keys: Patient['keys'];
  figures(subject: Subject): LatencySummary | null;
  measureEchoes: Patient['echoes'];
}

/** Anycast addresses of three operators, by number, so that they answer without names. */
const WELL_KNOWN = ['1.1.1.1', '8.8.8.8', '9.9.9.9'].map((host) => ({ host, port: 443 }));
const TOOL_FOLDERS = ['/usr/bin', '/usr/sbin', '/bin', '/sbin', '/usr/local/bin', '/usr/local/sbin'];
const CONNECT_MS = 2000;
/** Systems ask anew after 1 s and 3 s: a line that loses packets is no server that is down. */
const CONTROL_MS = 6000;
const PING_EVERY_MS = 50;
const PING_TIMEOUT_MS = 1000;
/** The system's resolver asks again after 5 s. */
const RESOLVE_MS = 6000;
const STUN_MS = 1500;
const NAT_MS = 3000;
const PORTAL_CHECK_URL = 'http://connectivity-check.ubuntu.com/';

export function createPatient(options: PatientOptions): Patient {
  const { clock, ping, names, log } = options;
  const nat = shared((): Promise<NatReport> => {
    const url = controlUrl();
    return discoverBehaviour({
      servers: stunServers(),
      budgetMs: NAT_MS,
      portalCheckUrl: PORTAL_CHECK_URL,
      ...(url !== null && { tcpServer: { host: bareHost(url), port: portOf(url) } }),
      clock,
      random: randomBytes,
      log,
    });
  });

  const controlUrl = (): URL | null => {
    const text = options.snapshot().party?.server ?? options.settings().controlServer;
    return text === null ? null : new URL(text);
  };
  const connect = async (host: string, port: number, limitMs: number): Promise<number | null> => {
    const startedAtMs = clock.now();
    const works = await connectsOverTcp({ host, port }, limitMs, clock);
    return works ? clock.now() - startedAtMs : null;
  };
  const connectToControl = async (limitMs: number): Promise<{ server: string; ms: number | null } | null> => {
    const url = controlUrl();
    return url === null ? null : { server: url.href, ms: await connect(bareHost(url), portOf(url), limitMs) };
  };
  const stunServers = (): string[] => {
    const relay = options.snapshot().party?.relay;
    return [...(relay == null ? [] : [relay.endpoint]), ...options.settings().stunServers];
  };

  const echoes = shared(options.measureEchoes);

  return {
    renew() {
      nat.renew();
      echoes.renew();
    },
    snapshot: options.snapshot,
    settings: options.settings,
    environment: options.environment,
    hasTools,
    device: options.status,
    keys: options.keys,
    figures: (peer) => options.figures(`peer:${peer}`),
    echoes: echoes.ask,

    async strayInterfaces() {
      const environment = await options.environment();
      return environment.ok ? (environment.value.leftovers ?? []) : [];
    },
    clash(text) {
      const subnet = parseSubnet(text);
      const found = subnet === null ? undefined : findClash(subnet, addressedNetworks());
      return found === undefined ? null : { device: found.device, subnet: formatSubnet(found.subnet) };
    },
    sourceFor: localAddressTowards,
    isPortFree,
    async clockOffsetMs(signal) {
      const url = controlUrl();
      return url === null ? null : serverClockOffsetMs(url, signal, clock);
    },
    async freeDiskBytes() {
      const { bavail, bsize } = await statfs(options.dataDir);
      return bavail * bsize;
    },
    load: measureLoad,

    async gateways() {
      const { ipv4, ipv6 } = await defaultGateways();
      return [ipv4, ipv6].filter((gateway) => gateway !== null);
    },
    async ping(address, count, signal) {
      const window = new SampleWindow();
      const family = isIP(address) === 6 ? 6 : 4;
      const pings = Array.from({ length: count }, async (_, i) => {
        await new Promise<void>((resolve) => clock.after(i * PING_EVERY_MS, resolve));
        if (signal.aborted) return null;
        const sentAtMs = clock.now();
        const { result } = await ping.ping({
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
    async reachesInternet() {
      const ways = [
        ...WELL_KNOWN.map(({ host, port }) => connect(host, port, CONNECT_MS)),
        connectToControl(CONNECT_MS).then((control) => control?.ms ?? null),
        ...stunServers()
          .slice(0, 2)
          .map((server) => askStun(server, clock, STUN_MS)),
      ];
      const reached = ways.map(async (way) => {
        if ((await way) === null) throw new Error('not that way');
      });
      return Promise.any(reached).then(
        () => true,
        () => false,
      );
    },
    async resolve() {
      const hosts = [
        controlUrl()?.hostname ?? '',
        ...stunServers().map((server) => parseServerAddress(server)?.host ?? ''),
      ];
      const name = hosts.find(
        (host) => host !== '' && isIP(host.replace(/^\[|\]$/g, '')) === 0 && host !== 'localhost',
      );
      if (name === undefined) return null;
      const startedAtMs = clock.now();
      const resolved = await names.resolveAnew(name, 'any', RESOLVE_MS);
      if ('address' in resolved) return { name, ms: clock.now() - startedAtMs, reason: '' };
      return { name, ms: null, reason: resolved.reason === 'ENOTFOUND' ? 'no such name' : 'no answer' };
    },
    portal: () => looksLikePortal(PORTAL_CHECK_URL, CONNECT_MS, clock),
    nat: nat.ask,
    reachControl: () => connectToControl(CONTROL_MS),
    askRelays() {
      const { relay = null, relays = [] } = options.snapshot().party ?? {};
      const home = relay === null ? [] : [relay];
      const asked = [...home, ...relays.filter(({ mine }) => !mine)].map(async ({ endpoint }) => ({
        endpoint,
        ms: await askStun(endpoint, clock, STUN_MS),
      }));
      return Promise.all(asked);
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

/** Elsewhere than on Linux they come with WireGuard's own installation, of which the helper tells. */
async function hasTools(): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const found = await Promise.allSettled(
    TOOL_FOLDERS.map((folder) => access(join(folder, 'wg'), constants.X_OK)),
  );
  return found.some(({ status }) => status === 'fulfilled');
}

function isPortFree(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind(port, () => socket.close(() => resolve(true)));
  });
}

function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function portOf({ port, protocol }: URL): number {
  return port === '' ? (protocol === 'wss:' ? 443 : 80) : Number(port);
}

/** By the Date header of the server's health page, to the second; half the round trip is taken off. */
function serverClockOffsetMs(server: URL, signal: AbortSignal, clock: Clock): Promise<number | null> {
  const secure = server.protocol === 'wss:';
  const url = new URL('/health', server.href.replace(/^ws/, 'http'));
  const startedAtMs = clock.now();
  return new Promise((resolve) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(CONNECT_MS)]);
    const request = (secure ? getSecure : get)(url, { agent: false, signal: limit }, ({ headers }) => {
      const told = Date.parse(headers.date ?? '');
      const tookMs = clock.now() - startedAtMs;
      resolve(Number.isNaN(told) ? null : told + 500 - (clock.date().getTime() - tookMs / 2));
      request.destroy();
    });
    request.on('error', () => resolve(null));
  });
}
