/** Finds out how the NATs in front of this machine behave, from two sockets of its own. */
import type { NatReport, ServerOutcome } from '../../../shared/model/nat-report.ts';
import type { ServerAddress } from '../../../shared/stun/server-address.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log/log.ts';
import { sightFromOthers, sightQuietSocket, testFiltering, testHairpinning } from './behaviour-tests.ts';
import { classifyMapping, classifyPort, findPublicAddress } from './classify.ts';
import type { Outside } from './outside.ts';
import { ServerSurvey } from './server-survey.ts';
import { type OpenedSocket, openStunSocket, type StunSocket } from './stun-socket.ts';

export interface DiscoveryOptions {
  /** `host:port` of STUN servers, of different operators; the first four are asked. */
  readonly servers: readonly string[];
  /** 4 unless said otherwise. */
  readonly family?: 4 | 6;
  /** Port of the socket whose mapping is observed; the system chooses unless it is given. */
  readonly localPort?: number;
  /** ms, 500–10000. Below about 2000, silence says nothing and much stays unknown. */
  readonly budgetMs: number;
  /** Tells blocked UDP from no network at all: connected to over TCP when no STUN server answers. */
  readonly tcpServer?: ServerAddress;
  /** An http:// page that answers 204 on the open Internet; asked when no STUN server answers. */
  readonly portalCheckUrl?: string;
  readonly outside: Outside;
  readonly clock: Clock;
  /** Random bytes that can't be guessed. */
  readonly random: (length: number) => Uint8Array;
  readonly log: Log;
}

const LEAST_BUDGET_MS = 500;
const MOST_BUDGET_MS = 10_000;
const MOST_SERVERS = 4;
/** Part of the budget after which a server that still owes its answer holds nobody up. */
const SURVEY_PART = 0.4;
/** Fewer silent servers may merely be down. */
const SILENT_SERVERS = 2;
/** The report is due within the budget, and timers are late by some ms. */
const RESERVE_MS = 20;

const UNKNOWN = 'unknown' as const;

interface Sockets {
  readonly main: StunSocket;
  readonly quiet: StunSocket;
}

type Behaviour = Pick<NatReport, 'mapping' | 'filtering' | 'hairpinning' | 'publicAddress' | 'portPreserved'>;

const NOTHING: Omit<NatReport, 'servers' | 'at'> = {
  mapping: 'unknown',
  filtering: 'unknown',
  hairpinning: 'unknown',
  publicAddress: null,
  portPreserved: 'unknown',
  udp: 'unknown',
  captivePortal: 'unknown',
};

/**
 * Measures mapping, filtering and hairpinning. Asks at most 13 questions (four servers one each, the best of them nine
 * more), each at most seven times. Settles within the budget and never rejects: what can't be measured is unknown.
 * @see RFC 5780 §4.3–4.4, RFC 4787 §4.1, §5, §6
 */
export async function discoverBehaviour(options: DiscoveryOptions): Promise<NatReport> {
  const { family = 4, localPort = 0, outside, clock, random, log } = options;
  const servers = options.servers.slice(0, MOST_SERVERS);
  const opened = await Promise.all(
    [localPort, 0].map((port) => openStunSocket({ ...outside, family, port, clock, random })),
  );
  const sockets = opened.filter((socket) => 'client' in socket);
  const [main, quiet] = sockets;
  try {
    const report =
      main === undefined || quiet === undefined
        ? { ...NOTHING, servers: servers.map((server) => withoutSocket(server, opened)) }
        : await measure({ ...options, servers, family }, { main, quiet });
    log.debug('nat behaviour', report);
    return { ...report, at: clock.date().toISOString() };
  } finally {
    for (const socket of sockets) socket.close();
  }
}

async function measure(
  options: DiscoveryOptions & { readonly family: 4 | 6 },
  sockets: Sockets,
): Promise<Omit<NatReport, 'at'>> {
  const { clock, servers, family } = options;
  const budgetMs = Math.min(MOST_BUDGET_MS, Math.max(LEAST_BUDGET_MS, options.budgetMs)) - RESERVE_MS;
  const endsAtMs = clock.now() + budgetMs;
  const leftMs = (): number => Math.max(0, endsAtMs - clock.now());
  const { lookup } = options.outside;
  const survey = new ServerSurvey({ servers, family, budgetMs, socket: sockets.main, lookup, clock });
  const patience = new Promise<void>((resolve) => clock.after(budgetMs * SURVEY_PART, resolve));
  await Promise.race([survey.ended, patience]);
  const outside = survey.answered().length === 0 ? lookOutside(options, leftMs()) : null;
  await survey.answeredOnce;
  const behaviour = await testBehaviour(survey, sockets, leftMs);
  if (behaviour !== null) {
    return { ...behaviour, udp: 'works', captivePortal: 'no', servers: survey.outcomes() };
  }
  const seen = await outside;
  const blocked = seen?.tcpWorks === true && survey.silentAddresses() >= SILENT_SERVERS;
  const captivePortal = seen?.captivePortal ?? 'unknown';
  return { ...NOTHING, udp: blocked ? 'blocked' : 'unknown', captivePortal, servers: survey.outcomes() };
}

/** Null when no server has answered. */
async function testBehaviour(
  survey: ServerSurvey,
  { main, quiet }: Sockets,
  leftMs: () => number,
): Promise<Behaviour | null> {
  const answered = survey.answered();
  const best = answered.find(({ other }) => other !== null) ?? answered[0];
  if (best === undefined) return null;
  const { server, rttMs, other } = best;
  const bench = { main: main.client, quiet: quiet.client, server, rttMs, leftMs };
  const [others, quietSighting] = await Promise.all([
    other === null ? [] : sightFromOthers(bench, other),
    sightQuietSocket(bench),
  ]);
  // Servers that answered meanwhile count as well.
  const sightings = [...survey.answered(), ...others];
  const mapping = classifyMapping(sightings);
  const [filtering, hairpinning] =
    quietSighting === null
      ? [UNKNOWN, UNKNOWN]
      : await Promise.all([
          other === null ? UNKNOWN : testFiltering(bench, other, sightings),
          testHairpinning(bench, { main: best.mapped, quiet: quietSighting.mapped }, mapping),
        ]);
  const publicAddress = findPublicAddress(sightings);
  return {
    mapping,
    filtering,
    hairpinning,
    publicAddress,
    portPreserved: classifyPort(sightings, main.port),
  };
}

/** A portal would have kept the STUN servers' answers away, so it is looked for only where none came. */
async function lookOutside(
  { tcpServer, portalCheckUrl, outside }: DiscoveryOptions,
  timeoutMs: number,
): Promise<{ tcpWorks: boolean; captivePortal: NatReport['captivePortal'] }> {
  const [tcpWorks, captivePortal] = await Promise.all([
    tcpServer === undefined ? false : outside.connects(tcpServer, timeoutMs),
    portalCheckUrl === undefined ? UNKNOWN : outside.looksLikePortal(portalCheckUrl, timeoutMs),
  ]);
  return { tcpWorks, captivePortal };
}

function withoutSocket(server: string, opened: readonly OpenedSocket[]): ServerOutcome {
  const failed = opened.find((socket) => 'error' in socket);
  return { server, outcome: 'error', reason: failed?.error ?? '' };
}
